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
  return {
    spaces: `${prefix}:${layout}:spaces`,
    space: (name) => new SpaceKeys(`{${prefix}:${encoded(name)}}:${layout}`),
    probe: [`${probe}:hash`, `${probe}:sorted`, `${probe}:set`],
  }
}

/** Names of the keys of one space. A class, because every call makes one and most use two or three of its names. */
export class SpaceKeys {
  readonly #base: string

  constructor(base: string) {
    this.#base = base
  }

  get meta(): string {
    return `${this.#base}:meta`
  }

  get due(): string {
    return `${this.#base}:due`
  }

  get registry(): string {
    return `${this.#base}:keys`
  }

  rows(collection: string): string {
    return `${this.#base}:rows:${encoded(collection)}`
  }

  order(collection: string): string {
    return `${this.#base}:order:${encoded(collection)}`
  }

  unique(collection: string, constraint: string): string {
    return `${this.#base}:unique:${encoded(collection)}:${encoded(constraint)}`
  }

  index(collection: string, index: string): string {
    return `${this.#base}:index:${encoded(collection)}:${encoded(index)}`
  }
}

// Percent-encoding keeps `:` and braces out of names, so no name can reach into the structure of a key.
function encoded(name: string): string {
  return plainName.test(name) ? name : encodeURIComponent(wellFormed(name))
}
