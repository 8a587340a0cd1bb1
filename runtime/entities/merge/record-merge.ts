// What an update makes of a record's content, by the kind of merge.
import { MockError } from '../../errors.js'
import type { Merge } from '../../facts.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { Entity } from '../entity.js'
import { own, pick } from '../properties.js'
import { allowsNull } from '../property-schema.js'
import { jsonPatch } from './json-patch.js'
import { deepMerge, mergeBySchema, mergePatch } from './merge-patch.js'

/**
 * The content of a record after a client's change. What clients cannot write stays as it was, whatever is sent. `sent` is an
 * object, or for `json-patch` an array of operations: MOCK_INVALID_REQUEST for anything else, and as `jsonPatch` says.
 */
export function mergedContent(entity: Entity, old: JsonObject, sent: Json, kind: Merge): JsonObject {
  const { fixed, shape } = entity
  if (kind === 'json-patch') return patched(entity, old, sent)
  const body = writable(entity, objectOf(sent), old)
  switch (kind) {
    case 'replace':
      return { ...pick(old, (name) => fixed.has(name) || Object.hasOwn(body, name)), ...body }
    case 'merge':
      return mergeBySchema(old, body, (name) => shape.property(name))
    case 'deep':
      return deepMerge(old, body)
    case 'merge-patch':
      return objectOf(mergePatch(old, body))
  }
}

/**
 * The value of a property that the schema requires and the change left out, taken from the old record: a patch that removes
 * what must be there leaves null in its place, where the schema allows that.
 */
export function restored(entity: Entity, old: JsonObject, name: string, kind: Merge): Json | undefined {
  return isPatch(kind) && allowsNull(entity.shape.property(name)) ? null : own(old, name)
}

/** True for the kinds that say exactly what becomes of the record. */
export function isPatch(kind: Merge): boolean {
  return kind === 'merge-patch' || kind === 'json-patch'
}

/** What of a client's object it may write; what is readOnly inside of it stays as it is in `old`, where that has it. */
export function writable({ fixed, shape }: Entity, sent: JsonObject, old: JsonObject = {}): JsonObject {
  const isWritable = (name: string) => !fixed.has(name)
  const body = Object.keys(sent).every(isWritable) ? sent : pick(sent, isWritable)
  return shape.withServerOwned?.(body, old) ?? body
}

// What is never answered cannot be read by a patch either.
function patched(entity: Entity, old: JsonObject, sent: Json): JsonObject {
  const { visible } = entity.shape
  const read = visible && ((value: Json) => (isObject(value) ? visible(value) : value))
  return withFixed(entity, old, objectOf(jsonPatch(old, sent, read)))
}

// The old values stand where they stood.
function withFixed(entity: Entity, old: JsonObject, patched: JsonObject): JsonObject {
  const { fixed } = entity
  const kept = pick(old, (name) => fixed.has(name) || Object.hasOwn(patched, name))
  return { ...kept, ...writable(entity, patched, old) }
}

function objectOf(value: Json): JsonObject {
  if (isObject(value)) return value
  throw new MockError('MOCK_INVALID_REQUEST', {
    detail: 'A record is an object',
    errors: [{ pointer: '/body', message: 'must be object', keyword: 'type' }],
  })
}
