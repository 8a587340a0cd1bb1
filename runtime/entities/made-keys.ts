// Keys that a transaction has made and not used yet: creating a record under one is as if creating had made it.
import { pairKey } from '../store/pair-key.js'

/** The ids of the rows that the made keys will have, by entity. */
export class MadeKeys {
  #ids: ReadonlySet<string> | undefined

  add(entity: string, id: string): void {
    this.#ids = new Set([...(this.#ids ?? []), pairKey(entity, id)])
  }

  /** True for a made key, which is then used. */
  take(entity: string, id: string): boolean {
    const key = pairKey(entity, id)
    if (this.#ids?.has(key) !== true) return false
    this.#ids = new Set([...this.#ids].filter((other) => other !== key))
    return true
  }

  /** Runs work; when it throws, the keys that it made count as brought by the client, because the counters forget them. */
  async nested<T>(work: () => Promise<T>): Promise<T> {
    const ids = this.#ids
    try {
      return await work()
    } catch (error) {
      this.#ids = ids
      throw error
    }
  }
}
