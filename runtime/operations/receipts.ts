// Answers that are no record and tell that something was done to one: `{ "deleted": true, "id": 7 }`.
import { partsOf } from '../entities/properties.js'
import type { StoredRecord } from '../entities/records.js'
import type { Reply } from '../http/reply.js'
import { createRandom, seedOf } from '../ids.js'
import { isObject, type Json, type JsonObject, toPointer } from '../json.js'
import { type ActionParts, successOf } from './action-parts.js'
import { compileJsonAnswer } from './answers.js'
import type { Call } from './behaviour.js'
import { exampleHeaders } from './headers/example-headers.js'
import { compileTemplate } from './json-template.js'

/**
 * The answer about a record that was changed or removed and is not shown: the example of its response, or what its schema
 * makes, in which the key and what tells the success are those of this record.
 */
export function compileReceipt(
  parts: ActionParts,
  prefer: readonly number[],
): (call: Call, record: StoredRecord) => Reply {
  const response = successOf(parts, prefer)
  const headers = exampleHeaders(response, parts.operation)
  const answer = compileJsonAnswer<StoredRecord>(response, (body) => {
    const sample = body.sample(createRandom(seedOf(body.pointer ?? body.mediaType)))
    // A body that may be anything is an object, which clients can at least parse.
    const made = sample === undefined && body.pointer === undefined ? {} : (sample ?? null)
    if (!isObject(made)) {
      const text = JSON.stringify(made)
      return () => text
    }
    const told = succeeded(made)
    const base = body.validate(told).length === 0 ? told : made
    const holes = partsOf(parts.entity.key).flatMap((property) =>
      Object.hasOwn(base, property) ? [{ name: property, pointer: toPointer([property]) }] : [],
    )
    const template = compileTemplate(base, holes)
    return ({ value }) => template((property) => JSON.stringify(keyLike(base[property], value[property])))
  })
  return ({ request }, record) => answer(request.accept, record, headers)
}

// The key as it is, where the answer has it under the same type.
function keyLike(shown: Json | undefined, key: Json | undefined): Json {
  if (typeof key === typeof shown && key !== undefined) return key
  return typeof shown === 'string' && typeof key === 'number' ? String(key) : (shown ?? null)
}

const done: ReadonlySet<string> = new Set([
  'ok',
  'success',
  'deleted',
  'removed',
  'updated',
  'modified',
  'acknowledged',
])

function succeeded(sample: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [
      name,
      typeof value === 'boolean' && done.has(name.toLowerCase()) ? true : value,
    ]),
  )
}
