// A record as a seed brings it: its key, whose it is, and what of it is stored.
import { isKeyValue, own, partsOf, pick } from '../../entities/properties.js'
import type { KeyValue, RecordKey, Records } from '../../entities/records.js'
import type { EntityFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'

/** What creating a seed takes, or the property that says whose record it is and is missing. */
export type SeedRecord =
  | { readonly ok: true; readonly value: JsonObject; readonly options: SeedOptions }
  | { readonly ok: false; readonly missing: string }

type SeedOptions = NonNullable<Parameters<Records['create']>[1]>

/**
 * Reads a seed. A nested record says itself whose it is: in the property for that, or under the name of the path parameter.
 * What it brings counts, also where clients may not write it: its key, readOnly properties, timestamps.
 */
export function readSeedRecord(record: JsonObject, facts: EntityFacts | undefined): SeedRecord {
  const { scope: names = [], scopeProperties = {} } = facts ?? {}
  const scope: KeyValue[] = []
  for (const name of names) {
    const property = scopeProperties[name] ?? name
    const value = own(record, property)
    if (!isKeyValue(value)) return { ok: false, missing: property }
    scope.push(value)
  }
  const borrowed = new Set(names.filter((name) => scopeProperties[name] === undefined))
  const value = borrowed.size === 0 ? record : pick(record, (name) => !borrowed.has(name))
  const key = facts && keyOf(record, facts)
  const declared = new Set(Object.keys(value))
  return { ok: true, value, options: { scope, anyState: true, declared, ...(key !== undefined && { key }) } }
}

/** The key that a record brings; undefined when it brings none. */
export function keyOf(record: JsonObject, { key }: EntityFacts): RecordKey | undefined {
  const values = partsOf(key).map((name) => own(record, name))
  if (!values.every(isKeyValue)) return undefined
  return typeof key === 'string' ? values[0] : values
}
