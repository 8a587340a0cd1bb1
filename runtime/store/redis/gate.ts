// Lets calls through while Redis is there; while it is not, a bounded number of them waits for a bounded time.
import { monotonicMs } from '../../clock.js'
import type { StoreError } from '../../store-error.js'
import { redisFault } from './redis-error.js'

export interface GateLimits {
  /** Calls that may wait at the same time. */
  readonly maxWaitingCalls: number
  /** How long a call waits, and how long after the gate was shut calls still wait at all. */
  readonly waitMs: number
}

interface Waiting {
  readonly go: () => void
  readonly refuse: (reason: StoreError) => void
}

/** Shut at first. */
export class Gate {
  readonly #limits: GateLimits
  readonly #waiting = new Set<Waiting>()
  #isOpen = false
  #openings = 0
  #isFinal = false
  #shutSince = monotonicMs()
  #reason = redisFault(
    'MOCK_STORE_UNAVAILABLE',
    'Redis has not answered yet',
    'start it or correct its address',
  )

  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  /** How often the gate was opened. */
  get openings(): number {
    return this.#openings
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Why the gate is shut. */
  get reason(): StoreError {
    return this.#reason
  }

  open(): void {
    this.#isOpen = true
    this.#openings++
    this.#isFinal = false
    for (const { go } of this.#waiting) go()
  }

  /** Shuts the gate, or gives a better reason for its being shut. */
  shut(reason?: StoreError): void {
    if (this.#isOpen) {
      this.#isOpen = false
      this.#shutSince = monotonicMs()
    }
    if (reason !== undefined && !this.#isFinal) this.#reason = reason
  }

  /** Shuts the gate for a reason that does not pass by itself: nobody waits for that. */
  refuse(reason: StoreError): void {
    this.shut(reason)
    this.#reason = reason
    this.#isFinal = true
    for (const { refuse } of this.#waiting) refuse(reason)
  }

  /** Resolves when the gate is open; rejects with the reason when it stays shut, or when too many wait already. */
  pass(): Promise<void> {
    if (this.#isOpen) return Promise.resolve()
    const { maxWaitingCalls, waitMs } = this.#limits
    const leftMs = this.#shutSince + waitMs - monotonicMs()
    if (this.#isFinal || leftMs <= 0) return Promise.reject(this.#reason)
    if (this.#waiting.size >= maxWaitingCalls) return Promise.reject(this.#tooMany())
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        this.#waiting.delete(waiting)
      }
      const refuse = (reason: StoreError) => {
        leave()
        reject(reason)
      }
      const go = () => {
        leave()
        resolve()
      }
      const waiting = { go, refuse }
      const timer = setTimeout(() => refuse(this.#reason), leftMs)
      this.#waiting.add(waiting)
    })
  }

  #tooMany(): StoreError {
    return redisFault(
      'MOCK_STORE_UNAVAILABLE',
      `Redis is away and ${this.#limits.maxWaitingCalls} calls wait for it already (maxWaitingCalls)`,
      this.#reason.remedy,
      this.#reason,
    )
  }
}
