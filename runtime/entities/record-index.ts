// What the store keeps beside a record to find it: index entries and unique claims, and how a change moves them.
import { MockError } from '../errors.js'
import { type Json, type JsonObject, toPointer } from '../json.js'
import type { Write } from '../store/store.js'
import type { Change, Requirement } from '../transactions/change.js'
import { type Entity, type PropertyIndex, scopeIndex, type UniqueConstraint } from './entity.js'
import { encodeIndexValue, noValue } from './index-value.js'
import { own } from './properties.js'
import { targetId } from './references.js'
import { scopeOf } from './row-id.js'

interface IndexEntry {
  readonly index: string
  readonly value: string
}

interface Claim {
  readonly constraint: UniqueConstraint
  readonly value: string
}

/**
 * The change from one state of a row's record to another; undefined is no record. It holds the row itself, its index
 * entries and its claims, of which only what differs is touched.
 */
export function recordChange(
  entity: Entity,
  id: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): Change {
  const collection = entity.name
  const oldEntries = before === undefined ? [] : entriesOf(entity, id, before)
  const newEntries = after === undefined ? [] : entriesOf(entity, id, after)
  const oldClaims = before === undefined ? [] : claimsOf(entity, before)
  const newClaims = after === undefined ? [] : claimsOf(entity, after)
  const requires: Requirement[] = []
  const writes: Write[] = []
  for (const entry of without(oldEntries, newEntries, sameEntry))
    writes.push({ write: 'unindex', collection, id, ...entry })
  for (const { constraint, value } of without(oldClaims, newClaims, sameClaim))
    writes.push({ write: 'release', collection, constraint: constraint.name, value })
  if (after === undefined) writes.push({ write: 'delete', collection, id })
  else writes.push({ write: 'put', collection, id, value: JSON.stringify(after) })
  for (const { constraint, value } of without(newClaims, oldClaims, sameClaim)) {
    const { name } = constraint
    requires.push({
      check: { check: 'unique', collection, constraint: name, value, holder: id },
      refuse: () => duplicate(entity, constraint),
    })
    writes.push({ write: 'claim', collection, constraint: name, value, id })
  }
  for (const entry of without(newEntries, oldEntries, sameEntry))
    writes.push({ write: 'index', collection, id, ...entry })
  return { requires, writes }
}

/** The value of an index entry inside a scope: entries of one scope stand together. A space ends the scope's text. */
export function scopedValue(scope: string, value: string): string {
  return scope === '' ? value : `${scope} ${value}`
}

function entriesOf(entity: Entity, id: string, record: JsonObject): IndexEntry[] {
  const entries: IndexEntry[] = []
  const scope = entity.scope.length === 0 ? '' : scopeOf(id)
  if (scope !== '') entries.push({ index: scopeIndex, value: scope })
  for (const index of entity.indexes.values())
    for (const value of encodedValues(index, own(record, index.property)))
      entries.push({ index: index.name, value: scopedValue(scope, value) })
  for (const reference of entity.references) {
    const value = targetId(reference, entity, id, record)
    if (value !== undefined) entries.push({ index: reference.index, value })
  }
  return entries
}

function encodedValues({ kind }: PropertyIndex, value: Json | undefined): Iterable<string> {
  if (kind === 'ordered') return [encodeIndexValue(value) ?? noValue]
  const members = Array.isArray(value) ? value : [value]
  return new Set(members.map(encodeIndexValue).filter((encoded) => encoded !== undefined))
}

// Nothing is claimed where a part is absent or null: such records do not collide (as in SQL).
function claimsOf(entity: Entity, record: JsonObject): Claim[] {
  const claims: Claim[] = []
  for (const constraint of entity.unique) {
    const values = constraint.properties.map((property) => own(record, property) ?? null)
    if (!values.includes(null)) claims.push({ constraint, value: JSON.stringify(values) })
  }
  return claims
}

function duplicate(entity: Entity, { properties }: UniqueConstraint): MockError {
  const message = `another record of "${entity.name}" has the same ${properties.join(' and ')}`
  return new MockError('MOCK_DUPLICATE', {
    detail: `${message[0]?.toUpperCase()}${message.slice(1)}`,
    errors: properties.map((property) => ({
      pointer: toPointer(['body', property]),
      message,
      keyword: 'unique',
    })),
  })
}

function without<T>(items: readonly T[], others: readonly T[], same: (a: T, b: T) => boolean): readonly T[] {
  return others.length === 0 ? items : items.filter((item) => !others.some((other) => same(item, other)))
}

function sameEntry(a: IndexEntry, b: IndexEntry): boolean {
  return a.index === b.index && a.value === b.value
}

function sameClaim(a: Claim, b: Claim): boolean {
  return a.constraint === b.constraint && a.value === b.value
}
