// The names of all keys in Redis. Nothing else builds one.
//
//   {mockgen:SPACE}:1:meta                          version and sequence of the last commit
//   {mockgen:SPACE}:1:due                           due times
//   {mockgen:SPACE}:1:keys                          the names of the following keys, for dropping the space
//   {mockgen:SPACE}:1:rows:COLLECTION               id -> row
//   {mockgen:SPACE}:1:order:COLLECTION              ids in order of insertion
//   {mockgen:SPACE}:1:unique:COLLECTION:CONSTRAINT  unique value -> id
//   {mockgen:SPACE}:1:index:COLLECTION:INDEX        values in order
//   mockgen:1:spaces                                names of all spaces
//
// The braces are the hash tag of Redis Cluster: all keys of a space are in one slot, so a script may use them together.
import { wellFormed } from './ordered-text.js'
import { redisFault } from './redis-error.js'

/** Grows with every change of the layout that an older runtime would misread. Both then live in one Redis, apart. */
const layout = 1

/** Spaces, and names of one space, that are remembered; forgetting them costs only making them again. */
const maxRemembered = 1_000

const plainName = /^[\w.-]*$/
const plainPrefix = /^[\w.:-]{1,64}$/

/** Names of keys below one prefix. */
export interface RedisKeys {
  /** The set of the names of all spaces. */
  readonly spaces: string
  space(name: string): SpaceKeys
  /** Keys of no space, for finding out whether the scripts may run: a hash, a sorted set and a set. */
  readonly probe: readonly [string, string, string]
}

/** StoreError MOCK_STORE_SETTING_INVALID for a prefix with characters that mean something in a key. */
export function createRedisKeys(prefix: string): RedisKeys {
  if (!plainPrefix.test(prefix))
    throw redisFault(
      'MOCK_STORE_SETTING_INVALID',
      `the key prefix is ${JSON.stringify(prefix)}`,
      'use 1 to 64 characters out of letters, digits, "_", ".", ":" and "-"',
    )
  const probe = `{${prefix}}:${layout}:probe`
  const spaces = new Map<string, SpaceKeys>()
  return {
    spaces: `${prefix}:${layout}:spaces`,
    space: (name) => remembered(spaces, name, () => new SpaceKeys(`{${prefix}:${encoded(name)}}:${layout}`)),
    probe: [`${probe}:hash`, `${probe}:sorted`, `${probe}:set`],
  }
}

/**
 * Names of the keys of one space. They are remembered: a commit uses about eight of them, and making those anew each time
 * takes as long as everything else that is done for its arguments.
 */
export class SpaceKeys {
  readonly meta: string
  readonly due: string
  readonly registry: string
  readonly #base: string
  readonly #rows = new Map<string, string>()
  readonly #orders = new Map<string, string>()
  readonly #uniques = new Map<string, Map<string, string>>()
  readonly #indexes = new Map<string, Map<string, string>>()

  constructor(base: string) {
    this.#base = base
    this.meta = `${base}:meta`
    this.due = `${base}:due`
    this.registry = `${base}:keys`
  }

  rows(collection: string): string {
    return remembered(this.#rows, collection, () => `${this.#base}:rows:${encoded(collection)}`)
  }

  order(collection: string): string {
    return remembered(this.#orders, collection, () => `${this.#base}:order:${encoded(collection)}`)
  }

  unique(collection: string, constraint: string): string {
    const names = remembered(this.#uniques, collection, () => new Map<string, string>())
    const make = () => `${this.#base}:unique:${encoded(collection)}:${encoded(constraint)}`
    return remembered(names, constraint, make)
  }

  index(collection: string, index: string): string {
    const names = remembered(this.#indexes, collection, () => new Map<string, string>())
    const make = () => `${this.#base}:index:${encoded(collection)}:${encoded(index)}`
    return remembered(names, index, make)
  }
}

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const found = known.get(name)
  if (found !== undefined) return found
  const made = make()
  if (known.size >= maxRemembered) known.clear()
  known.set(name, made)
  return made
}

// Percent-encoding keeps `:` and braces out of names, so no name can reach into the structure of a key.
function encoded(name: string): string {
  return plainName.test(name) ? name : encodeURIComponent(wellFormed(name))
}
