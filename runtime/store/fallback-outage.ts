// The time while the primary of a fallback store is away: what waits for it, and how it ends.
import { StoreError } from '../store-error.js'
import type { FallbackCopy } from './fallback-copy.js'
import { type Change, FallbackReplay } from './fallback-replay.js'
import type { Store, StoreHealth, Write } from './store.js'
import type { StoreLog } from './store-log.js'

export interface FallbackOutageOptions {
  readonly primary: Store
  readonly copy: FallbackCopy
  readonly log: StoreLog
  /** Changes that may wait, those included that wait for a replay. */
  readonly maxWaitingChanges: number
  /** What the texts of waiting changes may take in memory. */
  readonly maxWaitingBytes: number
  /** How often the primary is asked whether it is back. */
  readonly retryMs: number
}

/** What a change takes besides its texts, by estimate. */
const changeBytes = 200

export class FallbackOutage {
  readonly #options: FallbackOutageOptions
  readonly #replay: FallbackReplay
  readonly #waiting: { readonly change: Change; readonly bytes: number }[] = []
  #waitingBytes = 0
  /** Calls that wait for a replay to end. */
  #held = 0
  #reason: StoreError | undefined
  #begun = 0
  /** The space whose call failed: the others may be on servers that are there. */
  #space = ''
  #catchingUp: Promise<void> | undefined
  #replaying: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isEnded = false

  constructor(options: FallbackOutageOptions) {
    this.#options = options
    this.#replay = new FallbackReplay(options.primary, options.copy, options.log)
  }

  /** Why the primary is not used; undefined while it is. */
  get reason(): StoreError | undefined {
    return this.#reason
  }

  /** How many outages have begun so far. */
  get begun(): number {
    return this.#begun
  }

  /** Notes that a call for `space` found the primary away. */
  begin(space: string, reason: StoreError): void {
    if (this.#reason === undefined) {
      this.#options.log.warn({ err: reason }, 'The store is away; answers come from memory')
      this.#space = space
      this.#begun++
    }
    this.#reason = reason
    this.#schedule()
  }

  /** Does work that changes the copy, and keeps the change for the primary. */
  acknowledge<T>(
    writes: readonly Write[],
    work: () => { readonly result: T; readonly change: Change | undefined },
  ): T {
    const bytes = bytesOf(writes)
    this.#refuseTooMany(bytes)
    const { result, change } = work()
    if (change !== undefined) {
      this.#waiting.push({ change, bytes })
      this.#waitingBytes += bytes
    }
    return result
  }

  /** Does a change, if need be after the replay that is under way: otherwise more could join it than it gets done. */
  async afterReplay<T>(change: () => Promise<T>): Promise<T> {
    if (this.#replaying === undefined) return change()
    this.#refuseTooMany(0)
    this.#held++
    try {
      await this.#replaying.catch(() => undefined)
    } finally {
      this.#held--
    }
    return change()
  }

  /** What the primary says of itself, with what this makes of it. */
  health(primary: StoreHealth): StoreHealth {
    const { notApplied } = this.#replay
    const details = { ...primary.details, ...(notApplied > 0 && { notApplied }) }
    if (this.#reason === undefined) return { ...primary, details }
    const waiting = { fallback: true, waitingChanges: this.#waiting.length, reason: this.#reason.message }
    return { ...primary, status: 'degraded', details: { ...details, ...waiting } }
  }

  /** Hands over what waits; reports it, and rejects, when that cannot be. */
  async end(): Promise<void> {
    this.#isEnded = true
    clearTimeout(this.#timer)
    if (this.#reason !== undefined) await this.#catchUp()
    const lost = this.#waiting.splice(0)
    for (const { change } of lost) this.#replay.giveUp(change)
    this.#replay.reportSplits()
    if (lost.length > 0) throw stillAway(lost.length, this.#reason)
  }

  #schedule(): void {
    if (this.#isEnded || this.#timer !== undefined) return
    this.#timer = setTimeout(async () => {
      await this.#catchUp()
      this.#timer = undefined
      if (this.#reason !== undefined) this.#schedule()
    }, this.#options.retryMs).unref()
  }

  #catchUp(): Promise<void> {
    this.#catchingUp ??= this.#tryToCatchUp().finally(() => {
      this.#catchingUp = undefined
    })
    return this.#catchingUp
  }

  async #tryToCatchUp(): Promise<void> {
    const { primary, log } = this.#options
    try {
      await primary.read(this.#space, 0, [])
      this.#replaying = this.#replayAll()
      await this.#replaying
      log.info({ notApplied: this.#replay.notApplied }, 'The store is back')
    } catch (error) {
      this.#stay(error)
    } finally {
      this.#replaying = undefined
    }
  }

  // A change that was under way when this began joins the end. When nothing waits any more, the primary is used from the
  // same moment on.
  async #replayAll(): Promise<void> {
    do {
      for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
        await this.#replay.apply(next.change)
        this.#waiting.shift()
        this.#waitingBytes -= next.bytes
      }
      await this.#replay.end()
    } while (this.#waiting.length > 0)
    this.#reason = undefined
  }

  #stay(error: unknown): void {
    const { log } = this.#options
    if (!(error instanceof StoreError)) log.error({ err: error }, 'Catching up with the store failed')
    else {
      const isNews = this.#reason?.code !== error.code
      this.#reason = error
      if (isNews) log.warn({ err: error }, 'The store cannot be used yet')
    }
  }

  #refuseTooMany(bytes: number): void {
    const { maxWaitingChanges, maxWaitingBytes } = this.#options
    if (this.#waiting.length + this.#held >= maxWaitingChanges)
      throw tooManyWait(`${maxWaitingChanges} changes wait for it already (maxWaitingChanges)`, this.#reason)
    if (this.#waitingBytes + bytes > maxWaitingBytes)
      throw tooManyWait(
        `changes of ${maxWaitingBytes} bytes wait for it already (maxCopyBytes)`,
        this.#reason,
      )
  }
}

function bytesOf(writes: readonly Write[]): number {
  return writes.reduce(
    (bytes, write) => bytes + changeBytes + ('value' in write ? 2 * write.value.length : 0),
    changeBytes,
  )
}

function tooManyWait(problem: string, cause: StoreError | undefined): StoreError {
  return new StoreError('MOCK_STORE_UNAVAILABLE', `the store is away and ${problem}`, 'start it again', {
    cause,
  })
}

function stillAway(count: number, cause: StoreError | undefined): StoreError {
  const problem = `${count} changes were acknowledged while the store was away, and it is still away`
  return new StoreError('MOCK_STORE_UNAVAILABLE', problem, 'make them again', { cause })
}
