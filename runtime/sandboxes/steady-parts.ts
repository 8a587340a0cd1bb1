// Whoever decides about whole spaces needs all that the store holds: the one place that refuses it while answers come from
// less, and takes care that an outage in the middle of the work stops it.
import { type Store, steadyStore } from '../store/store.js'
import { isAway, type StoreError } from '../store-error.js'
import type { SpaceParts } from './open-space.js'
import type { Registry } from './registry.js'

/** Where spaces are, and what says whose they are. */
export type WholeParts = Pick<SpaceParts, 'store' | 'stores'> & { readonly registry: Registry }

/**
 * The parts for one piece of work that replaces, copies, publishes or drops spaces. Throws StoreError MOCK_STORE_UNAVAILABLE
 * while the store is degraded; once it has been since, everything that is done with these parts rejects with that. What is
 * then built and not published is left to the sweep.
 */
export function steadyParts<T extends WholeParts>(parts: T): T {
  const { store, stores, registry } = parts
  if (store.steady === undefined) return parts
  const steady = store.steady()
  return {
    ...parts,
    store: steady,
    registry: registry.over(steady),
    ...(stores !== undefined && {
      stores: {
        currentKeyId: stores.currentKeyId,
        storeFor(keyId: string | undefined) {
          const found = stores.storeFor(keyId)
          return found === store ? steady : steadyStore(found)
        },
      },
    }),
  }
}

/** True where housekeeping, which no client asked for, was kept from its work by an outage: it is done another time. */
export function isForLater(store: Store, error: unknown): error is StoreError {
  return store.steady !== undefined && isAway(error)
}

/** Drops a space that nothing refers to. Where the store cannot be reached, that is left to the sweep. */
export async function dropUnused({ store }: Pick<SpaceParts, 'store'>, space: string): Promise<void> {
  await leaveWhenAway(store.drop(space))
}

/** Waits for work that others complete if it cannot be done for an outage: what it belongs to has happened already. */
export async function leaveWhenAway(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!isAway(error)) throw error
  }
}
