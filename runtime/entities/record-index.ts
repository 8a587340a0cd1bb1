// What the store keeps beside a record to find it: index entries and unique claims, and how a change moves them.
import { MockError } from '../errors.js'
import { type Json, type JsonObject, toPointer } from '../json.js'
import type { Write } from '../store/store.js'
import type { Change, Requirement } from '../transactions/change.js'
import type { EntryWrite } from '../transactions/entry-buffer.js'
import { fieldIndex, scopeIndex } from './dependents.js'
import type { Entity, UniqueConstraint } from './entity.js'
import { encodeIndexValue, noValue } from './index-value.js'
import { own } from './properties.js'
import { referredText, targetId } from './references.js'
import { scopeOf } from './row-id.js'

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
  for (const { index, value } of without(oldEntries, newEntries, sameEntry))
    writes.push({ write: 'unindex', collection, index, value, id })
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
  for (const entry of without(newEntries, oldEntries, sameEntry)) writes.push(entry)
  return { requires, writes }
}

/** The value of an index entry inside a scope: entries of one scope stand together. A space ends the scope's text. */
export function scopedValue(scope: string, value: string): string {
  return scope === '' ? value : `${scope} ${value}`
}

// The entries of a record, as the writes that add them.
function entriesOf(entity: Entity, id: string, record: JsonObject): EntryWrite[] {
  const entries: EntryWrite[] = []
  const collection = entity.name
  const add = (index: string, value: string) => entries.push({ write: 'index', collection, index, value, id })
  const scope = entity.scope.length === 0 ? '' : scopeOf(id, entity.keyProperties.length)
  if (scope !== '') add(scopeIndex, scope)
  for (const { name, kind, property } of entity.indexes.values()) {
    const value = own(record, property)
    if (kind === 'ordered') add(name, scopedValue(scope, encodeIndexValue(value) ?? noValue))
    else for (const member of encodedMembers(value)) add(name, scopedValue(scope, member))
  }
  for (const reference of entity.references) {
    const value = targetId(reference, entity, id, record)
    if (value !== undefined) add(reference.index, value)
  }
  for (const field of entity.referredFields) {
    const value = referredText({ field }, id, record)
    if (value !== undefined) add(fieldIndex(field), value)
  }
  return entries
}

function encodedMembers(value: Json | undefined): Iterable<string> {
  const members = Array.isArray(value) ? value : [value]
  return new Set(members.map(encodeIndexValue).filter((encoded) => encoded !== undefined))
}

// Nothing is claimed where a part is absent or null: such records do not collide (as in SQL).
function claimsOf(entity: Entity, record: JsonObject): Claim[] {
  const claims: Claim[] = []
  for (const constraint of entity.unique) {
    const values = constraint.properties.map((property) => own(record, property) ?? null)
    if (!values.includes(null)) claims.push({ constraint, value: claimedValue(values) })
  }
  return claims
}

// A scalar has a text already, which begins with a letter; everything else is a JSON array, which does not.
function claimedValue(values: readonly Json[]): string {
  const scalar = values.length === 1 ? encodeIndexValue(values[0]) : undefined
  return scalar ?? JSON.stringify(values)
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

function sameEntry(a: EntryWrite, b: EntryWrite): boolean {
  return a.index === b.index && a.value === b.value
}

function sameClaim(a: Claim, b: Claim): boolean {
  return a.constraint === b.constraint && a.value === b.value
}
