// A store that goes on in memory while its own store is away, and catches up when that is back.

import { StoreError } from '../store-error.js'
import { FallbackCopy } from './fallback-copy.js'
import { type Change, FallbackReplay } from './fallback-replay.js'
import { type Commit, type CommitResult, type Due, isDue, type Store } from './store.js'
import type { StoreLog } from './store-log.js'

export interface FallbackStoreOptions {
  /** What is used while it is there. */
  readonly primary: Store
  /** An empty store for the copy, in this process. */
  readonly standIn: Store
  readonly log: StoreLog
  /** Changes that may wait for the primary; more are refused with MOCK_STORE_UNAVAILABLE. Default: 10,000. */
  readonly maxWaitingChanges?: number
  /** How often the primary is asked whether it is back. Default: 500. */
  readonly retryMs?: number
}

export interface FallbackStore extends Store {
  /** True while answers come from the copy: mark them. */
  isDegraded(): boolean
}

/**
 * Serves from `primary` and keeps a copy of what this process writes. When the primary cannot be reached, everything is
 * served from the copy, which knows neither what others wrote nor what was there before. Commits are then acknowledged
 * from the copy and replayed in order when the primary is back. One whose checks do not hold any more is not applied: it
 * is logged as an error with its rows, and health counts it. A commit that was under way when the primary went is
 * neither: its outcome is unknown, and it rejects.
 *
 * `close` replays what waits, and rejects when it cannot.
 */
