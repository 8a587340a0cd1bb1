// Encryption at rest: one store as each of the keys sees it.
import type { Store, StoreHealth } from '../store.js'
import type { StoreLog } from '../store-log.js'
import { createEncryptedStore } from './encrypted-store.js'
import type { EncryptionKeys } from './encryption-keys.js'
import type { IsPlain } from './sealed-space.js'
import { UnreadableRows, unknownKey } from './unreadable-rows.js'

/** What the stores of all keys have in common. */
export interface KeyStoresOptions {
  readonly store: Store
  /** Undefined: nothing is encrypted, and what is cannot be read. */
  readonly keys: EncryptionKeys | undefined
  /** Default: the runtime's own state, `$space…` and `$sandbox…`. */
  readonly isPlain?: IsPlain
  /** Default: nothing is said. */
  readonly log?: StoreLog
}

/**
 * One store by the keys of its spaces. Ids and indexes depend on the key, so all of a space is under one key, and a space
 * is taken to another key by reading it with one of these stores and writing it, as a new space, with another.
 *
 *     const recorded = …                                        // the key id that was kept when the space was made
 *     const space = stores.storeFor(recorded)                   // reads it, or says which key is missing
 *     if (recorded !== stores.currentKeyId) …                   // time to move it to storeFor(currentKeyId)
 */
export interface KeyStores {
  /** The id of the key that new spaces are made with; keep it with each space. Undefined: they are made in plain. */
  readonly currentKeyId: string | undefined
  /**
   * The store as spaces under this key see it, `undefined` being spaces in plain. Stores of old keys take no writes but
   * those of plain collections. StoreError MOCK_STORE_KEY_UNKNOWN for a key that was not given. All of them share one
   * store: closing one closes all.
   */
  storeFor(keyId: string | undefined): Store
  /** The health of the one store, degraded when rows that were read under any of the keys do not open. */
  health(): Promise<StoreHealth>
}

const silent: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Opens a store to the given keys. */
export function createKeyStores(options: KeyStoresOptions): KeyStores {
  const { store, keys, isPlain = isRuntimeState, log = silent } = options
  const current = keys?.current
  const all = [...(current === undefined ? [] : [current]), ...(keys?.old ?? [])]
  const unreadable = new UnreadableRows(new Set(all.map(({ id }) => id)), log)
  const stores = new Map<string | undefined, Store>([[undefined, store]])
  for (const key of all) {
    const isReadOnly = key !== current
    stores.set(key.id, createEncryptedStore({ store, key, isReadOnly, isPlain, unreadable }))
  }
  return {
    currentKeyId: current?.id,
    storeFor(keyId) {
      const found = stores.get(keyId)
      if (found === undefined) throw unknownKey('a space', String(keyId))
      return found
    },
    health: async () => unreadable.healthOf(await store.health(), current?.id),
  }
}

/**
 * True for the collections of the runtime's own state, which has to be read before anybody knows the key: the clock, the
 * layout and the key id of a space, and the list of sandboxes.
 */
export function isRuntimeState(collection: string): boolean {
  return collection.startsWith('$space') || collection.startsWith('$sandbox')
}
