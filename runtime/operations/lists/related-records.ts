// Finds the records that a record refers to, and those that refer to it, as answers show them.
import { isKeyValue, own, partsOf, pick } from '../../entities/properties.js'
import type { KeyValue, RecordKey, Records } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { EntityFacts, RelationFacts } from '../../facts.js'
import type { Json, JsonObject } from '../../json.js'
import type { ActionParts } from '../action-parts.js'
import type { RecordsView } from '../behaviour.js'

/** Most related records that one answer holds. */
export const maxRelated = 1_000

/**
 * What is related to a record: a record or null, or a list of records; undefined when the record has no relation of the kind,
 * so that the property stays away. What is never answered is left out. MOCK_TOO_MANY_RELATED for more than `maxRelated`.
 */
export type FindRelated = (record: JsonObject) => Promise<Json | undefined>

/** Compiles the search for what is related to records of an entity. One search serves one request. */
export function compileRelation(
  relation: RelationFacts,
  { contract, entity, entities }: Pick<ActionParts, 'contract' | 'entity' | 'entities'>,
): (view: RecordsView) => FindRelated {
  const other = entities[relation.entity]
  if (other === undefined) throw new Error(`"${relation.entity}" is no entity`)
  const hidden = new Set(contract.shape(other).writeOnly)
  const show = (record: JsonObject) =>
    hidden.size === 0 ? record : pick(record, (name) => !hidden.has(name))
  return 'by' in relation
    ? referring({ by: relation.by, entity: relation.entity, from: entity, other, show })
    : referred({ property: relation.property, entity: relation.entity, from: entity, other, show })
}

interface Relating {
  readonly entity: string
  /** The entity whose records are answered, and the one whose records are answered along. */
  readonly from: EntityFacts
  readonly other: EntityFacts
  readonly show: (record: JsonObject) => JsonObject
}

// Many records share a few authors: each is read once.
function referred({
  property,
  entity,
  from,
  other,
  show,
}: Relating & { readonly property: string }): (view: RecordsView) => FindRelated {
  const keyName = lastOf(other)
  const relationship = from.relationships?.[property]
  const field = relationship?.field ?? keyName
  const isEnforced = relationship?.entity === entity && relationship.enforce !== false
  return (view) => {
    const records = view.records(entity)
    // A key that refers to nothing is one that others were removing meanwhile.
    const answered = (target: JsonObject | undefined): Json => {
      if (target === undefined && isEnforced) view.mismatch?.()
      return target === undefined ? null : show(target)
    }
    const searches = new Map<string, Promise<Json>>()
    const search = (record: JsonObject, value: KeyValue): Promise<Json> | undefined => {
      const place = field === keyName ? placeOf(record, from, other) : { scope: [], leading: [] }
      if (place === undefined) return undefined
      const id = JSON.stringify([place, value])
      let found = searches.get(id)
      if (found === undefined) {
        const { scope, leading } = place
        const key: RecordKey = leading.length === 0 ? value : [...leading, value]
        found =
          field === keyName
            ? records.read(key, scope).then((target) => answered(target?.value))
            : firstOf(records, { [field]: value }).then(answered)
        searches.set(id, found)
      }
      return found
    }
    return async (record) => {
      const value = own(record, property)
      if (isKeyValue(value)) return search(record, value)
      if (!Array.isArray(value)) return undefined
      const keys = value.filter(isKeyValue)
      if (keys.length > maxRelated) throw tooManyRelated()
      const found = await Promise.all(keys.map((key) => search(record, key)))
      return found.filter((target) => target !== undefined && target !== null)
    }
  }
}

function referring({
  by,
  entity,
  from,
  other,
  show,
}: Relating & { readonly by: string }): (view: RecordsView) => FindRelated {
  const field = other.relationships?.[by]?.field ?? lastOf(from)
  return (view) => {
    const records = view.records(entity)
    return async (record) => {
      const value = own(record, field)
      if (value === undefined) return []
      const where = { ...(field === lastOf(from) && sharedWith(record, from, other)), [by]: value }
      const found = await records.list({ where, limit: maxRelated })
      if (found.total > maxRelated) throw tooManyRelated()
      return found.records.map((referrer) => show(referrer.value))
    }
  }
}

async function firstOf(records: Records, where: JsonObject): Promise<JsonObject | undefined> {
  const page = await records.list({ where, limit: 1 })
  return page.records[0]?.value
}

interface Place {
  readonly scope: readonly KeyValue[]
  readonly leading: readonly KeyValue[]
}

// What identifies the other record before the last part of its key, as far as the record that refers to it tells.
function placeOf(record: JsonObject, from: EntityFacts, other: EntityFacts): Place | undefined {
  const { scope = [], key } = other
  const values = [...scope, ...partsOf(key).slice(0, -1)].map((name) => sharedValue(record, from, name))
  const known = values.filter(isKeyValue)
  if (known.length < values.length) return undefined
  return { scope: known.slice(0, scope.length), leading: known.slice(scope.length) }
}

// The same for records that refer to it: what they share with it, in their own properties.
function sharedWith(record: JsonObject, from: EntityFacts, other: EntityFacts): JsonObject {
  const { scope = [], key } = from
  const names = [...scope, ...partsOf(key).slice(0, -1)]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = sharedValue(record, from, name)
      return value === undefined ? [] : [[other.scopeProperties?.[name] ?? name, value]]
    }),
  )
}

function sharedValue(record: JsonObject, { scopeProperties }: EntityFacts, name: string): Json | undefined {
  return own(record, scopeProperties?.[name] ?? name)
}

function lastOf({ key }: EntityFacts): string {
  return partsOf(key).at(-1) ?? ''
}

/** The refusal of an answer that would hold more related records than one may. */
export function tooManyRelated(): MockError {
  return new MockError('MOCK_TOO_MANY_RELATED', {
    detail: `The answer would hold more than ${maxRelated} related records; ask for a smaller page or expand less`,
  })
}
