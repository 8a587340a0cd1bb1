// Related records inside answered ones: those that the request asks for, or all that the operation declares.
import type { StoredRecord } from '../../entities/records.js'
import type { ExpandFacts } from '../../facts.js'
import type { Json, JsonObject } from '../../json.js'
import type { ActionParts } from '../action-parts.js'
import type { Call, RecordsView } from '../behaviour.js'
import { invalidQuery, own } from './query-value.js'
import { compileRelation, maxRelated, tooManyRelated } from './related-records.js'

/** The records with what the request wants of their relations; where it wants nothing, the records as they are. */
export type Expand = (
  call: Call,
  records: readonly StoredRecord[],
  view: RecordsView,
) => Promise<readonly StoredRecord[]>

type ExpandParts = Pick<ActionParts, 'contract' | 'entity' | 'entities'>

/** Compiles the expansion of records of an entity. MOCK_INVALID_REQUEST for a relation that there is not. */
export function compileExpand({ parameter, relations }: ExpandFacts, parts: ExpandParts): Expand {
  const known = new Map(
    Object.entries(relations).map(([name, relation]) => [name, compileRelation(relation, parts)] as const),
  )
  const all = [...known.keys()]
  return async ({ request }, records, view) => {
    const names = parameter === undefined ? all : wanted(request.parameters.query, parameter, all)
    if (names.length === 0 || records.length === 0) return records
    const finders = names.flatMap((name) => {
      const find = known.get(name)?.(view)
      return find === undefined ? [] : [[name, find] as const]
    })
    let related = 0
    const expanded: StoredRecord[] = []
    for (const record of records) {
      const added: [string, Json][] = []
      for (const [name, find] of finders) {
        const found = await find(record.value)
        related += Array.isArray(found) ? found.length : 1
        if (related > maxRelated) throw tooManyRelated()
        if (found !== undefined) added.push([name, found])
      }
      expanded.push(withRelated(record, added))
    }
    return expanded
  }
}

/** The same for one record. */
export function compileExpandOne(
  facts: ExpandFacts,
  parts: ExpandParts,
): (call: Call, record: StoredRecord, view: RecordsView) => Promise<StoredRecord> {
  const expand = compileExpand(facts, parts)
  return async (call, record, view) => {
    const [expanded = record] = await expand(call, [record], view)
    return expanded
  }
}

function wanted(query: JsonObject, parameter: string, known: readonly string[]): readonly string[] {
  const value = own(query, parameter)
  if (value === undefined || value === null || value === '') return []
  const list = Array.isArray(value) ? value.map(String) : String(value).split(',')
  const names = list.map((name) => name.trim())
  if (names.every((name) => known.includes(name))) return [...new Set(names)]
  throw invalidQuery(parameter, `must be some of: ${known.join(', ')}`, 'enum')
}

// The version stays that of the record itself: what is related has changed without it, so such answers are tagged by content.
function withRelated({ value }: StoredRecord, related: readonly (readonly [string, Json])[]): StoredRecord {
  const expanded: JsonObject = Object.fromEntries([...Object.entries(value), ...related])
  return { value: expanded, json: JSON.stringify(expanded), version: undefined }
}
