// Which spaces exist. The set of their names is in another cluster slot than they are, so no script can keep both in step.
import type { RedisConnection } from './connection.js'
import type { RedisKeys } from './keys.js'
import { wellFormed } from './ordered-text.js'
import { asNumber, asStrings } from './replies.js'

/** Names that are looked at in one go. */
const namesPerCheck = 500
/** Names that are remembered as registered; forgetting one costs a command more. */
const maxKnown = 10_000

/**
 * How long a first commit that was carried out waits for the name of its space. In a cluster the names may be on a node that
 * hangs or is gone, and spaces on other nodes go on without it.
 */
const registrationWaitMs = 250

/**
 * The name of a space may be registered without the space; a space is without its name only while the node that has the
 * names is away, and gets it with its next commit after that.
 */
export class SpaceRegistry {
  readonly #connection: Pick<RedisConnection, 'call'>
  readonly #keys: RedisKeys
  /** Spaces that this process has registered. */
  readonly #known = new Set<string>()
  /** Spaces whose registration is under way. */
  readonly #adding = new Map<string, Promise<void>>()
  #missingBefore: ReadonlySet<string> = new Set()

  constructor(connection: Pick<RedisConnection, 'call'>, keys: RedisKeys) {
    this.#connection = connection
    this.#keys = keys
  }

  /**
   * Does the first commit to a space together with the registration of its name: sent one after the other without
   * waiting, so both take one round trip. What the commit answers counts: it may be done when the registration fails.
   */
  async registering<T>(space: string, commit: () => Promise<T>): Promise<T> {
    const isFirst = !this.#adding.has(space)
    const added = this.#adding.get(space) ?? this.#begin(space)
    const result = await commit()
    if (isFirst) await within(registrationWaitMs, added)
    return result
  }

  isKnown(space: string): boolean {
    return this.#known.has(space)
  }

  /** Registers a space that exists. */
  async add(space: string): Promise<void> {
    await this.#connection.call('SADD', [this.#keys.spaces, wellFormed(space)])
    if (this.#known.size >= maxKnown) this.#known.clear()
    this.#known.add(space)
  }

  #begin(space: string): Promise<void> {
    const added = this.add(space)
      .catch(() => undefined)
      .finally(() => this.#adding.delete(space))
    this.#adding.set(space, added)
    return added
  }

  /** Takes the name of a dropped space away, unless somebody has made the space again meanwhile. */
  async remove(space: string): Promise<void> {
    this.#known.delete(space)
    await this.#connection.call('SREM', [this.#keys.spaces, space])
    if (await this.#exists(space)) await this.add(space)
  }

  /** The names of all spaces that hold something, sorted. */
  async names(): Promise<readonly string[]> {
    const registered = asStrings(await this.#connection.call('SMEMBERS', [this.#keys.spaces]))
    const existing: string[] = []
    const missing = new Set<string>()
    for (let start = 0; start < registered.length; start += namesPerCheck) {
      const part = registered.slice(start, start + namesPerCheck)
      const found = await Promise.all(part.map((name) => this.#exists(name)))
      for (const [i, name] of part.entries()) {
        if (found[i]) existing.push(name)
        else missing.add(name)
      }
    }
    await this.#forget(missing)
    return existing.sort()
  }

  // A name without its space is either about to get one or left over, by a refused first commit or by native expiry. It
  // is left over when it was there the last time too.
  async #forget(missing: ReadonlySet<string>): Promise<void> {
    const before = this.#missingBefore
    this.#missingBefore = missing
    for (const name of missing) if (before.has(name)) await this.remove(name)
  }

  async #exists(space: string): Promise<boolean> {
    return asNumber(await this.#connection.call('EXISTS', [this.#keys.space(space).meta])) === 1
  }
}

// The promise never rejects.
async function within(limitMs: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}
