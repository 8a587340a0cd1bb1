// Checks what the root and the security schemes say about entities.

import type { SecurityFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { join } from '../../pointers.js'
import type { DeclaredRoot } from '../declared/declared-root.js'
import type { DeclaredScheme } from '../declared/declared-security.js'
import type { Group } from '../group.js'
import type { Problems } from '../problems.js'
import { reportUnknownEntity } from './check-entities.js'

/** Reports counts of records of entities that do not exist. */
export function checkCounts(
  { counts }: DeclaredRoot,
  entities: ReadonlySet<string>,
  problems: Problems,
): void {
  for (const [name, { pointer }] of counts) {
    if (!entities.has(name)) reportUnknownEntity(name, entities, pointer, problems)
  }
}

/** Reports schemes whose entity or properties do not exist; the facts of the others. */
export function checkSchemes(
  schemes: readonly DeclaredScheme[],
  groups: readonly Group[],
  entities: ReadonlySet<string>,
  problems: Problems,
): SecurityFacts | undefined {
  for (const { facts, pointer } of schemes) {
    const group = groups.find(({ subject }) => subject.name === facts.entity)
    if (group !== undefined) checkProperties(group, facts, pointer, problems)
    else if (!entities.has(facts.entity))
      reportUnknownEntity(facts.entity, entities, join(pointer, 'entity'), problems)
  }
  return schemes.length === 0
    ? undefined
    : Object.fromEntries(schemes.map(({ name, facts }) => [name, facts] as const))
}

function checkProperties(
  { subject, bound }: Group,
  facts: DeclaredScheme['facts'],
  pointer: string,
  problems: Problems,
): void {
  const views = [subject.record, ...bound.flatMap(({ schema, request }) => [schema, request])]
  const known = new Set(views.flatMap((view) => [...(view?.properties.keys() ?? [])]))
  // Where nothing says what is in the records, anything may be.
  if (known.size === 0) return
  for (const name of ['key', 'password'] as const) {
    const property = facts[name]
    if (property === undefined || known.has(property)) continue
    const meant = didYouMean(property, known)
    problems.error({
      code: 'MOCKGEN_UNKNOWN_PROPERTY',
      pointer: join(pointer, name),
      message: `${facts.entity} has no property "${property}"`,
      remedy: meant ? `did you mean ${meant}?` : `it has ${[...known].join(', ')}`,
    })
  }
}
