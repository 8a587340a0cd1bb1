// Keeps what is readOnly inside of a record the server's own: what clients send for it is ignored, at every depth.
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { Parts } from '../parts.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Flattener } from '../schemas/flattener.js'
import type { Schema } from '../schemas/schema.js'
import { hidesAnything, select } from './prune.js'

/** Depth of nested values that are looked into. */
const maxDepth = 16
/** Branches of branches that are asked for properties. */
const maxBranchDepth = 4

/** What a client sent and the stored record become; see `RecordShape.withServerOwned`. Undefined where nothing nested is readOnly. */
export function createServerOwned(
  record: FlatSchema,
  { flattener, schemas }: Parts,
): ((sent: JsonObject, stored: JsonObject) => JsonObject) | undefined {
  const isNested = topLevel(record, flattener, 0).some(
    (schema) => !flattener.flatten(schema).readOnly && hidesAnything(schema, schemas, 'readOnly'),
  )
  return isNested ? (sent, stored) => ownedObject(record, sent, stored, { flattener, depth: 0 }) : undefined
}

function topLevel(flat: FlatSchema, flattener: Flattener, depth: number): readonly Schema[] {
  const branches = [
    ...flat.branches.flatMap(({ schemas }) => schemas),
    ...flat.conditions.map((condition) => condition.then),
  ]
  const inner = depth > maxBranchDepth ? [] : branches
  return [
    ...flat.properties.values(),
    ...(flat.additionalProperties === undefined ? [] : [flat.additionalProperties]),
    ...inner.flatMap((branch) => topLevel(flattener.flatten(branch), flattener, depth + 1)),
  ]
}

interface Walk {
  readonly flattener: Flattener
  readonly depth: number
}

function ownedValue(flat: FlatSchema, sent: Json, stored: Json | undefined, walk: Walk): Json {
  if (walk.depth > maxDepth) return sent
  if (isObject(sent)) return ownedObject(flat, sent, isObject(stored) ? stored : {}, walk)
  if (!Array.isArray(sent) || flat.items === undefined) return sent
  const inner = walk.flattener.flatten(flat.items)
  const storedOf = Array.isArray(stored) ? storedItems(inner, stored, walk.flattener) : () => undefined
  const items = sent.map((item: Json) =>
    ownedValue(inner, item, storedOf(item), { ...walk, depth: walk.depth + 1 }),
  )
  return items.some((item, i) => item !== sent[i]) ? items : sent
}

function ownedObject(flat: FlatSchema, sent: JsonObject, stored: JsonObject, walk: Walk): JsonObject {
  const { flattener, depth } = walk
  const decided = select(flat, sent, flattener)
  // The properties of the record itself are looked after by their names.
  const kept = depth === 0 ? [] : readOnlyOf(decided, stored, flattener)
  const own = new Map(kept)
  let isChanged = kept.some(([name]) => !Object.hasOwn(sent, name))
  const entries = Object.entries(sent).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    const schema = decided.properties.get(name) ?? decided.additionalProperties
    if (schema === undefined) return [[name, value]]
    const inner = flattener.flatten(schema)
    const isOwned = inner.readOnly && depth > 0
    const before = Object.hasOwn(stored, name) ? stored[name] : undefined
    const next = isOwned ? own.get(name) : ownedValue(inner, value, before, { ...walk, depth: depth + 1 })
    if (next !== value) isChanged = true
    return next === undefined ? [] : [[name, next]]
  })
  const missing = kept.filter(([name]) => !Object.hasOwn(sent, name))
  return isChanged ? Object.fromEntries([...entries, ...missing]) : sent
}

function readOnlyOf(
  flat: FlatSchema,
  value: JsonObject,
  flattener: Flattener,
): readonly (readonly [string, Json])[] {
  return Object.entries(value).filter(([name]) => {
    const schema = flat.properties.get(name)
    return schema !== undefined && flattener.flatten(schema).readOnly
  })
}

// Items have no names: the one that was there before is known by what only the server could have told.
function storedItems(
  flat: FlatSchema,
  stored: readonly Json[],
  flattener: Flattener,
): (item: Json) => Json | undefined {
  const marks = (item: Json) =>
    !isObject(item)
      ? []
      : readOnlyOf(select(flat, item, flattener), item, flattener)
          .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
          .map((mark) => JSON.stringify(mark))
  const known = new Map<string, Json>()
  for (const item of stored) for (const mark of marks(item)) if (!known.has(mark)) known.set(mark, item)
  return (item) => {
    const mark = marks(item).find((one) => known.has(one))
    return mark === undefined ? undefined : known.get(mark)
  }
}
