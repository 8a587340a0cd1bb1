// Checks that the operations of an entity agree on how many values say whose record it is.
import { child, join, type Located } from '../../pointers.js'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type { DeclaredOperation } from '../declared/declared-operations.js'
import { type Group, scopeOf } from '../group.js'
import type { Decision } from '../infer.js'

/** Everything that is known about the operations of a document. */
export interface ScopedOperations {
  readonly groups: readonly Group[]
  readonly declared: ReadonlyMap<string, DeclaredOperation>
  readonly decisions: ReadonlyMap<string, Decision>
}

/** Reports every action that gives another number of values for the scope of its entity than the others do. */
export function checkScopes(
  { problems }: DeclarationSource,
  { groups, declared, decisions }: ScopedOperations,
): void {
  const scopes = new Map(groups.map((group) => [group.subject.name, scopeOf(group)]))
  for (const [id, decision] of decisions) {
    for (const { entity, given, pointer } of actionsOf(decision, declared.get(id))) {
      const scope = scopes.get(entity)
      if (scope === undefined || scope.length === given) continue
      const wanted = scope.length === 0 ? 'no scope' : `the scope ${scope.join(', ')}`
      problems.error({
        code: 'MOCKGEN_PERSISTENCE',
        pointer,
        message: `records of ${entity} have ${wanted}, and ${given === 0 ? 'none' : given} is given here`,
        remedy:
          scope.length === 0
            ? `leave scope out, or write it on all operations of ${entity}`
            : 'write scope: with a value for each of them',
      })
    }
  }
}

interface ScopedAction {
  readonly entity: string
  /** How many values are given. */
  readonly given: number
  readonly pointer: string
}

function actionsOf(
  { operation, bound, program }: Decision,
  declared: DeclaredOperation | undefined,
): readonly ScopedAction[] {
  if (bound !== undefined) {
    const { entity, options, scope } = bound.facts
    const at = child(operation.at, 'x-persistence') ?? operation.at
    const pointer = placeOf(at)
    return [{ entity, given: options?.scopeValues?.length ?? scope?.length ?? 0, pointer }]
  }
  if (program === undefined || declared?.kind !== 'program') return []
  const steps = declared.rules.flatMap((rule) => rule.steps)
  const given = program.rules.flatMap((rule) => rule.steps)
  // Steps of unknown entities are left out of the facts; then these have been reported.
  if (steps.length !== given.length) return []
  return steps.flatMap(({ entity, at }, index) => {
    const values = given[index]?.scopeValues
    return [{ entity, given: values?.length ?? 0, pointer: placeOf(at) }]
  })
}

function placeOf({ pointer, value }: Located): string {
  return Object.hasOwn(value, 'scope') ? join(pointer, 'scope') : pointer
}
