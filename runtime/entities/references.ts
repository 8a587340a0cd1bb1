// Foreign keys: which row a record refers to, and that it must exist.
import { MockError } from '../errors.js'
import { type JsonObject, toPointer } from '../json.js'
import type { Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import { type Dependents, fieldIndex, type Reference } from './dependents.js'
import type { Entity } from './entity.js'
import { isKeyValue, own } from './properties.js'
import { encodePart, rowId, scopeOf } from './row-id.js'

/**
 * What a foreign key refers to: the id of a row, or the text of a unique property. Undefined when it refers to nothing: absent, null, not a key, or the
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
  if (reference.field !== undefined) return encodePart(key)
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

/** What those who depend on a record hold of it: as `targetId`, seen from the other side. */
export function referredText(
  { field }: Pick<Dependents, 'field'>,
  id: string,
  record: JsonObject,
): string | undefined {
  if (field === undefined) return id
  const value = own(record, field)
  return isKeyValue(value) ? encodePart(value) : undefined
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
 * `invented` ones name no row and are left alone, and those that hold a unique property are `fieldRequirements`.
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
    if (reference.field !== undefined || (target === id && reference.target === entity.name)) continue
    requires.push({
      check: { check: 'present', collection: reference.target, id: target },
      refuse: () => missing(reference, 'reference'),
    })
  }
  return requires
}

/**
 * The same for foreign keys that hold a unique property of the other record: that there still is, or is not, a stored record
 * with it. Throws MOCK_MISSING_REFERENCE where there is none.
 */
export async function fieldRequirements(
  transaction: Transaction,
  entity: Entity,
  id: string,
  record: JsonObject,
  { before, invented }: { readonly before?: JsonObject; readonly invented?: ReadonlySet<string> },
): Promise<readonly Requirement[]> {
  const requires: Requirement[] = []
  for (const reference of entity.references) {
    const { field, target: collection, property } = reference
    if (field === undefined || invented?.has(property) === true) continue
    const text = targetId(reference, entity, id, record)
    if (text === undefined || (before !== undefined && text === targetId(reference, entity, id, before)))
      continue
    if (collection === entity.name && text === referredText(reference, id, record)) continue
    const index = fieldIndex(field)
    const range = { from: text, to: text }
    const { total, stored } = await transaction.list({ collection, index, range, offset: 0, limit: 0 })
    if (total === 0) throw missing(reference, 'reference')
    requires.push({ check: { check: 'count', collection, index, range, count: stored } })
  }
  return requires
}

/**
 * What must hold when unique properties that others refer to change: nobody refers to the old value, and nobody will before
 * the commit. Throws MOCK_REFERENCED where somebody does.
 */
export async function unreferredRequirements(
  transaction: Transaction,
  entity: Entity,
  { id, before, after }: { readonly id: string; readonly before: JsonObject; readonly after: JsonObject },
): Promise<readonly Requirement[]> {
  const requires: Requirement[] = []
  for (const dependents of entity.referrers) {
    const text = referredText(dependents, id, before)
    if (text === undefined || text === referredText(dependents, id, after)) continue
    const { source: collection, index } = dependents
    const range = { from: text, to: text }
    const page = await transaction.list({ collection, index, range, offset: 0, limit: 2 })
    const ownText = referringText(dependents, after)
    const others = page.rows.filter((row) => collection !== entity.name || row.id !== id || ownText === text)
    if (others.length > 0) throw referenced(entity, dependents)
    requires.push({ check: { check: 'count', collection, index, range, count: page.stored } })
  }
  return requires
}

function referringText({ property }: Dependents, record: JsonObject): string | undefined {
  const value = property === undefined ? undefined : own(record, property)
  return isKeyValue(value) ? encodePart(value) : undefined
}

function missing({ property, target, field }: Reference, keyword: 'required' | 'reference'): MockError {
  const by = field === undefined ? '' : ` by its "${field}"`
  const message =
    keyword === 'required'
      ? `must refer to a record of "${target}"${by}`
      : `refers to no record of "${target}"${by}`
  return new MockError('MOCK_MISSING_REFERENCE', {
    detail: `"${property}" ${message}`,
    errors: [{ pointer: toPointer(['body', property]), message, keyword }],
  })
}

/** The refusal of what referrers of a record forbid: it names their entity and the property by which they refer. */
export function referenced(entity: Entity, { source, property }: Dependents): MockError {
  return new MockError('MOCK_REFERENCED', {
    detail: `Records of "${source}" refer to a record of "${entity.name}" by "${property}"`,
  })
}
