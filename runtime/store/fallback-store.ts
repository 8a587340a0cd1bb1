// A store that goes on in memory while its own store is away, and catches up when that is back.
import { setTimeout as delay } from 'node:timers/promises'
import { isAway, StoreError } from '../store-error.js'
import { FallbackCopy } from './fallback-copy.js'
import { FallbackOutage } from './fallback-outage.js'
import { followPrimary, type StoreCalls } from './fallback-primary.js'
import { steadyCalls } from './fallback-steady.js'
import { type Commit, type CommitResult, type Due, isDue, type Store, type StoreHealth } from './store.js'
import type { StoreLog } from './store-log.js'

export interface FallbackStoreOptions {
  /** What is used while it is there. */
  readonly primary: Store
  readonly log: StoreLog
  /** Changes that may wait for the primary; more are refused with MOCK_STORE_UNAVAILABLE. Default: 10,000. */
  readonly maxWaitingChanges?: number
  /**
   * What the copy may take in memory, by estimate: rows that were not used for longest are forgotten. Changes that wait may
   * take as much again; more are refused with MOCK_STORE_UNAVAILABLE. Default: 64 MiB.
   */
  readonly maxCopyBytes?: number
  /** How often the primary is asked whether it is back. Default: 500. */
  readonly retryMs?: number
}

/** How long health waits for a primary that is away. */
const healthWaitMs = 500

/** Never written: reading it tells whether the primary answers. */
const noSpace = ''

/**
 * Serves from `primary` and keeps a copy of what this process wrote and read there. When the primary cannot be reached
 * (MOCK_STORE_UNAVAILABLE, MOCK_STORE_INTERRUPTED), everything is served from the copy, which knows nothing else: a row
 * that this process never saw is absent, and a list shows what `FallbackCopy` says. `isDegraded` is true meanwhile, for at
 * least `retryMs`, so that it is true before or after every call that the copy answers.
 *
 * Commits are then acknowledged from the copy and replayed, in order and each once, before the primary is used again. One
 * whose checks do not hold there is not applied: it is logged as an error with its rows, and health counts it
 * (`notApplied`). A commit that was under way when the primary went is not repeated: its outcome is unknown, and it rejects
 * with MOCK_STORE_INTERRUPTED. What the copy knows too little for is not done meanwhile: `drop`, and all of `steady`,
 * reject with MOCK_STORE_UNAVAILABLE.
 *
 * Versions given while the primary is away lie between its own, which are whole numbers: they never stand for one of its
 * states. What waits is in memory only: a process that is killed while the primary is away loses it. `close` replays it, and
 * when it cannot, reports each change and rejects.
 */
export function createFallbackStore(
  options: FallbackStoreOptions,
): Store & Required<Pick<Store, 'isDegraded' | 'steady'>> {
  const { primary, log, maxWaitingChanges = 10_000, maxCopyBytes = 64 * 2 ** 20, retryMs = 500 } = options
  const copy = new FallbackCopy(maxCopyBytes)
  const followed = followPrimary(primary, copy)
  const outage = new FallbackOutage({
    primary,
    copy,
    log,
    maxWaitingChanges,
    maxWaitingBytes: maxCopyBytes,
    retryMs,
  })
  let closed = false

  // The primary if it is there, otherwise the copy.
  const either = async <T>(
    space: string,
    ofPrimary: () => Promise<T>,
    ofCopy: (fault?: StoreError) => T,
  ): Promise<T> => {
    if (closed) throw closedFault()
    if (outage.reason !== undefined) return ofCopy()
    try {
      const result = await ofPrimary()
      if (outage.reason === undefined) copy.trim()
      return result
    } catch (error) {
      if (!isAway(error)) throw error
      outage.begin(space, error)
      return ofCopy(error)
    }
  }

  const commitToCopy = (space: string, now: number, commit: Commit): CommitResult | Due => {
    if (commit.writes.length === 0) return copy.commit(space, now, commit)
    return outage.acknowledge(commit.writes, () => {
      const result = copy.commit(space, now, commit)
      const isDone = !isDue(result) && result.ok
      return { result, change: isDone ? { space, commit, version: result.version } : undefined }
    })
  }

  const commit = (space: string, now: number, unit: Commit): Promise<CommitResult | Due> =>
    either(
      space,
      () => followed.commit(space, now, unit),
      (fault) => {
        // It may have happened: doing it in the copy as well could do it twice.
        if (fault?.code === 'MOCK_STORE_INTERRUPTED' && unit.writes.length > 0) throw fault
        return commitToCopy(space, now, unit)
      },
    )

  const read: Store['read'] = (space, now, refs) =>
    either(
      space,
      () => followed.read(space, now, refs),
      () => copy.read(space, now, refs),
    )

  const steadily = (): StoreCalls => {
    if (closed) throw closedFault()
    return steadyCalls(followed, outage)
  }

  const store: Store & Required<Pick<Store, 'isDegraded' | 'steady'>> = {
    isDegraded: () => outage.reason !== undefined,
    steady() {
      const view: Store = { ...store, ...steadily(), steady: () => view }
      return view
    },
    read,
    list: (space, now, query) =>
      either(
        space,
        () => followed.list(space, now, query),
        () => copy.list(space, now, query),
      ),
    commit: (space, now, unit) =>
      unit.writes.length === 0
        ? commit(space, now, unit)
        : outage.afterReplay(() => commit(space, now, unit)),
    drop: async (space) => outage.afterReplay(() => steadily().drop(space)),
    spaces: () =>
      either(
        noSpace,
        () => followed.spaces(),
        () => copy.spaces,
      ),
    async health() {
      if (closed) throw closedFault()
      // Whoever asks wants to know whether calls are answered, and that may be the first one in an outage.
      await read(noSpace, 0, []).catch(() => undefined)
      const known = outage.reason === undefined ? await primary.health() : await askAway(primary)
      return outage.health(known)
    },
    async close() {
      if (closed) return
      closed = true
      try {
        await outage.end()
      } finally {
        await primary.close()
      }
    },
  }
  return store
}

// A primary that is away may take long to say so.
async function askAway(primary: Store): Promise<StoreHealth> {
  const given = new AbortController()
  const late = delay(healthWaitMs, undefined, { signal: given.signal, ref: false })
  try {
    const health = await Promise.race([primary.health(), late])
    return health ?? { kind: 'unknown', status: 'unhealthy' }
  } catch {
    return { kind: 'unknown', status: 'unhealthy' }
  } finally {
    given.abort()
    late.catch(() => undefined)
  }
}

function closedFault(): StoreError {
  return new StoreError('MOCK_STORE_CLOSED', 'the store is closed', 'do not use it after close')
}
