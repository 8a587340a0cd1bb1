// Related records inside answered ones: the record that a property refers to, or all that refer to the record.
import type { RecordQuery, Records, StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import type { ExpandFacts, RelationFacts } from '../facts.js'
import type { Json, JsonObject } from '../json.js'
import type { RecordsView } from './behaviour.js'
import { toKey } from './operation-request.js'
import { invalidQuery, own } from './query-value.js'

/** Most related records that one answer holds. */
const maxRelated = 1_000

/** The records with what the request wants of their relations; where it wants nothing, the records as they are. */
export type Expand = (
  query: JsonObject,
  key: string,
  records: readonly StoredRecord[],
  view: RecordsView,
) => Promise<readonly StoredRecord[]>

/** Compiles the expansion of an operation's records. MOCK_INVALID_REQUEST for a relation that there is not. */
export function compileExpand(facts: ExpandFacts): Expand {
  const relations = new Map(Object.entries(facts.relations))
  const { parameter } = facts
  const all = [...relations.keys()]
  return async (query, key, records, view) => {
    const names = parameter === undefined ? all : wanted(query, parameter, relations)
    if (names.length === 0 || records.length === 0) return records
    const finders = names.map((name) => [name, finderOf(relations.get(name), key, view)] as const)
    let related = 0
    const expanded: StoredRecord[] = []
    for (const record of records) {
      const added: [string, Json][] = []
      for (const [name, find] of finders) {
        const found = await find(record.value)
        related += Array.isArray(found) ? found.length : 1
        if (related > maxRelated) throw tooMany()
        if (found !== undefined) added.push([name, found])
      }
      expanded.push(withRelated(record, added))
    }
    return expanded
  }
}

// Undefined when the record has no relation of the kind, so that the property stays away.
type Find = (record: JsonObject) => Promise<Json | undefined>

function finderOf(relation: RelationFacts | undefined, key: string, view: RecordsView): Find {
  if (relation === undefined) return async () => undefined
  const records = view.records(relation.entity)
  return 'by' in relation ? referring(records, relation.by, key) : referred(records, relation.property)
}

// Many records share a few authors: each is read once.
function referred(records: Records, property: string): Find {
  const known = new Map<string | number, Promise<Json>>()
  return async (record) => {
    const key = toKey(own(record, property))
    if (key === undefined) return undefined
    let found = known.get(key)
    if (found === undefined) {
      found = records.read(key).then((target) => target?.value ?? null)
      known.set(key, found)
    }
    return found
  }
}

function referring(records: Records, property: string, key: string): Find {
  return async (record) => {
    const value = own(record, key)
    if (value === undefined) return []
    const query: RecordQuery = { where: { [property]: value }, limit: maxRelated }
    const { records: found, total } = await records.list(query)
    if (total > maxRelated) throw tooMany()
    return found.map((referrer) => referrer.value)
  }
}

function wanted(
  query: JsonObject,
  parameter: string,
  relations: ReadonlyMap<string, RelationFacts>,
): readonly string[] {
  const value = own(query, parameter)
  if (value === undefined || value === null || value === '') return []
  const names = (Array.isArray(value) ? value.map(String) : String(value).split(',')).map((name) =>
    name.trim(),
  )
  const unknown = names.find((name) => !relations.has(name))
  if (unknown === undefined) return [...new Set(names)]
  throw invalidQuery(parameter, `must be some of: ${[...relations.keys()].join(', ')}`, 'enum')
}

// The version stays that of the record itself: what is related has changed without it, so such answers are tagged by content.
function withRelated({ value }: StoredRecord, related: readonly (readonly [string, Json])[]): StoredRecord {
  const expanded: JsonObject = Object.fromEntries([...Object.entries(value), ...related])
  return { value: expanded, json: JSON.stringify(expanded), version: undefined }
}

function tooMany(): MockError {
  return new MockError('MOCK_SCAN_LIMIT', {
    detail: `The answer would hold more than ${maxRelated} related records; ask for a smaller page or expand less`,
  })
}
