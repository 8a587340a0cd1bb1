// Names the way in which the entities of a catalog stand in a store, so that a changed one is recognised.
import { createHash } from 'node:crypto'

/** Changes with what this version of the runtime writes for the same entities. */
const format = 1

/** What decides where an entity's records stand, and what stands beside them. */
export interface LaidOutEntity {
  readonly name: string
  readonly keyProperties: readonly string[]
  readonly scope: readonly string[]
  readonly parent: string | undefined
  readonly unique: readonly { readonly name: string }[]
  readonly indexes: ReadonlyMap<string, { readonly name: string; readonly kind: string }>
  readonly references: readonly LaidOutReference[]
  readonly lifetime: object | undefined
  readonly lifecycle: LaidOutLifecycle | undefined
}

interface LaidOutLifecycle {
  readonly field: string
  readonly timed: ReadonlyMap<string, readonly { readonly afterMs: number }[]>
}

interface LaidOutReference {
  readonly index: string
  readonly target: string
  readonly shared: readonly string[]
}

/** 16 hexadecimal digits, the same for the same layout whatever the order of the facts. */
export function layoutOf(entities: readonly LaidOutEntity[]): string {
  const described = sorted(entities.map(describe))
  return createHash('sha256')
    .update(JSON.stringify([format, described]))
    .digest('hex')
    .slice(0, 16)
}

function describe(entity: LaidOutEntity): string {
  return JSON.stringify([
    entity.name,
    entity.scope,
    entity.keyProperties,
    entity.parent ?? null,
    sorted(entity.unique.map(({ name }) => name)),
    sorted(Array.from(entity.indexes.values(), ({ name, kind }) => `${kind} ${name}`)),
    sorted(entity.references.map(({ index, target, shared }) => JSON.stringify([index, target, shared]))),
    entity.lifetime !== undefined,
    ...dueTimesOf(entity.lifecycle),
  ])
}

// What happens by itself decides when records are due. Other entities are described as before there were lifecycles.
function dueTimesOf(lifecycle: LaidOutLifecycle | undefined): readonly unknown[] {
  if (lifecycle === undefined || lifecycle.timed.size === 0) return []
  const times = Array.from(lifecycle.timed, ([state, timed]) =>
    JSON.stringify([state, timed.map(({ afterMs }) => afterMs)]),
  )
  return [lifecycle.field, sorted(times)]
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort()
}
