// What a change of the contract means for what is there already: hooks, seeds, stored records and snapshots.
import type { OperationUse } from '../hooks/operation-uses.js'
import type { ApiModel } from '../model.js'
import type { Change, ValueChange } from './change.js'

/**
 * What becomes of stored records, and of those in snapshots. `completed`: at the next start they get what is required.
 * `kept`: what is no longer described stays. `checked`: those that do not fit are reported and stay as they are. `indexed`: they
 * are indexed anew. `apart`: they stay where they are, and the mock no longer looks there.
 */
export type RecordsOutcome = 'completed' | 'kept' | 'checked' | 'indexed' | 'apart'

export type Impact =
  /** A place in the user's code that names the operation. `orphaned`: it no longer compiles; `typed`: its types have changed. */
  | {
      readonly on: 'hook'
      readonly operation: string
      readonly outcome: 'orphaned' | 'typed'
      /** From the project's folder; line and column from 1. */
      readonly path: string
      readonly line: number
      readonly column: number
    }
  /** Records that the contract begins with. */
  | { readonly on: 'seeds'; readonly entity: string; readonly records: number }
  | { readonly on: 'records'; readonly entity: string; readonly outcome: RecordsOutcome }

/** Most places in the user's code that are told for one change. */
const maxHooks = 20

/** The impacts of one change: hooks in the order of their files, then seeds and records. */
export function impactsOf(
  change: Change,
  uses: readonly OperationUse[],
  { seeds, entities }: Pick<ApiModel, 'seeds' | 'entities'>,
): readonly Impact[] {
  const { names, outcome } = operationsOf(change)
  const hooks = uses
    .filter(({ operation }) => names.includes(operation))
    .slice(0, maxHooks)
    .map(({ operation, path, line, column }) => {
      return { on: 'hook', operation, outcome, path, line, column } as const
    })
  const kept = recordsOf(change, entities)
  if (kept === undefined) return hooks
  const records = kept.entities.flatMap((entity): readonly Impact[] => {
    const seeded = Object.hasOwn(seeds, entity) ? (seeds[entity]?.length ?? 0) : 0
    return [
      ...(seeded > 0 && kept.outcome !== 'apart' ? [{ on: 'seeds', entity, records: seeded } as const] : []),
      { on: 'records', entity, outcome: kept.outcome },
    ]
  })
  return [...hooks, ...records]
}

/** The operations by which hooks are concerned. */
function operationsOf(change: Change): {
  readonly names: readonly string[]
  readonly outcome: 'orphaned' | 'typed'
} {
  switch (change.kind) {
    case 'operation-removed':
      return { names: [change.operation], outcome: 'orphaned' }
    case 'operation-renamed':
      return { names: [change.formerly], outcome: 'orphaned' }
    case 'operation-moved':
    case 'parameters-renamed':
    case 'became-stateful':
    case 'became-stateless':
      return { names: [change.operation], outcome: 'typed' }
    case 'request':
    case 'response':
      return { names: change.operations, outcome: 'typed' }
    default:
      return { names: [], outcome: 'typed' }
  }
}

/** The entities whose records are concerned; undefined when none are. */
function recordsOf(
  change: Change,
  all: ApiModel['entities'],
): { readonly entities: readonly string[]; readonly outcome: RecordsOutcome } | undefined {
  switch (change.kind) {
    // Names of spaces in a store begin with it.
    case 'namespace-changed':
      return all.length === 0 ? undefined : { entities: all.map(({ name }) => name), outcome: 'apart' }
    case 'entity-removed':
      return { entities: [change.entity], outcome: 'apart' }
    case 'entity-renamed':
      return { entities: [change.formerly], outcome: 'apart' }
    case 'key-changed':
      return { entities: [change.entity], outcome: 'checked' }
    case 'constraint-added':
    case 'constraint-removed':
      return { entities: [change.entity], outcome: 'indexed' }
    case 'property': {
      const outcome = propertyOutcome(change)
      return outcome && { entities: change.entities, outcome }
    }
    default:
      return undefined
  }
}

function propertyOutcome(change: ValueChange): RecordsOutcome | undefined {
  switch (change.what) {
    case 'added':
      return change.required ? 'completed' : undefined
    case 'made-required':
      return 'completed'
    case 'made-optional':
      return undefined
    case 'removed':
      return 'kept'
    case 'type-changed':
      return 'checked'
    case 'values-changed':
      return change.gone.length > 0 ? 'checked' : undefined
    case 'limits-changed':
      return change.tighter ? 'checked' : undefined
  }
}
