// Gives up what cannot be read of a sandbox, so that it can begin anew.
import type { Store } from '../store/store.js'
import { readStateRow } from './change-state.js'
import { isDamage } from './damaged-sandboxes.js'
import { isSandboxName, type Registry, type RegistryChange } from './registry.js'
import { parseState } from './space-state.js'

/** Where sandboxes are looked at. */
export interface RepairParts {
  readonly store: Store
  readonly registry: Registry
}

/** True when there is something under this name that is no sandbox to work in: nobody can read its entry or its state. */
export async function isDamagedSandbox({ store, registry }: RepairParts, sandbox: string): Promise<boolean> {
  const entry = await registry.find(sandbox)
  if (entry === undefined) return false
  return entry === 'damaged' || !isSandboxName(sandbox) || isDamagedState(store, entry.space)
}

/**
 * Makes a damaged sandbox one that does not exist, so that its next use makes it again; its snapshots stay. False when it
 * is not damaged.
 */
export async function giveUpDamaged(parts: RepairParts, sandbox: string): Promise<boolean> {
  const { store, registry } = parts
  const entry = await registry.find(sandbox)
  if (entry === undefined) return false
  if (entry === 'damaged') return discardDamaged(parts, sandbox, isNoSnapshot(registry, sandbox))
  if (!(await isDamagedState(store, entry.space))) return false
  const isRemoved = await registry.remove(sandbox, entry.space)
  if (isRemoved) await store.drop(entry.space)
  return isRemoved
}

/**
 * Ends a sandbox whose entry nobody can read, with what else `also` says in the same commit, and drops those of its spaces
 * that `isToDrop` takes: which of them it had nobody knows. False when the entry can be read, or `also` does not hold.
 */
export async function discardDamaged(
  { store, registry }: RepairParts,
  sandbox: string,
  isToDrop: (space: string) => boolean,
  also?: RegistryChange,
): Promise<boolean> {
  // Those that are made from now on may be of the sandbox that comes after.
  const all = await store.spaces()
  if (!(await registry.discard(sandbox, also))) return false
  const prefix = registry.prefixOf(sandbox)
  for (const space of all) if (space.startsWith(prefix) && isToDrop(space)) await store.drop(space)
  return true
}

function isNoSnapshot(registry: Registry, sandbox: string): (space: string) => boolean {
  const prefix = `${registry.prefixOf(sandbox)}snapshot-`
  return (space) => !space.startsWith(prefix)
}

async function isDamagedState(store: Store, space: string): Promise<boolean> {
  try {
    const row = await readStateRow(store, space)
    if (row !== undefined) parseState(space, row)
    return false
  } catch (error) {
    if (isDamage(error)) return true
    throw error
  }
}
