// Foreign keys: which row a record refers to, and that it must exist.
import { MockError } from '../errors.js'
import { type JsonObject, toPointer } from '../json.js'
import type { Requirement } from '../transactions/change.js'
import type { Reference } from './dependents.js'
import type { Entity } from './entity.js'
import { isKeyValue, own } from './properties.js'
import { encodePart, rowId, scopeOf } from './row-id.js'

/**
 * The id of the row that a foreign key refers to. Undefined when it refers to nothing: absent, null, not a key, or the
 * record has no value for a part that it shares with the target (as in SQL's MATCH SIMPLE).
 */
export function targetId(
  reference: Reference,
  source: Entity,
  id: string,
  record: JsonObject,
): string | undefined {
  const key = own(record, reference.property)
  if (!isKeyValue(key)) return undefined
  if (reference.shared.length === 0) return rowId('', key)
  const parts = scopeOf(id, source.keyProperties.length).split('/')
  const shared = reference.shared.map((name) => {
    const position = source.scope.indexOf(name)
    if (position >= 0) return parts[position]
    const value = own(record, name)
    return isKeyValue(value) ? encodePart(value) : undefined
  })
  return shared.includes(undefined) ? undefined : rowId(shared.join('/'), key)
}

/** Throws MOCK_MISSING_REFERENCE when a required foreign key is absent or null. */
export function assertRequiredReferences(entity: Entity, record: JsonObject): void {
  for (const reference of entity.references) {
    if (reference.required && (own(record, reference.property) ?? null) === null)
      throw missing(reference, 'required')
  }
}

/**
 * What must hold for the foreign keys of a record that differ from those of `before`: the rows they name exist. The
 * `invented` ones name no row and are left alone.
 */
export function referenceRequirements(
  entity: Entity,
  id: string,
  record: JsonObject,
  { before, invented }: { readonly before?: JsonObject; readonly invented?: ReadonlySet<string> },
): Requirement[] {
  const requires: Requirement[] = []
  for (const reference of entity.references) {
    const target = targetId(reference, entity, id, record)
    if (target === undefined || invented?.has(reference.property) === true) continue
    if (before !== undefined && target === targetId(reference, entity, id, before)) continue
    if (target === id && reference.target === entity.name) continue
    requires.push({
      check: { check: 'present', collection: reference.target, id: target },
      refuse: () => missing(reference, 'reference'),
    })
  }
  return requires
}

function missing({ property, target }: Reference, keyword: 'required' | 'reference'): MockError {
  const message =
    keyword === 'required' ? `must refer to a record of "${target}"` : `refers to no record of "${target}"`
  return new MockError('MOCK_MISSING_REFERENCE', {
    detail: `"${property}" ${message}`,
    errors: [{ pointer: toPointer(['body', property]), message, keyword }],
  })
}
