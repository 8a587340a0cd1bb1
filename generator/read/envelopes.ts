// Where a record, or an array of records, stands in a body: `{ "user": {…} }`, `{ "data": [ … ], "total": 3 }`.
import type { BodyPointer } from '@mockgen/runtime'
import { join } from '../pointers.js'
import { isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'

/** A schema and where its value stands in a body. */
export interface Found {
  readonly pointer: BodyPointer
  readonly schema: SchemaView
}

/** How well a schema fits what is looked for; 0 is not at all, and Infinity ends the search. */
export type Score = (schema: SchemaView) => number

/** Envelopes inside envelopes that are looked into: `{ "data": { "user": {…} } }`. */
const maxEnvelopes = 2

/**
 * The object in a body that scores best, the outermost first among equals; undefined when none scores. A body that itself is
 * what is looked for (`isWhole`) is no envelope, also when it holds others of its kind: a cat and its mother.
 */
export function findObject(
  schemas: Schemas,
  body: SchemaView,
  score: Score,
  isWhole: (schema: SchemaView) => boolean = () => false,
): Found | undefined {
  if (isObjectSchema(body) && isWhole(body) && score(body) > 0) return { pointer: '', schema: body }
  return best(objectsIn(schemas, body, '', maxEnvelopes), score)
}

/**
 * The array of records in a body: the one whose items score best, unless the body itself scores better and is a record
 * with an array in it. Items of which the schema says nothing fit when they are the only array, which is how generic
 * envelopes look that bind their item type elsewhere.
 */
export function findArray(schemas: Schemas, body: SchemaView, score: Score): Found | undefined {
  const arrays = arraysIn(schemas, body, '', maxEnvelopes)
  const found = best(arrays, score)
  if (found !== undefined) return score(body) > score(found.schema) ? undefined : found
  const [only, second] = arrays
  return only !== undefined && second === undefined && isUnconstrained(only.schema) ? only : undefined
}

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

function best(found: Iterable<Found>, score: Score): Found | undefined {
  let winner: Found | undefined
  let most = 0
  const scored = new Set<SchemaView>()
  for (const candidate of found) {
    if (scored.has(candidate.schema)) continue
    scored.add(candidate.schema)
    const points = score(candidate.schema)
    if (points > most) {
      winner = candidate
      most = points
    }
    if (points === Number.POSITIVE_INFINITY) break
  }
  return winner
}

// Lazily, because looking into an object opens the schemas of all its properties. `looked` holds how deep each schema was looked
// into: schemas that refer to each other stand in thousands of places, and the first of equal ones wins.
function* objectsIn(
  schemas: Schemas,
  body: SchemaView,
  pointer: string,
  depth: number,
  looked = new Map<SchemaView, number>(),
): Generator<Found> {
  if (!isObjectSchema(body)) return
  const known = looked.get(body)
  if (known === undefined) yield { pointer, schema: body }
  if (known !== undefined && known >= depth) return
  looked.set(body, depth)
  if (depth === 0) return
  for (const name of body.properties.keys()) {
    const property = schemas.property(body, name)
    if (property !== undefined) yield* objectsIn(schemas, property, join(pointer, name), depth - 1, looked)
  }
}

// The arrays of one level are looked at before those of the next. An object that stands in many places is looked into twice at each
// depth (`looked`): the first of equal arrays wins, and the second tells that it is not the only one.
function arraysIn(
  schemas: Schemas,
  body: SchemaView,
  pointer: string,
  depth: number,
  looked: readonly Map<SchemaView, number>[] = Array.from({ length: depth + 1 }, () => new Map()),
): readonly Found[] {
  if (body.type === 'array') {
    const items = schemas.items(body)
    return items && (isObjectSchema(items) || isUnconstrained(items)) ? [{ pointer, schema: items }] : []
  }
  const times = looked[depth]?.get(body) ?? 0
  if (depth === 0 || times >= 2) return []
  looked[depth]?.set(body, times + 1)
  const properties = [...body.properties.keys()].flatMap((name) => {
    const schema = schemas.property(body, name)
    return schema ? [{ pointer: join(pointer, name), schema }] : []
  })
  const direct = properties.filter(({ schema }) => schema.type === 'array')
  const nested = properties.filter(({ schema }) => isObjectSchema(schema))
  return [...direct, ...nested].flatMap(({ pointer: at, schema }) =>
    arraysIn(schemas, schema, at, depth - 1, looked),
  )
}

function isObjectSchema(schema: SchemaView): boolean {
  return schema.type === 'object' && schema.properties.size > 0
}
