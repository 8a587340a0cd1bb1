// Lines up work on the same keys inside this process, so that contention costs waiting and not lost races.

/** Longest wait for one key. Work that waits for itself through another request goes on; the commit's checks decide. */
const defaultMaxWaitMs = 2_000

/** First come, first served for each key. A key that nobody holds takes no memory. */
export class KeyQueue {
  // A key stands here while it is held; the functions let the next in line go on.
  readonly #lines = new Map<string, (() => void)[]>()
  readonly #maxWaitMs: number

  constructor(maxWaitMs = defaultMaxWaitMs) {
    this.#maxWaitMs = maxWaitMs
  }

  /** The number of keys that are held. */
  get size(): number {
    return this.#lines.size
  }

  /** Something that can hold keys; release it when done. */
  hold(): KeyHold {
    return new KeyHold(this)
  }

  /** Runs `work` while it holds all of `keys`. */
  async run<T>(keys: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const hold = this.hold()
    try {
      await hold.takeAll(keys)
      return await work()
    } finally {
      hold.release()
    }
  }

  /** Takes a key that nobody holds; false when somebody does. */
  tryEnter(key: string): boolean {
    if (this.#lines.has(key)) return false
    this.#lines.set(key, [])
    return true
  }

  /** Waits in line for a key that is held; false when that took too long. */
  enter(key: string): Promise<boolean> {
    const line = this.#lines.get(key)
    if (line === undefined) return Promise.resolve(this.tryEnter(key))
    return new Promise((resolve) => {
      const goOn = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const giveUp = () => {
        line.splice(line.indexOf(goOn), 1)
        resolve(false)
      }
      const timer = setTimeout(giveUp, this.#maxWaitMs)
      line.push(goOn)
    })
  }

  /** Passes a key on to the next in line. */
  leave(key: string): void {
    const next = this.#lines.get(key)?.shift()
    if (next === undefined) this.#lines.delete(key)
    else next()
  }
}

/**
 * The keys that one piece of work holds. It waits for one key at a time and only above all those it holds, so no circle
 * of waiting can close; a key that it may not wait for it does without.
 */
export class KeyHold {
  readonly #queue: KeyQueue
  // Most work takes no key at all: both are made with the first one.
  #wanted: Set<string> | undefined
  #held: string[] | undefined
  #highest = ''
  #state: 'free' | 'waiting' | 'released' = 'free'

  constructor(queue: KeyQueue) {
    this.#queue = queue
  }

  /** Every key that was asked for, held or not. */
  get wanted(): Iterable<string> {
    return this.#wanted ?? []
  }

  /** Takes a key, and waits for it where that is safe. Resolves either way; undefined when there is nothing to wait for. */
  take(key: string): Promise<void> | undefined {
    if (this.#isReleased() || this.#wanted?.has(key) === true) return undefined
    this.#wanted ??= new Set()
    this.#wanted.add(key)
    if (this.#queue.tryEnter(key)) this.#keep(key)
    else if (this.#state === 'free' && key > this.#highest) return this.#wait(key)
    return undefined
  }

  /** Takes all keys, waiting for each; before any other key is taken. */
  async takeAll(keys: Iterable<string>): Promise<void> {
    for (const key of [...new Set(keys)].sort()) await this.take(key)
  }

  /** Gives everything back; nothing can be taken any more. */
  release(): void {
    this.#state = 'released'
    for (const key of this.#held ?? []) this.#queue.leave(key)
    this.#held = undefined
  }

  async #wait(key: string): Promise<void> {
    this.#state = 'waiting'
    const entered = await this.#queue.enter(key)
    // Work that failed while a part of it still waited has released everything else by now.
    const released = this.#isReleased()
    if (!released) this.#state = 'free'
    if (entered && released) this.#queue.leave(key)
    else if (entered) this.#keep(key)
  }

  #isReleased(): boolean {
    return this.#state === 'released'
  }

  #keep(key: string): void {
    this.#held ??= []
    this.#held.push(key)
    if (key > this.#highest) this.#highest = key
  }
}
