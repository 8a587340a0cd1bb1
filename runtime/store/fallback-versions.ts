// Versions of commits that the store itself has not seen: nobody may ever take one of them for another state.
import { createIds, createRandom, seedOf } from '../ids.js'
import { StoreError } from '../store-error.js'

/** Fractions that there are between two versions of the store. */
const fractions = 2 ** 22

/** Versions below this one leave room for the fractions: a double has 52 bits for both. */
const maxVersion = 2 ** 30

/**
 * Makes versions between those of the store, which are whole numbers. So a version check, or an entity tag that a client
 * kept, never holds for a state of the store itself. No fraction comes back before four million others, also after an
 * outage, and each process begins at another one.
 */
export class FallbackVersions {
  #last = Math.floor(createRandom(seedOf(createIds().nanoid()))() * fractions)

  /** A version after `current`; StoreError MOCK_STORE_UNAVAILABLE where none is left. */
  next(current: number): number {
    if (current >= maxVersion) throw noneLeft()
    this.#last = (this.#last + 1) % fractions || 1
    const version = Math.floor(current) + this.#last / fractions
    return version > current ? version : version + 1
  }
}

function noneLeft(): StoreError {
  const problem = `the store is away, and a space with more than ${maxVersion} commits cannot be changed without it`
  return new StoreError('MOCK_STORE_UNAVAILABLE', problem, 'start it again')
}
