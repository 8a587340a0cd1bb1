// Encrypted stores for tests.
import { createEncryptionKeys } from '../../../runtime/store/encryption/encryption-keys.js'
import { createKeyStores, type KeyStores } from '../../../runtime/store/encryption/key-stores.js'
import type { Store } from '../../../runtime/store/store.js'
import type { StoreLog } from '../../../runtime/store/store-log.js'

/** Keys that are the same in every run; the number tells them apart. */
export function keyBytes(number: number): Buffer {
  return Buffer.alloc(32, number)
}

/** The stores of keys by their numbers: the first is the current one, `undefined` for none. */
export function keyStores(
  store: Store,
  current: number | undefined,
  old: readonly number[] = [],
  log?: StoreLog,
): KeyStores {
  const keys = createEncryptionKeys({
    ...(current !== undefined && { current: keyBytes(current) }),
    old: old.map(keyBytes),
  })
  return createKeyStores({ store, keys, ...(log && { log }) })
}

/** The store under key 1. */
export function encrypted(store: Store): Store {
  const stores = keyStores(store, 1)
  return stores.storeFor(stores.currentKeyId)
}