export function createFallbackStore(options: FallbackStoreOptions): FallbackStore {
  const { primary, log, maxWaitingChanges = 10_000, retryMs = 500 } = options
  const copy = new FallbackCopy(options.standIn)
  const waiting: Change[] = []
  /** Changes of the copy that will wait as soon as they are done. */
  const underWay = new Set<Promise<unknown>>()
  const replay = new FallbackReplay(primary, copy, log)
  let away: StoreError | undefined
  let catchingUp: Promise<void> | undefined
  let replaying: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  // The primary if it is there, otherwise the copy.
  const either = async <T>(
    ofPrimary: () => Promise<T>,
    ofCopy: (fault?: StoreError) => Promise<T>,
  ): Promise<T> => {
    if (closed) throw new StoreError('MOCK_STORE_CLOSED', 'the store is closed', 'do not use it after close')
    if (away !== undefined) return ofCopy()
    try {
      return await ofPrimary()
    } catch (error) {
      if (!isAway(error)) throw error
      leave(error)
      return ofCopy(error)
    }
  }

  const leave = (reason: StoreError) => {
    if (away === undefined) log.warn({ err: reason }, 'The store is away; answers come from memory')
    away = reason
    scheduleReturn()
  }

  const scheduleReturn = () => {
    if (closed || timer !== undefined) return
    timer = setTimeout(async () => {
      await catchUp()
      timer = undefined
      if (away !== undefined) scheduleReturn()
    }, retryMs).unref()
  }

  const catchUp = (): Promise<void> => {
    catchingUp ??= tryToCatchUp().finally(() => {
      catchingUp = undefined
    })
    return catchingUp
  }

  const tryToCatchUp = async (): Promise<void> => {
    try {
      if ((await primary.health()).status === 'unhealthy') return
      do {
        replaying = replayAll()
        await replaying
      } while (waiting.length + underWay.size > 0)
      away = undefined
      log.info({ notApplied: replay.notApplied }, 'The store is back')
      await replay.end()
    } catch (error) {
      if (error instanceof StoreError) away = error
      else log.error({ err: error }, 'Catching up with the store failed')
    } finally {
      replaying = undefined
    }
  }

  // Changes wait for the replay that has begun; otherwise more could join it than it gets done.
  const afterReplay = async <T>(change: () => Promise<T>): Promise<T> => {
    await replaying?.catch(() => undefined)
    return change()
  }

  // In order. A change that was under way when this began joins the end.
  const replayAll = async (): Promise<void> => {
    while (waiting.length + underWay.size > 0) {
      const [change] = waiting
      if (change === undefined) await Promise.allSettled(underWay)
      else {
        await replay.apply(change)
        waiting.shift()
      }
    }
  }

  // Does a change of the copy and lets it wait for the primary; one change is never forgotten between the two.
  const changeCopy = async <T>(
    work: () => Promise<T>,
    toChange: (result: T) => Change | undefined,
  ): Promise<T> => {
    if (waiting.length + underWay.size >= maxWaitingChanges) throw tooManyWait(maxWaitingChanges, away)
    const done = work().then((result) => {
      const change = toChange(result)
      if (change !== undefined) waiting.push(change)
      return result
    })
    underWay.add(done)
    return done.finally(() => underWay.delete(done))
  }

  const commitToCopy = (space: string, now: number, commit: Commit): Promise<CommitResult | Due> => {
    const work = () => copy.commit(space, now, commit)
    if (commit.writes.length === 0) return work()
    return changeCopy(work, (result) =>
      isDue(result) || !result.ok ? undefined : { change: 'commit', space, commit, version: result.version },
    )
  }

  const commitToPrimary = async (space: string, now: number, commit: Commit): Promise<CommitResult | Due> => {
    const result = await primary.commit(space, now, commit)
    if (!isDue(result) && result.ok && commit.writes.length > 0)
      await copy.follow(space, commit.writes, result.version)
    return result
  }

  return {
    isDegraded: () => away !== undefined,
    read: (space, now, refs) =>
      either(
        () => primary.read(space, now, refs),
        () => copy.read(space, now, refs),
      ),
    list: (space, now, query) =>
      either(
        () => primary.list(space, now, query),
        () => copy.list(space, now, query),
      ),
    commit(space, now, commit) {
      const change = () =>
        either(
          () => commitToPrimary(space, now, commit),
          async (fault) => {
            // It may have happened: doing it in the copy as well could do it twice.
            if (fault?.code === 'MOCK_STORE_INTERRUPTED') throw fault
            return commitToCopy(space, now, commit)
          },
        )
      return replaying === undefined || commit.writes.length === 0 ? change() : afterReplay(change)
    },
    drop: (space) =>
      afterReplay(() =>
        either(
          async () => {
            await primary.drop(space)
            await copy.drop(space)
          },
          () =>
            changeCopy(
              () => copy.drop(space),
              () => ({ change: 'drop', space }),
            ),
        ),
      ),
    spaces: () =>
      either(
        () => primary.spaces(),
        () => copy.spaces(),
      ),
    async health() {
      const health = await primary.health()
      const { notApplied } = replay
      const lost = { ...health.details, ...(notApplied > 0 && { notApplied }) }
      if (away === undefined) return { ...health, details: lost }
      const details = { ...lost, fallback: true, waitingChanges: waiting.length, reason: away.message }
      return { ...health, status: 'degraded', details }
    },
    async close() {
      if (closed) return
      closed = true
      clearTimeout(timer)
      if (away !== undefined) await catchUp()
      await Promise.all([primary.close(), copy.close()])
      if (waiting.length > 0) throw stillWaiting(waiting.length, away)
    },
  }
}

function isAway(error: unknown): error is StoreError {
  return (
    error instanceof StoreError &&
    (error.code === 'MOCK_STORE_UNAVAILABLE' || error.code === 'MOCK_STORE_INTERRUPTED')
  )
}

function tooManyWait(limit: number, cause: StoreError | undefined): StoreError {
  const problem = `the store is away and ${limit} changes wait for it already (maxWaitingChanges)`
  return new StoreError('MOCK_STORE_UNAVAILABLE', problem, 'start it again', { cause })
}

function stillWaiting(count: number, cause: StoreError | undefined): StoreError {
  const problem = `${count} changes were acknowledged while the store was away, and it is still away`
  return new StoreError('MOCK_STORE_UNAVAILABLE', problem, 'make them again', { cause })
}
