// An encrypted index answers for one value only. This gives it ranges again, so that the whole contract can be tested on it.

import {
  type Check,
  type Commit,
  type CommitResult,
  type Due,
  type IndexRange,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type Store,
} from '../../../runtime/store/store.js'
import { utf8SortKey } from '../../../runtime/store/utf8-order.js'
import type { StoreAdapter } from '../../../runtime/store-conformance/index.js'

const everyRow = Number.MAX_SAFE_INTEGER
const beforeAnyDueTime = Number.MIN_SAFE_INTEGER
const maxAttempts = 1_000

/**
 * The adapter of an encrypted store, with ranges put together from the values that were indexed through it: each is asked
 * for by itself, in order. Commits that index a value or count a range take turns; all others run at once.
 */
export function rangesByValue({ open, ...promises }: StoreAdapter): StoreAdapter {
  const known = new Map<string, Indexed>()
  return {
    ...promises,
    async open(data) {
      const indexed = known.get(data) ?? { values: new Set(), lastCommit: Promise.resolve() }
      known.set(data, indexed)
      return withRanges(await open(data), indexed)
    },
  }
}

/** What all stores over the same data know of its indexes. */
interface Indexed {
  readonly values: Set<string>
  /** Settled when the last of the commits that take turns has ended. */
  lastCommit: Promise<unknown>
}

function withRanges(store: Store, indexed: Indexed): Store {
  const valuesIn = (collection: string, index: string, range: IndexRange = {}): readonly string[] =>
    [...indexed.values]
      .map(parseEntry)
      .filter((entry) => entry.collection === collection && entry.index === index)
      .map(({ value }) => value)
      .filter((value) => isIn(range, value))
      .sort((a, b) => (utf8SortKey(a) < utf8SortKey(b) ? -1 : 1))

  // Other commits may come between the lists of two values, so a page counts only when there was none.
  const listRange = async (space: string, now: number, query: ListQuery): Promise<ListResult | Due> => {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const before = await versionOf(space)
      const page = await listValues(space, now, query)
      if (before === (await versionOf(space))) return page
    }
    throw new Error('Others commit all the time')
  }

  const versionOf = async (space: string): Promise<number> => {
    const result = await store.commit(space, beforeAnyDueTime, { checks: [], writes: [], settling: true })
    return !isDue(result) && result.ok ? result.version : -1
  }

  const listValues = async (space: string, now: number, query: ListQuery): Promise<ListResult | Due> => {
    const { collection, index = '', range, offset, limit, reverse = false } = query
    const values = valuesIn(collection, index, range)
    const rows: Row[] = []
    let page: ListResult | Due | undefined
    let total = 0
    // The value that no entry has makes a page of nothing, for what stands beside a page.
    for (const value of ['no such value', ...(reverse ? values.toReversed() : values)]) {
      const only = { from: value, to: value }
      page = await store.list(space, now, { ...query, range: only, offset: 0, limit: everyRow })
      if (isDue(page)) return page
      rows.push(...page.rows)
      total += page.total
    }
    return { ...page, rows: rows.slice(offset, offset + limit), total }
  }

  // A count over several values is the counts of each, provided that they add up.
  const countsOf = async (space: string, check: Check): Promise<readonly Check[]> => {
    if (check.check !== 'count' || isOneValue(check.range)) return [check]
    const counts: Check[] = []
    let total = 0
    for (const value of valuesIn(check.collection, check.index, check.range)) {
      const range = { from: value, to: value }
      const query = { collection: check.collection, index: check.index, range, offset: 0, limit: 0 }
      const page = await store.list(space, beforeAnyDueTime, query)
      const count = isDue(page) ? 0 : page.total
      counts.push({ ...check, range, count })
      total += count
    }
    return total === check.count ? counts : [{ ...check, range: { from: '', to: '' }, count: -1 }]
  }

  const commitCounted = async (space: string, now: number, commit: Commit): Promise<CommitResult | Due> => {
    for (const write of commit.writes)
      if (write.write === 'index')
        indexed.values.add(JSON.stringify([write.collection, write.index, write.value]))
    const checks: Check[] = []
    const positions: number[] = []
    for (const [i, check] of commit.checks.entries())
      for (const count of await countsOf(space, check)) {
        checks.push(count)
        positions.push(i)
      }
    const result = await store.commit(space, now, { ...commit, checks })
    return isDue(result) || result.ok ? result : { ok: false, failed: positions[result.failed] ?? -1 }
  }

  return {
    ...store,
    list: (space, now, query) =>
      query.index === undefined || isOneValue(query.range)
        ? store.list(space, now, query)
        : listRange(space, now, query),
    commit(space, now, commit): Promise<CommitResult | Due> {
      if (!isAboutRanges(commit)) return store.commit(space, now, commit)
      // A value that somebody indexes for the first time between the counts and the commit would not be counted.
      const ended = indexed.lastCommit.then(() => commitCounted(space, now, commit))
      indexed.lastCommit = ended.catch(() => undefined)
      return ended
    },
  }
}

function isAboutRanges({ checks, writes }: Commit): boolean {
  const countsRange = checks.some((check) => check.check === 'count' && !isOneValue(check.range))
  return countsRange || writes.some(({ write }) => write === 'index')
}

function parseEntry(text: string) {
  const [collection, index, value]: readonly string[] = JSON.parse(text)
  return { collection, index, value: value ?? '' }
}

function isOneValue({ from, to }: IndexRange = {}): boolean {
  return from !== undefined && from === to
}

function isIn({ from, to }: IndexRange, value: string): boolean {
  const key = utf8SortKey(value)
  return (from === undefined || key >= utf8SortKey(from)) && (to === undefined || key <= utf8SortKey(to))
}
