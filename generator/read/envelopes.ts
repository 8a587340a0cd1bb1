// Where a record, or an array of records, stands in a body: `{ "user": {…} }`, `{ "data": [ … ], "total": 3 }`.
import type { BodyPointer } from '@mockgen/runtime'
import { join, tokensOf } from '../pointers.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'

/** A schema and where its value stands in a body. */
export interface Found {
  readonly pointer: BodyPointer
  readonly schema: SchemaView
}

/** How well a schema fits what is looked for; 0 is not at all, and Infinity cannot be bettered. */
export type Score = (schema: SchemaView) => number

/** Whether a schema that scores is what is looked for, and no envelope of it. */
export type IsWhole = (schema: SchemaView) => boolean

/** Envelopes inside envelopes that are looked into: `{ "data": { "user": {…} } }`. */
const maxEnvelopes = 2

/**
 * The object in a body that scores best, the outermost first among equals; undefined when none scores. One that itself is
 * what is looked for (`isWhole`) is no envelope, also when it holds others of its kind, a cat and its mother: nothing further
 * inside the body is asked then.
 */
export function findObject(
  schemas: Schemas,
  body: SchemaView,
  score: Score,
  isWhole: IsWhole = never,
): Found | undefined {
  return outermost(objectLevels(schemas, body), score, isWhole)
}

/**
 * The array of records in a body: the one whose items score best, those that are whole and outermost before all others. None
 * where what holds the array is itself a record with an array in it: it is whole, or scores better than the items. Items of
 * which the schema says nothing fit when they are the only array, which is how generic envelopes look that bind their item
 * type elsewhere.
 */
export function findArray(
  schemas: Schemas,
  body: SchemaView,
  score: Score,
  isWhole: IsWhole = never,
): Found | undefined {
  const levels = arrayLevels(schemas, body)
  const found = outermost(levels, score, isWhole)
  if (found !== undefined) {
    const most = score(found.schema)
    const isRecord = (holder: SchemaView) => score(holder) > most || (score(holder) > 0 && isWhole(holder))
    return holdersOf(schemas, body, found.pointer).some(isRecord) ? undefined : found
  }
  const [only, second] = levels.flat()
  return only !== undefined && second === undefined && isUnconstrained(only.schema) ? only : undefined
}

const never: IsWhole = () => false

/** How many properties two schemas share by name and by type. */
export function overlap(schemas: Schemas, left: SchemaView, right: SchemaView): number {
  const [fewer, more] = left.properties.size <= right.properties.size ? [left, right] : [right, left]
  let shared = 0
  for (const name of fewer.properties.keys()) {
    if (!more.properties.has(name)) continue
    if (compatible(schemas.property(fewer, name), schemas.property(more, name))) shared++
  }
  return shared
}

/** True unless both schemas name a type and the types differ; integers are numbers. */
export function compatible(left: SchemaView | undefined, right: SchemaView | undefined): boolean {
  const [a, b] = [left?.type, right?.type]
  return a === undefined || b === undefined || a === b || (isNumeric(a) && isNumeric(b))
}

function isNumeric(type: string): boolean {
  return type === 'integer' || type === 'number'
}

// The best of the first level that has something whole, else the best of all.
function outermost(levels: Iterable<readonly Found[]>, score: Score, isWhole: IsWhole): Found | undefined {
  let winner: Scored | undefined
  for (const level of levels) {
    const scored = level.map((found) => ({ found, points: score(found.schema) }))
    const whole = scored.filter(
      ({ found, points }) => points > 0 && (points === best || isWhole(found.schema)),
    )
    if (whole.length > 0) return bestOf(whole)?.found
    winner = bestOf(winner === undefined ? scored : [winner, ...scored])
  }
  return winner?.found
}

interface Scored {
  readonly found: Found
  readonly points: number
}

// The first among equals.
function bestOf(scored: readonly Scored[]): Scored | undefined {
  return scored.reduce<Scored | undefined>(
    (winner, one) => (one.points > (winner?.points ?? 0) ? one : winner),
    undefined,
  )
}

const best = Number.POSITIVE_INFINITY

// Level by level, each when it is asked for, because looking into an object opens the schemas of all its properties. Schemas that
// refer to each other stand in thousands of places: the outermost place of each is the one that counts.
function* objectLevels(schemas: Schemas, body: SchemaView): Generator<readonly Found[]> {
  const seen = new Set<SchemaView>()
  let level: readonly Found[] = [{ pointer: '', schema: body }]
  for (let depth = 0; depth <= maxEnvelopes && level.length > 0; depth++) {
    if (depth > 0) level = level.flatMap((found) => propertiesOf(schemas, found))
    level = level.filter(({ schema }) => {
      if (!isObjectSchema(schema) || seen.has(schema)) return false
      seen.add(schema)
      return true
    })
    yield level
  }
}

// An object that stands in many places is looked into twice: the first of equal arrays wins, and the second tells that it is not
// the only one.
function arrayLevels(schemas: Schemas, body: SchemaView): readonly (readonly Found[])[] {
  const looked = new Map<SchemaView, number>()
  const levels: (readonly Found[])[] = []
  let level: readonly Found[] = [{ pointer: '', schema: body }]
  for (let depth = 0; depth <= maxEnvelopes && level.length > 0; depth++) {
    if (depth > 0) level = level.flatMap((found) => propertiesOf(schemas, found))
    levels.push(level.flatMap((found) => itemsOf(schemas, found)))
    level = level.filter(({ schema }) => {
      const times = looked.get(schema) ?? 0
      looked.set(schema, times + 1)
      return isObjectSchema(schema) && times < 2
    })
  }
  return levels
}

function propertiesOf(schemas: Schemas, { pointer, schema }: Found): readonly Found[] {
  return [...schema.properties.keys()].flatMap((name) => {
    const property = schemas.property(schema, name)
    return property === undefined ? [] : [{ pointer: join(pointer, name), schema: property }]
  })
}

function itemsOf(schemas: Schemas, { pointer, schema }: Found): readonly Found[] {
  const items = schema.type === 'array' ? schemas.items(schema) : undefined
  return items && (isObjectSchema(items) || isUnconstrained(items)) ? [{ pointer, schema: items }] : []
}

// The objects around what stands at a pointer, from the outside in.
function holdersOf(schemas: Schemas, body: SchemaView, pointer: string): readonly SchemaView[] {
  const holders: SchemaView[] = []
  let holder: SchemaView | undefined = body
  for (const name of tokensOf(pointer)) {
    if (holder === undefined) break
    holders.push(holder)
    holder = schemas.property(holder, name)
  }
  return holders
}

function isObjectSchema(schema: SchemaView): boolean {
  return schema.type === 'object' && schema.properties.size > 0
}
