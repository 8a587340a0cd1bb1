// A fallback store without its fallback: for work that the copy knows too little for.
import { isAway, StoreError } from '../store-error.js'
import type { FallbackOutage } from './fallback-outage.js'
import type { StoreCalls } from './fallback-primary.js'

/**
 * The calls of `primary` as long as no outage begins; from then on each rejects with MOCK_STORE_UNAVAILABLE, also when the
 * outage is over: what was read before it may not be so any more. Throws that fault during an outage.
 */
export function steadyCalls(primary: StoreCalls, outage: FallbackOutage): StoreCalls {
  const { begun } = outage
  const assertSteady = () => {
    if (outage.reason !== undefined || outage.begun !== begun) throw notSteady(outage.reason)
  }
  const call = async <T>(space: string, ofPrimary: () => Promise<T>): Promise<T> => {
    assertSteady()
    try {
      return await ofPrimary()
    } catch (error) {
      if (isAway(error)) outage.begin(space, error)
      throw error
    }
  }
  assertSteady()
  return {
    read: (space, now, refs) => call(space, () => primary.read(space, now, refs)),
    list: (space, now, query) => call(space, () => primary.list(space, now, query)),
    commit: (space, now, commit) => call(space, () => primary.commit(space, now, commit)),
    drop: (space) => call(space, () => primary.drop(space)),
    spaces: () => call('', () => primary.spaces()),
  }
}

function notSteady(cause: StoreError | undefined): StoreError {
  const problem = 'the store is away, or was while this was done, and this needs all that it holds'
  return new StoreError('MOCK_STORE_UNAVAILABLE', problem, 'try again when it is back', { cause })
}
