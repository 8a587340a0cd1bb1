// The answers that a mock has cached: kept in the space of their sandbox, so that all servers share them and whatever
// replaces the records forgets them, and counted by this process.
import { changeMarkOf } from '../../entities/change-marks.js'
import type { Reply } from '../../http/reply.js'
import { isObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import type { Sandbox } from '../../sandboxes/sandbox.js'
import { isKeepable, printReply, readReply } from '../idempotency/kept-reply.js'

/** How often cached answers were given, and how many there are. */
export interface CacheCounts {
  /** By this process, since it started. */
  readonly hits: number
  readonly misses: number
  /** In the store; an answer that has become stale counts until a new one takes its place or its time is over. */
  readonly entries: number
}

/** The counts of a sandbox, in all and by prefix. */
export interface CacheStatistics extends CacheCounts {
  readonly prefixes: Readonly<Record<string, CacheCounts>>
}

/** Where an answer is kept, and what it depends on. */
export interface CachePlace {
  /** 43 characters that stand for the request. */
  readonly hash: string
  readonly prefix: string
  /** Entities that the answer shows: any change of their records makes it stale. */
  readonly entities: readonly string[]
  readonly ttlMs: number
}

/** What was found: an answer with its age, or what the records were when there was none. */
export type CacheLookup =
  | { readonly reply: Reply; readonly ageMs: number }
  | { readonly reply: undefined; readonly states: readonly number[] }

const collection = '$cache'

/** Most answers that are kept for a sandbox; when there are as many, all are forgotten. */
const maxEntries = 1_000
/** Rows that one call reads or one commit deletes. */
const pageSize = 500
/** Most sandboxes whose hits and misses are counted; when there are as many, counting begins anew. */
const maxCounted = 2_000

export class CachedAnswers {
  readonly #counted = new Map<string, Map<string, { hits: number; misses: number }>>()

  /** Looks for an answer, in one call of the store with what says whether it is stale. Counts a hit or a miss. */
  async find(place: CachePlace, sandbox: string, space: OpenSpace): Promise<CacheLookup> {
    const refs = [{ collection, id: idOf(place) }, ...place.entities.map(changeMarkOf)]
    const [entry, ...marks] = await space.entities.readKept(refs)
    const states = marks.map((mark) => mark?.version ?? 0)
    const found = entry && parseJsonText(entry.value)
    const { at, reply, seen } = isObject(found) ? found : {}
    const isFresh = typeof at === 'number' && JSON.stringify(seen) === JSON.stringify(states)
    this.#count(sandbox, place.prefix)[isFresh ? 'hits' : 'misses'] += 1
    if (entry === undefined || !isFresh) return { reply: undefined, states }
    return { reply: readReply(reply, entry, space), ageMs: Math.max(0, space.clock.now() - at) }
  }

  /** Keeps an answer; `states` are those of before it was made, so that a change in between makes it stale. */
  async keep(place: CachePlace, reply: Reply, states: readonly number[], space: OpenSpace): Promise<void> {
    if (!isKeepable(reply)) return
    if ((await listIds(space, 0, 0)).total >= maxEntries) await removeAll(space, () => true)
    const at = space.clock.now()
    const text = JSON.stringify({ at, seen: states, reply: printReply(reply, space) })
    const options = { expiresAt: at + place.ttlMs }
    await space.entities.transaction((unit) => unit.kept.put(collection, idOf(place), text, options))
  }

  /** How often cached answers were given in a sandbox, and how many there are. */
  stats(sandbox: Sandbox): Promise<CacheStatistics> {
    return sandbox.use(async (space) => {
      const entries = new Map<string, number>()
      for (const id of await allIds(space)) entries.set(prefixOf(id), (entries.get(prefixOf(id)) ?? 0) + 1)
      const counted = this.#counted.get(sandbox.name) ?? new Map<string, { hits: number; misses: number }>()
      const names = [...new Set([...counted.keys(), ...entries.keys()])].sort()
      const prefixes = names.map((name): [string, CacheCounts] => {
        const { hits, misses } = counted.get(name) ?? { hits: 0, misses: 0 }
        return [name, { hits, misses, entries: entries.get(name) ?? 0 }]
      })
      const sum = (of: keyof CacheCounts) => prefixes.reduce((total, [, counts]) => total + counts[of], 0)
      return {
        hits: sum('hits'),
        misses: sum('misses'),
        entries: sum('entries'),
        prefixes: Object.fromEntries(prefixes),
      }
    })
  }

  /** Forgets the answers of a sandbox, or those of one prefix; how many there were. */
  clear(sandbox: Sandbox, prefix?: string): Promise<number> {
    return sandbox.use((space) => removeAll(space, (id) => prefix === undefined || prefixOf(id) === prefix))
  }

  #count(sandbox: string, prefix: string): { hits: number; misses: number } {
    let prefixes = this.#counted.get(sandbox)
    if (prefixes === undefined) {
      if (this.#counted.size >= maxCounted) this.#counted.clear()
      prefixes = new Map()
      this.#counted.set(sandbox, prefixes)
    }
    let counts = prefixes.get(prefix)
    if (counts === undefined) {
      counts = { hits: 0, misses: 0 }
      prefixes.set(prefix, counts)
    }
    return counts
  }
}

function idOf({ hash, prefix }: CachePlace): string {
  return `${hash} ${prefix}`
}

function prefixOf(id: string): string {
  return id.slice(id.indexOf(' ') + 1)
}

async function removeAll(space: OpenSpace, isMeant: (id: string) => boolean): Promise<number> {
  const ids = (await allIds(space)).filter(isMeant)
  for (let from = 0; from < ids.length; from += pageSize) {
    await space.entities.transaction(async (unit) => {
      for (const id of ids.slice(from, from + pageSize)) await unit.kept.delete(collection, id)
    })
  }
  return ids.length
}

// What is over is settled first, by a call that looks at the clock.
async function allIds(space: OpenSpace): Promise<readonly string[]> {
  await space.entities.readKept([changeMarkOf('')])
  const ids: string[] = []
  // Others may keep some meanwhile, beyond the most that there should be.
  for (let offset = 0; offset < 2 * maxEntries; offset += pageSize) {
    const page = await listIds(space, offset, pageSize)
    ids.push(...page.ids)
    if (offset + pageSize >= page.total) break
  }
  return ids
}

async function listIds(
  { store, name }: OpenSpace,
  offset: number,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const page = await store.list(name, beforeAnyDueTime, { collection, offset, limit })
  return 'due' in page ? { ids: [], total: 0 } : { ids: page.rows.map(({ id }) => id), total: page.total }
}

const beforeAnyDueTime = 0
