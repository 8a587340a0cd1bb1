// A store that is broken on purpose, to prove that the proofs can fail.
import { setImmediate } from 'node:timers/promises'
import type { Store } from '../../runtime/store/store.js'

/**
 * Two connections to one store that leave out the checks of versions. They take their time, as a store over a network
 * does: in memory a request would be over before the next one begins.
 */
export function carelessPair(store: Store): readonly [Store, Store] {
  const connect = (): Store => ({
    ...store,
    async read(space, now, refs) {
      await setImmediate()
      return store.read(space, now, refs)
    },
    async commit(space, now, commit) {
      await setImmediate()
      const checks = commit.checks.filter(({ check }) => check !== 'version')
      return store.commit(space, now, { ...commit, checks })
    },
  })
  return [connect(), connect()]
}
