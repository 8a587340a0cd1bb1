// The store port over another store that only ever sees encrypted records.
import { type CommitResult, type Due, isDue, type ListResult, type Store, steadyStore } from '../store.js'
import { SealedSpace, type SealedSpaceContext } from './sealed-space.js'

/** Spaces whose derived keys are at hand, each with up to 500 hidden names; others take microseconds to derive again. */
const maxSpacesAtHand = 200

/** A time at which nothing is due: before every date that JavaScript knows. */
const beforeAnyDueTime = Number.MIN_SAFE_INTEGER

/** What an encrypted store is made of. */
export interface EncryptedStoreParts extends SealedSpaceContext {
  readonly store: Store
  /** True for a key that only opens: commits that write encrypted rows throw a TypeError. */
  readonly isReadOnly: boolean
}

/**
 * The store as one key sees it. Everything is as in the store below, except:
 *
 * - An index keeps no order: lists by an index and `count` checks take one value (`from` equal to `to`), else TypeError.
 * - A row that does not open rejects the reads that ask for it and is left out of pages, which count it all the same; health
 *   and log name it. A page also rejects where even the ids are not of this key: the space is another key's. The codes are
 *   MOCK_STORE_DAMAGED, MOCK_STORE_NOT_ENCRYPTED, MOCK_STORE_KEY_UNKNOWN and MOCK_STORE_KEY_OTHER.
 * - A due time whose row is not of this key is left out and logged, because nobody could settle it.
 * - Half of a surrogate pair rejects with MOCK_STORE_LIMIT.
 */
export function createEncryptedStore(parts: EncryptedStoreParts): Store {
  const { store, key, isReadOnly, isPlain, unreadable } = parts
  const spaces = new Map<string, SealedSpace>()

  const open = (name: string): SealedSpace => {
    const known = spaces.get(name)
    if (known !== undefined) return known
    const [oldest] = spaces.size < maxSpacesAtHand ? [] : spaces.keys()
    if (oldest !== undefined) spaces.delete(oldest)
    const space = new SealedSpace(name, parts)
    spaces.set(name, space)
    return space
  }

  return {
    async read(name, now, refs) {
      const space = open(name)
      const sealed = refs.map((ref) => space.sealRef(ref))
      const readAt = (time: number) => store.read(name, time, sealed)
      const rows = await unlessDue(space, await readAt(now), () => readAt(beforeAnyDueTime))
      return isDue(rows) ? rows : refs.map((ref, i) => space.openRow(ref, sealed[i] ?? ref, rows[i]))
    },

    async list(name, now, query): Promise<ListResult | Due> {
      const space = open(name)
      const sealed = space.sealQuery(query)
      const listAt = (time: number) => store.list(name, time, sealed)
      const page = await unlessDue(space, await listAt(now), () => listAt(beforeAnyDueTime))
      return isDue(page) ? page : space.openPage(query, sealed, page)
    },

    async commit(name, now, commit): Promise<CommitResult | Due> {
      if (isReadOnly && commit.writes.some(({ collection }) => !isPlain(collection)))
        throw new TypeError(`Nothing is encrypted with the old key ${key.id} any more`)
      const space = open(name)
      const sealed = space.sealCommit(commit)
      const anyway = () => store.commit(name, now, { ...sealed, settling: true })
      return unlessDue(space, await store.commit(name, now, sealed), anyway)
    },

    async drop(name) {
      await store.drop(name)
      spaces.delete(name)
      unreadable.clearSpace(name)
    },

    spaces: () => store.spaces(),
    health: async () => unreadable.healthOf(await store.health(), key.id),
    close: () => store.close(),
    isDegraded: () => store.isDegraded?.() ?? false,
    ...(store.steady !== undefined && {
      steady: () => createEncryptedStore({ ...parts, store: steadyStore(store) }),
    }),
  }
}

// The result, or what is due. Where nothing of that can be settled under this key, `anyway` calls as if nothing were due.
async function unlessDue<T extends object>(
  space: SealedSpace,
  result: T | Due,
  anyway: () => Promise<T | Due>,
): Promise<T | Due> {
  return isDue(result) ? (space.openDue(result) ?? anyway()) : result
}
