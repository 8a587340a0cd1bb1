// What a space says of the schemas that its records were stored under, and of the last time that they were brought over: rows
// beside its state, which are read only when somebody asks.
import type { Violation } from '../../errors.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import { isDue, type RowRef, type Store, type Write } from '../../store/store.js'
import { isDamage } from '../damaged-sandboxes.js'
import { stateRef } from '../space-state.js'

/** The schema that the records of an entity were stored under. */
export interface StoredSchema {
  readonly hash: string
  /** Names of the top-level properties that it knew. */
  readonly properties: readonly string[]
}

/** Schemas by entity. Of entities that are not there nobody knows it. */
export type StoredSchemas = ReadonlyMap<string, StoredSchema>

/** For records of which nobody knows it. */
export const unknownSchemas: StoredSchemas = new Map()

/** A record that was left as it is. */
export interface LeftRecord {
  readonly id: string
  /** Hash of the schema that it was stored under, where that is known. */
  readonly from?: string
  /** Why, with pointers relative to it; the first ones. */
  readonly problems: readonly Violation[]
}

/** What became of the records of one entity. */
export interface EntityMigration {
  readonly from?: string
  readonly to?: string
  /** Records that were changed so that they fit. */
  readonly changed: number
  /** Property → the records that it was dropped from. */
  readonly dropped: Readonly<Record<string, number>>
  /** Records that were left as they are. */
  readonly left: number
  /** The first of those. */
  readonly records: readonly LeftRecord[]
}

/** What became of the records of a space when they were last brought over. */
export interface MigrationReport {
  /** Wall time in epoch milliseconds. */
  readonly at: number
  readonly entities: Readonly<Record<string, EntityMigration>>
}

/** What is known of the past of a space's records. */
export interface SpaceHistory {
  /** Absent where nothing is known. */
  readonly schemas?: StoredSchemas
  readonly report?: MigrationReport
}

const schemasRef: RowRef = { collection: stateRef.collection, id: 'schemas' }
/** Names records, so that it is encrypted where they are. */
const reportRef: RowRef = { collection: '$migration', id: 'last' }

/** What must be known before every due time. */
const beforeAnyDueTime = 0

/** Where a space is: `store` has what is always in plain, `records` what is encrypted where records are. */
export interface HistoryPlace {
  readonly store: Store
  readonly records: Store
  readonly space: string
}

/** The history of a space; what cannot be read or understood is not known. */
export async function readHistory({ store, records, space }: HistoryPlace): Promise<SpaceHistory> {
  const stored = await readRow(store, space, schemasRef)
  const schemas = stored?.format === 1 ? readSchemas(stored.entities) : undefined
  const report = await readReport({ records, space })
  return { ...(schemas !== undefined && { schemas }), ...(report !== undefined && { report }) }
}

/** What became of the records of a space when they were last brought over; undefined where they never were. */
export async function readReport({
  records,
  space,
}: Pick<HistoryPlace, 'records' | 'space'>): Promise<MigrationReport | undefined> {
  return toReport(await readRow(records, space, reportRef).catch(orNothing))
}

/** The write that says under which schemas the records of a space are stored. */
export function putSchemas(schemas: StoredSchemas): Write {
  return { write: 'put', ...schemasRef, value: JSON.stringify({ format: 1, entities: toJson(schemas) }) }
}

/** The write that keeps a report; for the store that records are in. */
export function putReport(report: MigrationReport): Write {
  return { write: 'put', ...reportRef, value: JSON.stringify({ format: 1, ...report }) }
}

async function readRow(store: Store, space: string, ref: RowRef): Promise<JsonObject | undefined> {
  const rows = await store.read(space, beforeAnyDueTime, [ref])
  const value = isDue(rows) ? undefined : parseJsonText(rows[0]?.value ?? '')
  return isObject(value) ? value : undefined
}

// A report that is damaged keeps nobody from the records.
function orNothing(error: unknown): undefined {
  if (!isDamage(error)) throw error
}

/** Schemas as JSON, sorted by entity. */
export function toJson(schemas: StoredSchemas): Readonly<Record<string, StoredSchema>> {
  return Object.fromEntries(
    [...schemas]
      .map(([name, { hash, properties }]) => [name, { hash, properties }] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Schemas from JSON; undefined when it holds anything else. */
export function readSchemas(value: Json | undefined): StoredSchemas | undefined {
  if (!isObject(value)) return undefined
  const schemas = new Map<string, StoredSchema>()
  for (const [name, one] of Object.entries(value)) {
    if (!isObject(one) || typeof one.hash !== 'string' || !isTextList(one.properties)) return undefined
    if (!/^[0-9a-f]{16}$/.test(one.hash)) return undefined
    schemas.set(name, { hash: one.hash, properties: one.properties })
  }
  return schemas
}

function toReport(value: JsonObject | undefined): MigrationReport | undefined {
  if (value === undefined || value.format !== 1 || typeof value.at !== 'number') return undefined
  if (!isObject(value.entities)) return undefined
  const entities = Object.entries(value.entities).map(([name, one]) => [name, readEntity(one)] as const)
  return { at: value.at, entities: Object.fromEntries(entities) }
}

function readEntity(value: Json): EntityMigration {
  const { from, to, changed, dropped, left, records } = isObject(value) ? value : {}
  const counts = isObject(dropped) ? Object.entries(dropped) : []
  return {
    ...(typeof from === 'string' && { from }),
    ...(typeof to === 'string' && { to }),
    changed: typeof changed === 'number' ? changed : 0,
    dropped: Object.fromEntries(counts.flatMap(([name, n]) => (typeof n === 'number' ? [[name, n]] : []))),
    left: typeof left === 'number' ? left : 0,
    records: Array.isArray(records) ? records.flatMap(readLeft) : [],
  }
}

function readLeft(value: Json): readonly LeftRecord[] {
  if (!isObject(value) || typeof value.id !== 'string') return []
  const { id, from, problems } = value
  const told = Array.isArray(problems) ? problems.flatMap(readProblem) : []
  return [{ id, ...(typeof from === 'string' && { from }), problems: told }]
}

function readProblem(value: Json): readonly Violation[] {
  const { pointer, message, keyword } = isObject(value) ? value : {}
  if (typeof pointer !== 'string' || typeof message !== 'string' || typeof keyword !== 'string') return []
  return [{ pointer, message, keyword }]
}

function isTextList(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
