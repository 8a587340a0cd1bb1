// A snapshot as a JSON document that people read, compare and edit: its form, version 3.
//
//   {
//     "format": "mockgen-snapshot",
//     "version": 3,                                                      2 without "schemas", 1 without "lives" as well
//     "createdAt": "2030-01-01T00:00:00.000Z",
//     "description": "two users, one of them blocked",
//     "clock": { "offsetMs": 0 },                                        "frozenAt" while it stands still
//     "counters": { "orders": 2, "tasks/p1": 7 },                        the last generated number, by entity and scope
//     "expires": { "sessions": { "abc": "2030-01-01T01:00:00.000Z" } },  by entity and row id
//     "lives": { "jobs": { "7": { "entered": "2030-01-01T00:00:00.000Z" } } },    what it goes on by, by entity and row id
//     "unresolved": { "orders": { "2": ["userId"] } },                   references known to refer to nothing
//     "schemas": { "users": { "hash": "0f…", "properties": ["id", …] } },   what the records were stored under, by entity
//     "entities": { "users": [ { "id": "u1", "name": "Ada" } ], … }      in order of insertion
//   }
//
// A record stands as it is where it says itself which row it is, by its key and the properties of its scope. Otherwise it
// is `{ "$row": "p1/t1", "$record": { … } }`: the values of scope and key, percent-encoded, with `/` between them.
import { parseDateTime } from '../../clock.js'
import type { Entity } from '../../entities/entity.js'
import { isKeyValue, own } from '../../entities/properties.js'
import { rowId, scopeId } from '../../entities/row-id.js'
import type { Json, JsonObject } from '../../json.js'
import type { StoredSchema } from '../migration/space-history.js'

export const snapshotFormat = 'mockgen-snapshot'

/** The newest version that is written and read; versions before it are read as well. */
export const snapshotVersion = 3

/** The versions of documents without `schemas`, and without `lives`, so that whoever read those before goes on doing so. */
export const versionWithoutSchemas = 2
export const versionWithoutLives = 1

/** A time: a date-time, or epoch milliseconds where a date-time would not say it exactly. */
export type DocumentTime = string | number

/** What a document says of a life besides when it ends; its members mean what those of a `Life` do. */
export interface DocumentLife {
  /** Milliseconds that the record was given to live, and is given again. */
  readonly ttlMs?: number
  readonly entered?: DocumentTime
  readonly changed?: DocumentTime
  readonly tried?: DocumentTime
  readonly moves?: number
}

/** A snapshot as a document. */
export interface SnapshotDocument {
  readonly format: typeof snapshotFormat
  readonly version: typeof snapshotVersion | typeof versionWithoutSchemas | typeof versionWithoutLives
  readonly createdAt: DocumentTime
  readonly description?: string
  readonly clock: { readonly offsetMs: number; readonly frozenAt?: DocumentTime }
  readonly counters: Readonly<Record<string, number>>
  readonly expires?: Readonly<Record<string, Readonly<Record<string, DocumentTime>>>>
  readonly lives?: Readonly<Record<string, Readonly<Record<string, DocumentLife>>>>
  readonly unresolved?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** Of entities that are not here nobody knows the schema. */
  readonly schemas?: Readonly<Record<string, StoredSchema>>
  readonly entities: Readonly<Record<string, readonly JsonObject[]>>
}

/** The members that a document may have. */
export const documentMembers: ReadonlySet<string> = new Set<keyof SnapshotDocument>([
  'format',
  'version',
  'createdAt',
  'description',
  'clock',
  'counters',
  'expires',
  'lives',
  'unresolved',
  'schemas',
  'entities',
])

/** A record and the row that it is. */
export interface RecordRow {
  readonly id: string
  readonly record: JsonObject
}

/** The years 0 to 9999, in which a date-time says a whole millisecond exactly. */
const firstDateTime = -62_167_219_200_000
const lastDateTime = 253_402_300_799_999

/** The largest number of milliseconds that is a time at all (ECMA-262, section 21.4.1.1). */
const maxTime = 8.64e15

/** The text of a document: the same for the same content, two spaces a level, one property a line. */
export function printSnapshot(document: SnapshotDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

export function toDocumentTime(timeMs: number): DocumentTime {
  const isExact = Number.isInteger(timeMs) && timeMs >= firstDateTime && timeMs <= lastDateTime
  return isExact ? new Date(timeMs).toISOString() : timeMs
}

/** Epoch milliseconds; undefined for what is no time. */
export function readDocumentTime(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return parseDateTime(value)
  return typeof value === 'number' && Math.abs(value) <= maxTime ? value : undefined
}

/** The row id that a record says itself; undefined when its key or a value of its scope is not in it. */
export function derivedRowId(entity: Entity, record: JsonObject): string | undefined {
  const scope = entity.scopeProperties.map((name) => (name === undefined ? undefined : own(record, name)))
  const key = entity.keyProperties.map((name) => own(record, name))
  return scope.every(isKeyValue) && key.every(isKeyValue) ? rowId(scopeId(scope), key) : undefined
}

/** A record as an item of a document. An entity that the catalog does not know is undefined. */
export function toItem(entity: Entity | undefined, { id, record }: RecordRow): JsonObject {
  const isPlain = entity !== undefined && derivedRowId(entity, record) === id && !isWrapped(record)
  return isPlain ? record : { $row: id, $record: record }
}

/** True for an item that says its row beside the record. */
export function isWrapped(item: JsonObject): item is { readonly $row: Json; readonly $record: Json } {
  const names = Object.keys(item)
  return names.length === 2 && names.includes('$row') && names.includes('$record')
}
