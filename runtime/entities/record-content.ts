// The content of a record: what a client's body becomes when it is created, replaced or merged.
import type { Merge } from '../facts.js'
import type { Random } from '../ids.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { assertBrought, assertPatched } from './brought-values.js'
import type { Entity } from './entity.js'
import { contentsAsSent, lostObjects } from './merge/merged-objects.js'
import { isPatch, mergedContent, restored, writable } from './merge/record-merge.js'
import { type NewObject, own, setOwn } from './properties.js'
import { allowsNull, coerce } from './property-schema.js'
import type { KeyValue, Scope } from './records.js'

/** What a new record has besides what the client sends. */
export interface DraftParts {
  readonly scope: Scope
  /** The values of the leading key properties. */
  readonly leading: readonly KeyValue[]
  /** The value of the key property; undefined when it is still to be made. */
  readonly key: KeyValue | undefined
  readonly now: number
  /** Properties that a seed or a rule of made-up data brings: its timestamps among them stand. */
  readonly brought?: ReadonlySet<string> | undefined
}

/**
 * A new record before it is completed: what the client may write, its key, scope, timestamps and version. The key comes
 * first, null while there is none, so that setting it in a copy leaves the order as it is.
 */
export function draftRecord(entity: Entity, sent: JsonObject, parts: DraftParts): JsonObject {
  const { scope, leading, key = null, now, brought } = parts
  // Adding properties to `{ ...sent }` is ten times as slow: the engine gives such a copy a layout of its own.
  const draft: NewObject = entity.isLone
    ? { ...writable(entity, sent) }
    : leading.length === 0
      ? { [entity.key]: key, ...writable(entity, sent) }
      : { ...leadingProperties(entity, leading), [entity.key]: key, ...writable(entity, sent) }
  for (const [position, property] of entity.scopeProperties.entries()) {
    const value = scope[position]
    if (property === undefined || value === undefined) continue
    setOwn(draft, property, coerce(value, entity.shape.property(property)))
  }
  const { created, updated } = entity
  if (created !== undefined) setOwn(draft, created.property, created.write(now))
  stampChange(entity, draft, undefined, now)
  for (const name of brought ?? []) {
    const given = own(sent, name)
    if (given !== undefined && (name === created?.property || name === updated?.property))
      setOwn(draft, name, given)
  }
  return draft
}

/**
 * A record after a client changed it. What the schema requires and the change left out is taken from the old record, and
 * made only where that has nothing.
 */
export function changedRecord(
  entity: Entity,
  old: JsonObject,
  sent: Json,
  options: {
    readonly merge: Merge
    readonly now: number
    readonly random: () => Random
    /** Properties that a declaration sets: MOCK_INVALID_REQUEST where the schemas do not allow their values. */
    readonly declared?: ReadonlySet<string> | undefined
    /** See `Records.update`. */
    readonly strict?: boolean | undefined
  },
): JsonObject {
  const { merge, declared, strict } = options
  const { next, completed } = completedContent(entity, old, sent, options)
  if (isPatch(merge)) assertPatched(entity, old, next, completed)
  else if (strict && isObject(sent))
    assertBrought(entity, next, Object.keys(writable(entity, sent)), completed)
  if (declared !== undefined) assertBrought(entity, next, declared, completed)
  return withValuesOf(old, entity.keyProperties, completed)
}

interface Completed {
  readonly next: JsonObject
  readonly completed: JsonObject
}

// What a client sent is not exchanged for made-up data because it was merged: an object that its schema refuses then is taken as it
// was sent. Where that is refused, too, the request's schema differs from the record's, and the record's decides (decision 89).
function completedContent(
  entity: Entity,
  old: JsonObject,
  sent: Json,
  options: { readonly merge: Merge; readonly now: number; readonly random: () => Random },
): Completed {
  const complete = (content: JsonObject): Completed => {
    const next = changed(entity, content, old, options.now)
    return { next, completed: completeFrom(entity, next, old, options) }
  }
  const content = mergedContent(entity, old, sent, options.merge)
  const merged = complete(content)
  if (!isObject(sent)) return merged
  const body = writable(entity, sent, old)
  const lostIn = ({ completed }: Completed) => lostObjects(body, completed, options.merge)
  const lost = lostIn(merged)
  if (lost.length === 0) return merged
  for (const other of contentsAsSent(content, old, body, lost)) {
    const tried = complete(other)
    if (lostIn(tried).length === 0) return tried
  }
  return merged
}

/**
 * A record in which the runtime itself set some properties, also such as clients cannot write; completed like any change.
 * `old` is the stored record.
 */
export function withServerValues(
  entity: Entity,
  record: JsonObject,
  values: JsonObject,
  { old, now, random }: { readonly old: JsonObject; readonly now: number; readonly random: () => Random },
): JsonObject {
  const next = changed(entity, { ...record, ...values }, old, now)
  return withValuesOf(old, entity.keyProperties, completeFrom(entity, next, old, { random }))
}

/** The record without these references: null where the schema allows it, else the properties are removed. */
export function withoutReferences(
  entity: Entity,
  old: JsonObject,
  references: ReadonlySet<string>,
  now: number,
): JsonObject {
  const entries = Object.entries(old).flatMap(([name, value]) => {
    if (!references.has(name)) return [[name, value] as const]
    return allowsNull(entity.shape.property(name)) ? [[name, null] as const] : []
  })
  return changed(entity, Object.fromEntries(entries), old, now)
}

/** The record with this value of its key property, which no completion may change. */
export function withKey({ key: property, isLone }: Entity, record: JsonObject, key: KeyValue): JsonObject {
  return isLone || own(record, property) === key ? record : { ...record, [property]: key }
}

/** The record with the values that another has in these properties; what the other does not have is left as it is. */
export function withValuesOf(
  other: JsonObject,
  properties: readonly string[],
  record: JsonObject,
): JsonObject {
  let result = record
  for (const property of properties) {
    const value = own(other, property)
    if (value !== undefined && own(result, property) !== value) result = { ...result, [property]: value }
  }
  return result
}

function leadingProperties({ leadingKeys }: Entity, values: readonly KeyValue[]): JsonObject {
  return Object.fromEntries(leadingKeys.map((property, i) => [property, values[i] ?? null]))
}

function changed(entity: Entity, content: JsonObject, old: JsonObject, now: number): JsonObject {
  const next: NewObject = { ...content }
  stampChange(entity, next, old, now)
  return next
}

function stampChange(entity: Entity, record: NewObject, old: JsonObject | undefined, now: number): void {
  const { updated, facts } = entity
  if (updated !== undefined) setOwn(record, updated.property, updated.write(now))
  if (facts.version === undefined) return
  const last = old === undefined ? 0 : own(old, facts.version)
  setOwn(record, facts.version, (typeof last === 'number' ? last : 0) + 1)
}

// A property that completion adds is required, unless the schema has a default for it: then absence means the default.
function completeFrom(
  entity: Entity,
  next: JsonObject,
  old: JsonObject,
  { merge = 'merge', random }: { readonly merge?: Merge; readonly random: () => Random },
): JsonObject {
  const { shape } = entity
  const completed = shape.complete(next, random())
  const fromOld = Object.keys(completed).filter(
    (name) =>
      !Object.hasOwn(next, name) &&
      Object.hasOwn(old, name) &&
      !Object.hasOwn(shape.property(name) ?? {}, 'default'),
  )
  if (fromOld.length === 0) return completed
  const whole: NewObject = { ...next }
  for (const name of fromOld) setOwn(whole, name, restored(entity, old, name, merge) ?? null)
  return shape.complete(whole, random())
}
