// Writes a snapshot as a document: the same content always gives the same one.
import type { EntityCatalog } from '../../entities/entity.js'
import { counters } from '../../entities/key-counter.js'
import { expiryTimes, type Life, readLife } from '../../entities/life/lifetime.js'
import { MockError } from '../../errors.js'
import { isObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { ClockState } from '../clock-state.js'
import { type ContentRow, expiringRecord, holdsRecords, readContent } from '../content.js'
import {
  readHistory,
  type SpaceHistory,
  type StoredSchemas,
  toJson,
  unknownSchemas,
} from '../migration/space-history.js'
import { assertThere, type CopyParts, snapshotSource } from './snapshot-copy.js'
import {
  type RecordRow,
  type SnapshotDocument,
  snapshotFormat,
  snapshotVersion,
  toDocumentTime,
  toItem,
  versionWithoutLives,
  versionWithoutSchemas,
} from './snapshot-document.js'
import { toDocumentLife } from './snapshot-lives.js'
import type { SnapshotEntry } from './snapshot-registry.js'
import { highestKeys, ReferredRecords } from './snapshot-relations.js'

/** What a document may hold at most. */
export interface DocumentLimits {
  readonly maxRecords: number
  /** Of the records' JSON text together, in UTF-16 units. */
  readonly maxLength: number
}

type RecordsById = ReadonlyMap<string, RecordRow>
type LivesById = ReadonlyMap<string, Life>
type ByEntity<T> = ReadonlyMap<string, T>

/** A snapshot as a document. MOCK_SNAPSHOT_TOO_LARGE; throws SnapshotGone when it was deleted meanwhile. */
export async function writeSnapshotDocument(
  parts: CopyParts & { readonly limits: DocumentLimits },
  entry: SnapshotEntry,
): Promise<SnapshotDocument> {
  const { limits, log, catalog } = parts
  if (entry.records > limits.maxRecords) throw tooManyRecords(entry.records, limits)
  const content: ContentRow[] = []
  let length = 0
  const source = await snapshotSource(parts, entry)
  for await (const page of readContent(source)) {
    for (const row of page) {
      content.push(row)
      length += row.value.length
    }
    if (length > limits.maxLength) throw tooMuchText(limits)
  }
  const { store } = parts
  const history = await readHistory({ store, records: source.store, space: entry.space })
  await assertThere(parts, entry)
  const records = recordsOf(content, (row) =>
    log.warn(
      { snapshot: entry.name, entity: row.collection, record: row.id },
      'A damaged record is not exported',
    ),
  )
  const known = history.schemas ?? (store.isVolatile === true ? catalog.schemas : unknownSchemas)
  return toDocument(catalog, entry, content, { records, schemas: schemasOf(known, records, history) })
}

/** The refusal of more records than a document may hold. */
export function tooManyRecords(records: number, { maxRecords }: DocumentLimits): MockError {
  return new MockError('MOCK_SNAPSHOT_TOO_LARGE', {
    detail: `${records} records are more than the ${maxRecords} of a document (MOCK_MAX_SNAPSHOT_RECORDS)`,
  })
}

/** The refusal of more text than a document may hold. */
export function tooMuchText({ maxLength }: DocumentLimits): MockError {
  return new MockError('MOCK_SNAPSHOT_TOO_LARGE', {
    detail: `the records are longer than the ${maxLength} characters of a document (MOCK_MAX_SNAPSHOT_LENGTH)`,
  })
}

function toDocument(
  catalog: EntityCatalog,
  { createdAt, description, clock }: SnapshotEntry,
  content: readonly ContentRow[],
  { records, schemas }: { readonly records: ByEntity<RecordsById>; readonly schemas: StoredSchemas },
): SnapshotDocument {
  const known = livesOf(content, records)
  const expires = saidOf(known, ({ expires }) =>
    expires === undefined ? undefined : toDocumentTime(expires),
  )
  const lives = saidOf(known, toDocumentLife)
  const unresolved = unresolvedOf(catalog, records)
  return {
    format: snapshotFormat,
    version: versionOf(lives.size, schemas.size),
    createdAt: toDocumentTime(createdAt),
    ...(description !== undefined && { description }),
    clock: toDocumentClock(clock),
    counters: sortedObject(countersOf(catalog, content, records)),
    ...(expires.size > 0 && { expires: nestedObject(expires) }),
    ...(lives.size > 0 && { lives: nestedObject(lives) }),
    ...(unresolved.size > 0 && { unresolved: nestedObject(unresolved) }),
    ...(schemas.size > 0 && { schemas: toJson(schemas) }),
    entities: sortedObject(
      mapValues(records, (rows, name) => {
        const entity = catalog.has(name) ? catalog.get(name) : undefined
        return Array.from(rows.values(), (row) => toItem(entity, row))
      }),
    ),
  }
}

function versionOf(lives: number, schemas: number): SnapshotDocument['version'] {
  if (schemas > 0) return snapshotVersion
  return lives > 0 ? versionWithoutSchemas : versionWithoutLives
}

// Where records were left as they were, some are under the schema and some are not: then it is not said.
function schemasOf(
  schemas: StoredSchemas,
  records: ByEntity<RecordsById>,
  { report }: SpaceHistory,
): StoredSchemas {
  return new Map(
    [...schemas].filter(([name]) => records.has(name) && (report?.entities[name]?.left ?? 0) === 0),
  )
}

function recordsOf(content: readonly ContentRow[], skip: (row: ContentRow) => void): ByEntity<RecordsById> {
  const records = new Map<string, Map<string, RecordRow>>()
  for (const row of content) {
    if (!holdsRecords(row.collection)) continue
    const record = parseJsonText(row.value)
    if (isObject(record)) within(records, row.collection).set(row.id, { id: row.id, record })
    else skip(row)
  }
  return records
}

function toDocumentClock({ offsetMs, frozenAt }: ClockState): SnapshotDocument['clock'] {
  return { offsetMs, ...(frozenAt !== undefined && { frozenAt: toDocumentTime(frozenAt) }) }
}

// A counter can be behind the keys, where a contract began to count later: the document has what it should be.
function countersOf(
  catalog: EntityCatalog,
  content: readonly ContentRow[],
  records: ByEntity<RecordsById>,
): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const { collection, id, value } of content) if (collection === counters) counted.set(id, Number(value))
  for (const [name, rows] of records) {
    if (!catalog.has(name)) continue
    for (const [id, highest] of highestKeys(catalog.get(name), rows.keys()))
      counted.set(id, Math.max(highest, counted.get(id) ?? 0))
  }
  return counted
}

