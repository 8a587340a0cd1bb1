// Lines up work on the same keys inside this process, so that contention costs waiting and not lost races.
import { monotonicMs } from '../clock.js'
import type { Row } from '../store/store.js'

/** Longest wait for one key. Work that waits for itself through another request goes on; the commit's checks decide. */
const defaultMaxWaitMs = 2_000

/**
 * How long nobody goes on from the row that the one before left, after another process has written to the space. Who need
 * not read wins every race against who must, so processes that share a hot row would keep each other from ever having a turn.
 */
const sharedForMs = 10_000

const nothing: readonly never[] = []

/** What is known about the commits of a space: shared by all queues of this process that work on it. */
interface Commits {
  lastVersion: number
  sharedUntil: number
}

/** First come, first served for each key. A key that nobody holds takes no memory. */
export class KeyQueue {
  // A key stands here while it is held; the functions let the next in line go on, with what was left for it.
  readonly #lines = new Map<string, ((row: Row | undefined) => void)[]>()
  readonly #maxWaitMs: number
  readonly #commits: Commits

  constructor(
    maxWaitMs = defaultMaxWaitMs,
    commits: Commits = { lastVersion: 0, sharedUntil: Number.NEGATIVE_INFINITY },
  ) {
    this.#maxWaitMs = maxWaitMs
    this.#commits = commits
  }

  /**
   * A queue of the same space with lines of its own, for work that those who hold keys here wait for: in the same lines it
   * would wait for them, and they for it.
   */
  apart(): KeyQueue {
    return new KeyQueue(this.#maxWaitMs, this.#commits)
  }

  /** The number of keys that are held. */
  get size(): number {
    return this.#lines.size
  }

  /** True when nobody else has written to the space for a while. */
  get isAlone(): boolean {
    return monotonicMs() >= this.#commits.sharedUntil
  }

  /**
   * Takes the version of a commit that this process made. Where the store counts commits by one, a gap is somebody else's;
   * where it does not, nobody ever counts as alone.
   */
  committed(version: number): void {
    const commits = this.#commits
    if (version !== commits.lastVersion + 1) commits.sharedUntil = monotonicMs() + sharedForMs
    commits.lastVersion = version
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

  /** True when somebody holds a key. */
  isTaken(key: string): boolean {
    return this.#lines.has(key)
  }

  /** True when somebody waits for a key. */
  isAwaited(key: string): boolean {
    return (this.#lines.get(key)?.length ?? 0) > 0
  }

  /** Waits in line for a key that is held, and answers the row left for it, if any; `false` when it took too long. */
  enter(key: string): Promise<Row | undefined | false> {
    const line = this.#lines.get(key)
    if (line === undefined) return Promise.resolve(this.tryEnter(key) ? undefined : false)
    return new Promise((resolve) => {
      const goOn = (row: Row | undefined) => {
        clearTimeout(timer)
        resolve(row)
      }
      const giveUp = () => {
        line.splice(line.indexOf(goOn), 1)
        resolve(false)
      }
      const timer = setTimeout(giveUp, this.#maxWaitMs)
      line.push(goOn)
    })
  }

  /** Passes a key on to the next in line, with the row that was committed under it. */
  leave(key: string, row?: Row): void {
    const next = this.#lines.get(key)?.shift()
    if (next === undefined) this.#lines.delete(key)
    else next(row)
  }
}

/**
 * The keys that one piece of work holds. It waits for one key at a time and only above all those it holds, and a key that it
 * may not wait for it does without: so no circle of waiting can close inside one queue. What it awaits besides must take its
 * keys in a queue apart (settling, lives that are extended). Only a hook that sends a request to its own server can wait for
 * itself, until the longest wait is over.
 */
export class KeyHold {
  readonly #queue: KeyQueue
  // Most work takes no key at all: both are made with the first one.
  #wanted: Set<string> | undefined
  #held: string[] | undefined
  // Rows as those before committed them, and as this one did.
  #found: Map<string, Row> | undefined
  #left: Map<string, Row | undefined> | undefined
  #highest = ''
  #state: 'free' | 'waiting' | 'released' = 'free'

  constructor(queue: KeyQueue) {
    this.#queue = queue
  }

  /** Every key that was asked for, held or not. */
  get wanted(): Iterable<string> {
    return this.#wanted ?? []
  }

  /** The keys that it holds. */
  get held(): readonly string[] {
    return this.#held ?? nothing
  }

  /** True when somebody holds the key. */
  isTaken(key: string): boolean {
    return this.#queue.isTaken(key)
  }

  /** The row under a key as the one before in line committed it: the newest that this process knows. */
  found(key: string): Row | undefined {
    return this.#found?.get(key)
  }

  /** The same, where it may be taken for a read: whatever rests on it must be checked at the store. */
  foundInsteadOfRead(key: string): Row | undefined {
    const row = this.#found?.get(key)
    return row !== undefined && this.#queue.isAlone ? row : undefined
  }

  /** Leaves what was committed under a held key to the next in line; undefined is no row, or one that only the store knows. */
  leave(key: string, row: Row | undefined): void {
    if (row !== undefined && !this.#queue.isAwaited(key)) return
    this.#left ??= new Map()
    this.#left.set(key, row)
  }

  /** Says that the work was committed, and as which version. */
  committed(version: number): void {
    this.#queue.committed(version)
  }

  /** Forgets what it found: the store says otherwise. */
  forgetFound(): void {
    this.#found = undefined
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
    for (const key of this.held) this.#queue.leave(key, this.#toLeave(key))
    this.#held = undefined
  }

  async #wait(key: string): Promise<void> {
    this.#state = 'waiting'
    const row = await this.#queue.enter(key)
    // Work that failed while a part of it still waited has released everything else by now.
    const released = this.#isReleased()
    if (!released) this.#state = 'free'
    if (row === false) return
    if (released) this.#queue.leave(key, row)
    else this.#keep(key, row)
  }

  // Who changed nothing leaves what it found.
  #toLeave(key: string): Row | undefined {
    return this.#left?.has(key) === true ? this.#left.get(key) : this.#found?.get(key)
  }

  #isReleased(): boolean {
    return this.#state === 'released'
  }

  #keep(key: string, row?: Row): void {
    this.#held ??= []
    this.#held.push(key)
    if (row !== undefined) {
      this.#found ??= new Map()
      this.#found.set(key, row)
    }
    if (key > this.#highest) this.#highest = key
  }
}
