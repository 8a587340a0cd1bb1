// A store as a process sees it that ends in the middle of its work.
import type { Store } from '../../runtime/store/store.js'

/** The process has ended: what it would have done next does not happen. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded'
}

export interface EndingStore {
  readonly store: Store
  /** Calls that were made. */
  readonly calls: number
}

/**
 * The store until the call number `last`, counted from 1; the process ends before that call reaches the store, or `after` it
 * did and before its answer came back.
 */
export function endingStore(store: Store, last: number, when: 'before' | 'after'): EndingStore {
  let calls = 0
  const until = async <T>(call: () => Promise<T>): Promise<T> => {
    calls++
    if (calls > last || (calls === last && when === 'before')) throw new ProcessEnded()
    const answer = await call()
    if (calls >= last) throw new ProcessEnded()
    return answer
  }
  return {
    get calls() {
      return calls
    },
    store: {
      read: (...args) => until(() => store.read(...args)),
      list: (...args) => until(() => store.list(...args)),
      commit: (...args) => until(() => store.commit(...args)),
      drop: (...args) => until(() => store.drop(...args)),
      spaces: () => until(() => store.spaces()),
      ...(store.isVolatile !== undefined && { isVolatile: store.isVolatile }),
      health: () => store.health(),
      close: async () => undefined,
    },
  }
}
