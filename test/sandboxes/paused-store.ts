// A store as a process sees it that is stopped for a while in the middle of its work.
import type { Store } from '../../runtime/store/store.js'

/** What happens while the process stands still after its call number `call`, counted from 1. */
export type Pause = (call: number) => Promise<void>

/** The store, with a pause after every call. */
export function pausedStore(store: Store, pause: Pause): Store {
  let calls = 0
  const then = async <T>(call: () => Promise<T>): Promise<T> => {
    const answer = await call()
    await pause(++calls)
    return answer
  }
  return {
    read: (...args) => then(() => store.read(...args)),
    list: (...args) => then(() => store.list(...args)),
    commit: (...args) => then(() => store.commit(...args)),
    drop: (...args) => then(() => store.drop(...args)),
    spaces: () => then(() => store.spaces()),
    ...(store.isVolatile !== undefined && { isVolatile: store.isVolatile }),
    health: () => store.health(),
    close: async () => undefined,
  }
}
