// `/system/data`: the records of a sandbox, looked at and changed.
import type { Entity } from '../entities/entity.js'
import type { Records, StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import type { Reply } from '../http/reply.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import type { OpenSpace } from '../sandboxes/open-space.js'
import {
  type Endpoint,
  entityNamed,
  parameterOf,
  type SystemCall,
  type SystemParts,
  sandboxOf,
} from './endpoint.js'
import { json, jsonText, noContent } from './json-reply.js'
import { assertQuery, invalid, numberInQuery, readJson } from './read-json.js'
import { placeOf, type RecordPlace } from './record-path.js'

type Answer = Endpoint['answer']

const defaultLimit = 100
/** Most records on a page; also how many a search reads at once. */
const maxLimit = 1_000
/** Most records that a search looks at. */
const maxSearched = 10_000
const maxOffset = 1_000_000_000

/** `GET /system/data`: the number of records of each entity. */
export const listEntities: Answer = (call, parts) =>
  sandboxOf(call, parts).use(async (space) => json(200, { entities: await countAll(space) }))

/** How many records each entity has. */
export async function countAll({ entities }: OpenSpace): Promise<Readonly<Record<string, number>>> {
  const counts = entities.names.map(async (name) => {
    const { total } = await entities.reader(name).count()
    return [name, total] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

/** `GET /system/data/{entity}`: a page of records, of all or of those in which `search` stands. */
export const listRecords: Answer = async (call, parts) => {
  const { name } = entityNamed(parameterOf(call, 'entity'), parts)
  const { query } = call
  assertQuery(query, ['search', 'limit', 'offset'])
  const limit = numberInQuery(query, 'limit', { otherwise: defaultLimit, most: maxLimit })
  const offset = numberInQuery(query, 'offset', { otherwise: 0, most: maxOffset })
  const text = query.get('search') ?? ''
  return sandboxOf(call, parts).use(async ({ entities }) => {
    const records = entities.reader(name)
    if (text === '') {
      const page = await records.list({ offset, limit })
      return json(200, { entity: name, records: valuesOf(page.records), total: page.total })
    }
    const found = await searched(name, records, text.toLowerCase())
    return json(200, { entity: name, records: found.slice(offset, offset + limit), total: found.length })
  })
}

/** `GET /system/data/{entity}/{id}`: a record as it is stored. */
export const readRecord: Answer = async (call, parts) => {
  const { entity, place } = recordIn(call, parts)
  return sandboxOf(call, parts).use(async ({ entities }) => {
    const record = await entities.peek(entity.name, place.key, place.scope)
    if (record === undefined) throw noRecord(call)
    return jsonText(200, record.json)
  })
}

/**
 * `PUT /system/data/{entity}/{id}`: replaces the record, or creates it. Also sets what clients of the API cannot write; what
 * holds between records and how states follow each other stays as declared.
 */
export const putRecord: Answer = async (call, parts) => {
  const { entity, place } = recordIn(call, parts)
  const record = await readRecordBody(call, parts, place)
  const declared = new Set(Object.keys(record))
  const { key, scope } = place
  return sandboxOf(call, parts).use(({ entities }) =>
    entities.transaction(async (unit): Promise<Reply> => {
      const records = unit.records(entity.name)
      if ((await records.read(key, scope)) === undefined) {
        const created = await records.create(record, { key, scope, anyState: true, declared })
        return jsonText(201, created.json)
      }
      return jsonText(200, (await records.update(key, record, { scope, merge: 'replace', declared })).json)
    }),
  )
}

/** `DELETE /system/data/{entity}/{id}`, with what depends on it. */
export const removeRecord: Answer = async (call, parts) => {
  const { entity, place } = recordIn(call, parts)
  return sandboxOf(call, parts).use(async ({ entities }) => {
    if ((await entities.reader(entity.name).delete(place.key, place.scope)) === undefined)
      throw noRecord(call)
    return noContent
  })
}

function recordIn(
  call: SystemCall,
  parts: SystemParts,
): { readonly entity: Entity; readonly place: RecordPlace } {
  const entity = entityNamed(parameterOf(call, 'entity'), parts)
  const place = placeOf(entity, call.params.id ?? '')
  if (place !== undefined) return { entity, place }
  const names = [...entity.scope, ...entity.keyProperties].join('}/{')
  throw new MockError('MOCK_NOT_FOUND', { detail: `a record of "${entity.name}" is named by {${names}}` })
}

function noRecord(call: SystemCall): MockError {
  const id = JSON.stringify(parameterOf(call, 'id'))
  return new MockError('MOCK_NOT_FOUND', {
    detail: `there is no record ${id} in ${parameterOf(call, 'entity')}`,
  })
}

// The path says which record it is; a body that says something else is a mistake.
async function readRecordBody(
  call: SystemCall,
  { bodyLimitBytes }: SystemParts,
  { properties }: RecordPlace,
): Promise<JsonObject> {
  const record = await readJson(call, bodyLimitBytes)
  if (!isObject(record)) throw invalid([], 'must be the record, an object', 'type')
  for (const [name, value] of properties)
    if (Object.hasOwn(record, name) && String(record[name]) !== value)
      throw invalid([name], `must be ${JSON.stringify(value)}, as the path says, or missing`, 'key')
  return record
}

function valuesOf(records: readonly StoredRecord[]): readonly JsonObject[] {
  return records.map(({ value }) => value)
}

// Page after page from where the one before has ended, so that none is missed while others come and go.
async function searched(entity: string, records: Records, text: string): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = []
  let page = await records.list({ limit: maxLimit })
  for (
    let seen = 0;
    page.end !== undefined;
    page = await records.list({ after: page.end, limit: maxLimit })
  ) {
    seen += page.records.length
    if (page.total > maxSearched || seen > maxSearched) throw tooManyToSearch(entity)
    found.push(...valuesOf(page.records).filter((record) => contains(record, text)))
    if (page.records.length < maxLimit) break
  }
  return found
}

function tooManyToSearch(entity: string): MockError {
  return new MockError('MOCK_SCAN_LIMIT', {
    detail: `"${entity}" has more than ${maxSearched} records to search; page through them with limit and offset`,
  })
}

// Stored values are not nested deeper than bodies may be.
function contains(value: Json, text: string): boolean {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((item: Json) => contains(item, text))
  return value !== null && String(value).toLowerCase().includes(text)
}
