// Answers that tell the key beside the record: `{ "id": 5, "result": { "name": … } }`.
import type { BodyPointer } from '@mockgen/runtime'
import { join } from '../pointers.js'
import { type Found, overlap } from './envelopes.js'
import { isKey } from './keys.js'
import type { Schemas, SchemaView } from './schema-view.js'

/** A record and the property that identifies it. */
export interface Keyed {
  readonly record: SchemaView
  readonly key: string
}

/** The rest of a record, and where its key stands. */
export interface KeyBeside {
  readonly found: Found
  readonly key: BodyPointer
}

/**
 * Finds both in a body: the key, in a type that can tell it, and exactly one object with properties of the record and without the
 * key, which no property of the record is called. Undefined where more of the body is the record's own: then the body is the
 * record, as far as it is shown.
 */
export function findKeyBeside(
  schemas: Schemas,
  body: SchemaView,
  { record, key }: Keyed,
): KeyBeside | undefined {
  if (body.pointer === record.pointer || !tells(schemas.property(body, key), schemas.property(record, key)))
    return undefined
  const others = [...body.properties.keys()].filter((name) => name !== key)
  if (others.some((name) => record.properties.has(name))) return undefined
  const [only, second] = others.flatMap((name) => {
    const schema = schemas.property(body, name)
    const isRest =
      schema?.type === 'object' && overlap(schemas, schema, record) > 0 && !schema.properties.has(key)
    return isRest ? [{ pointer: join('', name), schema }] : []
  })
  return only === undefined || second !== undefined || !isMostly(schemas, only.schema, record)
    ? undefined
    : { found: only, key: join('', key) }
}

// Each number can be told as a text, but not each text as a number. A text is made in the format that the record has for it.
function tells(told: SchemaView | undefined, key: SchemaView | undefined): boolean {
  if (told === undefined || key === undefined || !isKey(told) || !isKey(key)) return false
  if (told.type !== 'string') return key.type === told.type || key.type === 'integer'
  if (told.isNarrow && !key.isNarrow) return false
  if (told.format === undefined || told.format === key.format) return true
  return key.type === 'string' && key.format === undefined
}

/** Least part of an object that must be of the record, unless it has most of the record itself. */
const leastShare = 0.5

function isMostly(schemas: Schemas, schema: SchemaView, record: SchemaView): boolean {
  const least = Math.min(schema.properties.size, record.properties.size) * leastShare
  return overlap(schemas, schema, record) >= least
}
