// Reads a snapshot from a document that nobody vouches for: all of it is right, or nothing of it is used.
import type { EntityCatalog } from '../../entities/entity.js'
import { counters, requestCounterId } from '../../entities/key-counter.js'
import { encodePart } from '../../entities/row-id.js'
import { MockError } from '../../errors.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { type ClockState, readClockState, realTime } from '../clock-state.js'
import type { ContentRow } from '../content.js'
import { readSchemas, type StoredSchemas, unknownSchemas } from '../migration/space-history.js'
import { findForeign } from './find-foreign.js'
import { membersOf, Problems } from './problems.js'
import { isPlaceOf } from './row-form.js'
import { documentMembers, readDocumentTime, snapshotFormat, snapshotVersion } from './snapshot-document.js'
import { readLives } from './snapshot-lives.js'
import { DocumentRecords } from './snapshot-records.js'
import { isCounted } from './snapshot-relations.js'
import type { DocumentLimits } from './write-snapshot.js'

/** What bounds a document, and the time of one that does not say its own. */
export interface ReadingOptions extends DocumentLimits {
  readonly maxDescriptionLength: number
  /** Wall time in epoch milliseconds. */
  readonly now: number
}

/** What a document holds. */
export interface SnapshotContent {
  readonly createdAt: number
  readonly description?: string
  readonly clock: ClockState
  readonly records: number
  /** What the records were stored under, as far as the document says it. */
  readonly schemas: StoredSchemas
  /** Records in their order, then counters and lives. */
  readonly rows: readonly ContentRow[]
}

/**
 * The content of a document. MOCK_SNAPSHOT_INVALID with up to 100 problems, each with its pointer; MOCK_SNAPSHOT_VERSION for a
 * format that this version does not know; MOCK_SNAPSHOT_TOO_LARGE. `createdAt`, `clock` and what is empty may be missing.
 */
export function readSnapshotDocument(
  value: unknown,
  catalog: EntityCatalog,
  options: ReadingOptions,
): SnapshotContent {
  const problems = new Problems('MOCK_SNAPSHOT_INVALID')
  const document = readEnvelope(value, problems)
  for (const name of Object.keys(document))
    if (!documentMembers.has(name)) problems.add([name], 'is no member of a snapshot', 'additionalProperties')
  const about = readAbout(document, options, problems)
  const records = new DocumentRecords(catalog, problems, options)
  records.read(document.entities)
  records.checkRelations(document.unresolved)
  const counted = readCounters(document.counters, catalog, problems)
  records.checkCounters(counted)
  const lives = readLives(document, records, problems)
  const schemas = document.schemas === undefined ? unknownSchemas : readSchemas(document.schemas)
  if (schemas === undefined)
    problems.add(
      ['schemas'],
      'must be { "entity": { "hash": 16 hexadecimal digits, "properties": [ names ] } }',
      'format',
    )
  problems.throwIfAny()
  const counterRows = Array.from(counted, ([id, number]) => ({
    collection: counters,
    id,
    value: String(number),
  }))
  return {
    ...about,
    records: records.count,
    schemas: schemas ?? unknownSchemas,
    rows: [...records.rows(), ...counterRows, ...lives],
  }
}

function readEnvelope(value: unknown, problems: Problems): JsonObject {
  const foreign = findForeign(value)
  if (foreign !== undefined) problems.add(foreign.path, foreign.message, 'type')
  else if (!isObject(value)) problems.add([], 'must be an object', 'type')
  else if (value.format !== snapshotFormat) problems.add(['format'], `must be "${snapshotFormat}"`, 'const')
  else if (typeof value.version !== 'number' || !isCounted(value.version))
    problems.add(['version'], 'must be a positive whole number', 'type')
  else if (value.version > snapshotVersion) throw newerVersion(value.version)
  problems.throwIfAny()
  return isObject(value) ? value : {}
}

function readAbout(
  { createdAt, description, clock }: JsonObject,
  { now, maxDescriptionLength }: ReadingOptions,
  problems: Problems,
): Pick<SnapshotContent, 'createdAt' | 'description' | 'clock'> {
  const time = createdAt === undefined ? now : readDocumentTime(createdAt)
  if (time === undefined) problems.add(['createdAt'], 'must be a date-time, or epoch milliseconds', 'format')
  const state = clock === undefined ? realTime : readClock(clock)
  if (state === undefined)
    problems.add(
      ['clock'],
      'must be { "offsetMs": number }, with a "frozenAt" that is a date-time or missing',
      'format',
    )
  const isText = typeof description === 'string' && description.length <= maxDescriptionLength
  if (description !== undefined && !isText)
    problems.add(['description'], `must be a text of at most ${maxDescriptionLength} characters`, 'maxLength')
  return { createdAt: time ?? now, clock: state ?? realTime, ...(isText && { description }) }
}

function readClock(value: Json): ClockState | undefined {
  if (!isObject(value)) return undefined
  if (!Object.keys(value).every((name) => name === 'offsetMs' || name === 'frozenAt')) return undefined
  const { offsetMs, frozenAt } = value
  if (frozenAt === undefined) return readClockState({ offsetMs })
  return readClockState({ offsetMs, frozenAt: readDocumentTime(frozenAt) })
}

function readCounters(
  value: Json | undefined,
  catalog: EntityCatalog,
  problems: Problems,
): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  const encodedNames = new Map(catalog.names.map((name) => [encodePart(name), name]))
  for (const [id, number] of membersOf(value, ['counters'], problems)) {
    const slash = id.indexOf('/')
    const name = encodedNames.get(slash < 0 ? id : id.slice(0, slash))
    const path = ['counters', id]
    if (id !== requestCounterId && name === undefined)
      problems.add(path, 'counts keys of an unknown entity', 'entity')
    else if (name !== undefined && !isPlaceOf(catalog.get(name), slash < 0 ? '' : id.slice(slash + 1)))
      problems.add(path, `must be named by the entity and the scope of a record of "${name}"`, 'key')
    else if (typeof number !== 'number' || !isCounted(number))
      problems.add(path, 'must be a positive whole number below 2^53 - 1', 'type')
    else counted.set(id, number)
  }
  return counted
}

function newerVersion(version: number): MockError {
  const known = `this mockgen reads versions up to ${snapshotVersion}`
  return new MockError('MOCK_SNAPSHOT_VERSION', {
    detail: `the document is of version ${version}, and ${known}; use the version that wrote it, or a newer one`,
  })
}