function livesOf(content: readonly ContentRow[], records: ByEntity<RecordsById>): ByEntity<LivesById> {
  const lives = new Map<string, Map<string, Life>>()
  for (const row of content) {
    const ref = row.collection === expiryTimes ? expiringRecord(row.id) : undefined
    const life = readLife(row)
    if (ref === undefined || life === undefined) continue
    if (records.get(ref.collection)?.has(ref.id) === true) within(lives, ref.collection).set(ref.id, life)
  }
  return lives
}

// What is said of each life; entities and records of which nothing is said are left out.
function saidOf<T>(
  lives: ByEntity<LivesById>,
  say: (life: Life) => T | undefined,
): ByEntity<ReadonlyMap<string, T>> {
  const said = new Map<string, Map<string, T>>()
  for (const [name, byId] of lives) {
    for (const [id, life] of byId) {
      const one = say(life)
      if (one !== undefined) within(said, name).set(id, one)
    }
  }
  return said
}

function unresolvedOf(
  catalog: EntityCatalog,
  records: ByEntity<RecordsById>,
): ByEntity<ReadonlyMap<string, readonly string[]>> {
  const unresolved = new Map<string, Map<string, readonly string[]>>()
  const referred = new ReferredRecords((entity) => records.get(entity))
  for (const [name, rows] of records) {
    if (!catalog.has(name)) continue
    const entity = catalog.get(name)
    for (const row of rows.values()) {
      const properties = referred.unresolved(entity, row)
      if (properties.length > 0) within(unresolved, name).set(row.id, [...properties].sort())
    }
  }
  return unresolved
}

function within<T>(maps: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const known = maps.get(name)
  if (known !== undefined) return known
  const added = new Map<string, T>()
  maps.set(name, added)
  return added
}

function nestedObject<T>(
  maps: ByEntity<ReadonlyMap<string, T>>,
): Readonly<Record<string, Readonly<Record<string, T>>>> {
  return sortedObject(mapValues(maps, (map) => sortedObject(map)))
}

function mapValues<T, U>(
  map: ReadonlyMap<string, T>,
  change: (value: T, name: string) => U,
): ReadonlyMap<string, U> {
  return new Map(Array.from(map, ([name, value]) => [name, change(value, name)] as const))
}

function sortedObject<T>(map: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}
