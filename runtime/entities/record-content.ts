// The content of a record: what a client's body becomes when it is created, replaced or merged.
import type { Random } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { Entity } from './entity.js'
import { mergePatch } from './merge-patch.js'
import { type NewObject, own, pick, setOwn } from './properties.js'
import { allowsNull, coerce } from './property-schema.js'
import type { Scope } from './records.js'

/**
 * A new record before it has its key and is completed: what the client may write, its scope, timestamps and version. The
 * key comes first and is null, so that setting it in a copy leaves the order as it is.
 */
export function draftRecord(entity: Entity, sent: JsonObject, scope: Scope, now: number): JsonObject {
  // Adding properties to `{ ...sent }` is ten times as slow: the engine gives such a copy a layout of its own.
  const draft: NewObject = { [entity.facts.key]: null, ...writable(entity, sent) }
  for (const [position, property] of entity.scopeProperties.entries()) {
    const value = scope[position]
    if (property === undefined || value === undefined) continue
    setOwn(draft, property, coerce(value, entity.shape.property(property)))
  }
  const { created } = entity
  if (created !== undefined) setOwn(draft, created.property, created.write(now))
  stampChange(entity, draft, undefined, now)
  return draft
}

/**
 * A record after a client changed it. `replace` keeps of the old one what clients cannot write; `merge` is a JSON Merge
 * Patch. What the schema then still requires is taken from the old record, and made only where that has nothing.
 */
export function changedRecord(
  entity: Entity,
  old: JsonObject,
  sent: JsonObject,
  options: { readonly merge: 'replace' | 'merge'; readonly now: number; readonly random: () => Random },
): JsonObject {
  const { key } = entity.facts
  const { shape, serverOwned } = entity
  const body = writable(entity, sent)
  const isKept = (name: string) => name === key || serverOwned.has(name)
  const content =
    options.merge === 'merge'
      ? mergePatch(old, body, (name) => shape.property(name))
      : { ...pick(old, (name) => isKept(name) || Object.hasOwn(body, name)), ...body }
  const next = changed(entity, content, old, options.now)
  const completed = completeFrom(entity, next, old, options.random)
  return withKey(entity, completed, own(old, key))
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

/** The record with this key, which no completion may change. */
export function withKey(entity: Entity, record: JsonObject, key: JsonObject[string] | undefined): JsonObject {
  const { key: property } = entity.facts
  return key === undefined || own(record, property) === key ? record : { ...record, [property]: key }
}

function writable(entity: Entity, sent: JsonObject): JsonObject {
  const isWritable = (name: string) => name !== entity.facts.key && !entity.serverOwned.has(name)
  return Object.keys(sent).every(isWritable) ? sent : pick(sent, isWritable)
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
function completeFrom(entity: Entity, next: JsonObject, old: JsonObject, random: () => Random): JsonObject {
  const { shape } = entity
  const completed = shape.complete(next, random())
  const fromOld = Object.keys(completed).filter(
    (name) =>
      !Object.hasOwn(next, name) &&
      Object.hasOwn(old, name) &&
      !Object.hasOwn(shape.property(name) ?? {}, 'default'),
  )
  if (fromOld.length === 0) return completed
  const wanted = new Set(fromOld)
  return shape.complete({ ...next, ...pick(old, (name) => wanted.has(name)) }, random())
}
