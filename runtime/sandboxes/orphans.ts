// Drops spaces that nothing refers to: left by processes that ended between building a space and publishing or dropping it.
import type { Clock } from '../clock.js'
import type { Logger } from '../logger.js'
import type { Store } from '../store/store.js'
import { readStateRow } from './change-state.js'
import { isDamage } from './damaged-sandboxes.js'
import type { Registry } from './registry.js'
import { SnapshotRegistry } from './snapshots/snapshot-registry.js'
import { parseState, type SpaceState } from './space-state.js'

/** How long a space may be unknown before it counts as left behind: publishing takes a moment once it is built. */
const orphanAfterMs = 600_000

/** How often the spaces of a sandbox are looked up again while somebody replaces them. */
const maxLooks = 100

/** Where orphans are looked for. */
export interface OrphanParts {
  /** One that answers from all that it holds: what it does not know is dropped. */
  readonly store: Store
  readonly registry: Registry
  /** Real time. */
  readonly wall: Clock
  readonly log: Logger
}

/** Drops the spaces of a mock that no sandbox and no snapshot refers to, and that nobody has built just now. */
export async function dropOrphans(parts: OrphanParts): Promise<void> {
  const { store, registry, log } = parts
  const names = await store.spaces()
  const current = new Set(Array.from((await registry.all()).values(), ({ space }) => space))
  const others = names.filter((name) => !current.has(name))
  for (const [sandbox, spaces] of bySandbox(registry, others)) {
    const used = await usedSpaces(parts, sandbox)
    if (used === undefined) continue
    for (const space of spaces) {
      if (used.has(space) || !(await isLeft(parts, space))) continue
      await store.drop(space)
      log.info({ sandbox, space }, 'A space was dropped that a process has left behind')
    }
  }
}

// The mock's spaces are named `registry/sandbox/unique`.
function bySandbox(registry: Registry, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    if (!name.startsWith(`${registry.space}/`)) continue
    const sandbox = name.slice(registry.space.length + 1).split('/', 1)[0] ?? ''
    const known = found.get(sandbox)
    if (known === undefined) found.set(sandbox, [name])
    else known.push(name)
  }
  return found
}

// What a sandbox and its snapshots refer to, the spaces included that a replaced one names. A space is published once, soon
// after it was built: one that is not among these and is not new will never be. Undefined when this cannot be told.
async function usedSpaces(parts: OrphanParts, sandbox: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const current = await currentSpaces(parts, sandbox)
    const kept = await new SnapshotRegistry(parts.registry).list(sandbox)
    return current && new Set([...current, ...kept.map(({ space }) => space)])
  } catch (error) {
    if (!isDamage(error)) throw error
    parts.log.warn({ sandbox, err: error }, 'What was left behind is kept, because something is damaged')
    return undefined
  }
}

async function currentSpaces(
  { registry, store }: OrphanParts,
  sandbox: string,
): Promise<readonly string[] | undefined> {
  for (let look = 0; look < maxLooks; look++) {
    const entry = await registry.read(sandbox)
    if (entry === undefined) return []
    const spaces: string[] = []
    for (let space: string | undefined = entry.space; space !== undefined && spaces.length < maxLooks; ) {
      spaces.push(space)
      const row = await readStateRow(store, space)
      space = row && parseState(space, row).movedTo
    }
    // Where somebody moved the sandbox on meanwhile, the trail of its spaces may have been lost.
    if ((await registry.read(sandbox))?.space === entry.space) return spaces
  }
  return undefined
}

async function isLeft({ store, wall, log }: OrphanParts, space: string): Promise<boolean> {
  const state = await readState(store, space, log)
  return state === undefined || (state !== 'damaged' && state.createdAt < wall.now() - orphanAfterMs)
}

async function readState(
  store: Store,
  space: string,
  log: Logger,
): Promise<SpaceState | 'damaged' | undefined> {
  try {
    const row = await readStateRow(store, space)
    return row && parseState(space, row)
  } catch (error) {
    if (!isDamage(error)) throw error
    log.warn({ space, err: error }, 'Nothing refers to the space, but its state is damaged: it is kept')
    return 'damaged'
  }
}
