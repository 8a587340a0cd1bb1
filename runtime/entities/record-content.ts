// The content of a record: what a client's body becomes when it is created, replaced or merged.
import type { Random } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { Entity } from './entity.js'
import { mergePatch } from './merge-patch.js'
import { own, pick } from './properties.js'
import { allowsNull, coerce, timestampValue } from './property-schema.js'
import type { Scope } from './records.js'

/** A new record before it has its key and is completed: what the client may write, its scope, timestamps and version. */
export function draftRecord(entity: Entity, sent: JsonObject, scope: Scope, now: number): JsonObject {
  const scoped = entity.scope.flatMap((name, position) => {
    const property = own(entity.facts.scopeProperties ?? {}, name)
    const value = scope[position]
    if (typeof property !== 'string' || value === undefined) return []
    return [[property, coerce(value, entity.shape.property(property))] as const]
  })
  const { created } = entity.facts.timestamps ?? {}
  return {
    ...writable(entity, sent),
    ...Object.fromEntries(scoped),
    ...(created === undefined ? {} : { [created]: timestampValue(now, entity.shape.property(created)) }),
    ...changeStamps(entity, undefined, now),
  }
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
  const next = { ...content, ...changeStamps(entity, old, options.now) }
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
  return { ...Object.fromEntries(entries), ...changeStamps(entity, old, now) }
}

/** The record with this key, which no completion may change. */
export function withKey(entity: Entity, record: JsonObject, key: JsonObject[string] | undefined): JsonObject {
  const { key: property } = entity.facts
  return key === undefined || own(record, property) === key ? record : { ...record, [property]: key }
}

const noStamps: JsonObject = Object.freeze({})

function writable(entity: Entity, sent: JsonObject): JsonObject {
  const isWritable = (name: string) => name !== entity.facts.key && !entity.serverOwned.has(name)
  return Object.keys(sent).every(isWritable) ? sent : pick(sent, isWritable)
}

function changeStamps(entity: Entity, old: JsonObject | undefined, now: number): JsonObject {
  const { timestamps, version } = entity.facts
  const updated = timestamps?.updated
  if (updated === undefined && version === undefined) return noStamps
  const last = old === undefined || version === undefined ? 0 : own(old, version)
  return {
    ...(updated === undefined ? {} : { [updated]: timestampValue(now, entity.shape.property(updated)) }),
    ...(version === undefined ? {} : { [version]: (typeof last === 'number' ? last : 0) + 1 }),
  }
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
