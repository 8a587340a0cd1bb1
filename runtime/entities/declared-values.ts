// Values that a declaration sets in a record: also those that clients cannot write.

import type { JsonObject } from '../json.js'
import type { Entity } from './entity.js'
import { partsOf, pick } from './properties.js'

/**
 * The entity for a change in which the declaration itself names these properties: the readOnly ones among them are written
 * like any other, and so is what is readOnly inside of them. Keys, scope, times and the version stay the runtime's own.
 */
export function writtenAsDeclared(entity: Entity, declared: ReadonlySet<string> | undefined): Entity {
  if (declared === undefined) return entity
  const { fixed, shape, facts, created, updated } = entity
  const own = new Set([
    ...partsOf(facts.key),
    ...entity.scopeProperties,
    ...[created?.property, updated?.property, facts.version],
  ])
  const opened = shape.readOnly.filter((name) => declared.has(name) && !own.has(name))
  const { withServerOwned } = shape
  if (opened.length === 0 && withServerOwned === undefined) return entity
  const inside = withServerOwned && {
    withServerOwned: (sent: JsonObject, old: JsonObject) => ({
      ...withServerOwned(sent, old),
      ...pick(sent, (name) => declared.has(name)),
    }),
  }
  return {
    ...entity,
    shape: { ...shape, ...inside },
    fixed: new Set([...fixed].filter((name) => !opened.includes(name))),
  }
}
