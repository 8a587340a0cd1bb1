// A store whose n-th call fails, before it did anything or after it did everything: the two ends of every real fault.
import type { Store } from '../../runtime/store/store.js'
import { StoreError } from '../../runtime/store-error.js'

/** Whether the failing call still takes effect. */
export type Moment = 'before' | 'after'

/** What failed: the call, and whether it was a commit that took effect. */
export interface Failure {
  readonly call: 'read' | 'list' | 'commit'
  readonly wrote: boolean
}

/** A store that can be told to fail once. */
export interface FailingStore extends Store {
  /** Lets the `n`-th call of read, list and commit from now on fail, counted from 1. */
  failAt(n: number, moment: Moment): void
  /** Lets nothing fail any more; answers what has failed since `failAt`, undefined when no call was the `n`-th. */
  heal(): Failure | undefined
}

/** Wraps a store. What it does not fail goes through as it is. */
export function createFailingStore(store: Store): FailingStore {
  let left = 0
  let moment: Moment = 'before'
  let failure: Failure | undefined

  const guard = async <T>(call: Failure['call'], writes: number, work: () => Promise<T>): Promise<T> => {
    left -= 1
    if (left !== 0) return work()
    if (moment === 'before') {
      failure = { call, wrote: false }
      throw new StoreError('MOCK_STORE_UNAVAILABLE', 'the call was not begun', 'this is a test')
    }
    const result = await work()
    failure = {
      call,
      wrote:
        writes > 0 && typeof result === 'object' && result !== null && 'ok' in result && result.ok === true,
    }
    throw new StoreError('MOCK_STORE_INTERRUPTED', 'the answer was lost', 'this is a test')
  }

  return {
    ...store,
    read: (...args) => guard('read', 0, () => store.read(...args)),
    list: (...args) => guard('list', 0, () => store.list(...args)),
    commit: (space, now, commit) =>
      guard('commit', commit.writes.length, () => store.commit(space, now, commit)),
    failAt(n, when) {
      left = n
      moment = when
      failure = undefined
    },
    heal() {
      left = 0
      return failure
    },
  }
}
