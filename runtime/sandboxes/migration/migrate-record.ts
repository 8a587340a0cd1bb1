// Brings one stored record to the schema of today: by the user's migration, by completion, or not at all.
import { lostProperties } from '../../entities/brought-values.js'
import type { Entity } from '../../entities/entity.js'
import { isKeyValue, own, pick } from '../../entities/properties.js'
import type { Violation } from '../../errors.js'
import type { Random } from '../../ids.js'
import { isObject, type JsonObject, pointerTokens, toPointer } from '../../json.js'
import type { MigrationContext, Migrations, RemovedProperties } from '../../migrations.js'
import { parseJsonText } from '../../parse-json.js'
import { isRowOf } from '../snapshots/row-form.js'

/** How a record is brought over. */
export interface RecordMigration {
  readonly entity: Entity
  /** The user's function; undefined where there is none. */
  readonly migrate: Migrations[string]
  readonly about: MigrationContext
  /** Properties that the schema knew which the record was stored under; nothing else is ever dropped. */
  readonly knownBefore: ReadonlySet<string>
  readonly removed: RemovedProperties
  /** What is made up. */
  readonly random: Random
}

/** A record that fits the schema, perhaps unchanged; or what is wrong with one that is left as it was. */
export type MigratedRecord =
  | { readonly ok: true; readonly record: JsonObject; readonly dropped: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Violation[] }

/**
 * The record as the schema of today allows it. Nothing of it is replaced: what a schema refuses leaves the record as it is,
 * with pointers relative to it, and so does a missing reference, which cannot be made up.
 */
export function migrateRecord(old: JsonObject, migration: RecordMigration): MigratedRecord {
  const { entity, migrate, about, removed } = migration
  const called = migrate === undefined ? ({ ok: true, record: old } as const) : call(migrate, old, about)
  if (!called.ok) return called
  const { record } = called
  const keyProblems = keyProblemsOf(entity, about.id, record)
  if (keyProblems.length > 0) return { ok: false, problems: keyProblems }
  const aside = setAside(migration, record)
  const content = pick(record, (name) => !aside.has(name))
  const completed = entity.shape.complete(content, migration.random)
  const problems = problemsOf(entity, content, completed)
  if (problems.length > 0) return { ok: false, problems }
  const dropped =
    removed === 'keep'
      ? []
      : [...aside].filter((name) => isGone(migration, name) && !Object.hasOwn(completed, name))
  // What is there stays where it is, and what was made comes after it.
  const kept = Object.entries(record).filter(([name]) => !dropped.includes(name))
  const made = Object.entries(completed).filter(([name]) => !aside.has(name))
  return { ok: true, record: Object.fromEntries([...kept, ...made]), dropped }
}

// A property that is set to undefined is none, as wherever JSON is written.
function call(
  migrate: NonNullable<Migrations[string]>,
  old: JsonObject,
  about: MigrationContext,
): { readonly ok: true; readonly record: JsonObject } | Extract<MigratedRecord, { ok: false }> {
  try {
    const made = migrate(old, about)
    if (made === undefined) return refused('the migration leaves it as it is')
    if (made instanceof Promise) return refused('the migration must answer at once, not with a promise')
    const record = parseJsonText(JSON.stringify(made))
    return isObject(record)
      ? { ok: true, record }
      : refused('the migration must answer the record, an object')
  } catch (error) {
    return refused(`the migration failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function refused(message: string): Extract<MigratedRecord, { ok: false }> {
  return { ok: false, problems: [{ pointer: '', message, keyword: 'migration' }] }
}

// The row says which record it is; other records refer to it by that.
function keyProblemsOf(entity: Entity, id: string, record: JsonObject): readonly Violation[] {
  if (entity.isLone) return []
  const key = entity.keyProperties.map((name) => own(record, name))
  if (key.every(isKeyValue) && isRowOf(entity, id, key)) return []
  const pointer = toPointer([entity.keyProperties.find((_, i) => !isKeyValue(key[i])) ?? entity.key])
  return [{ pointer, message: `must be the key that the record is stored under, ${id}`, keyword: 'key' }]
}

// What the schema does not know any more or does not allow beside what it knows has no part in completing the record.
function setAside(migration: RecordMigration, record: JsonObject): ReadonlySet<string> {
  const { shape } = migration.entity
  const closing = (shape.refusals?.(record) ?? []).filter(({ keyword }) => closingKeywords.has(keyword))
  const refusedNames = closing
    .map(({ pointer }) => pointerTokens(pointer))
    .filter(({ length }) => length === 1)
  const gone = Object.keys(record).filter((name) => isGone(migration, name))
  return new Set([...refusedNames.flat(), ...gone])
}

const closingKeywords: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties'])

function isGone({ entity, knownBefore }: RecordMigration, name: string): boolean {
  return knownBefore.has(name) && !isKnown(entity, name)
}

// Known to the schema, or meant by what the document declares of the entity.
function isKnown(entity: Entity, name: string): boolean {
  const { shape, facts, lifecycle, created, updated } = entity
  return (
    (shape.schema?.().properties ?? []).includes(name) ||
    entity.keyProperties.includes(name) ||
    entity.scopeProperties.includes(name) ||
    entity.indexes.has(name) ||
    [facts.version, created?.property, updated?.property, lifecycle?.field].includes(name) ||
    entity.unique.some(({ properties }) => properties.includes(name)) ||
    entity.allReferences.some(({ property }) => property === name)
  )
}

function problemsOf(entity: Entity, content: JsonObject, completed: JsonObject): readonly Violation[] {
  const { shape, references } = entity
  const lost = lostProperties(content, Object.keys(content), completed)
  if (lost.length > 0) {
    const found = (shape.refusals?.(content) ?? []).filter(({ pointer }) =>
      lost.includes(pointerTokens(pointer)[0] ?? ''),
    )
    return found.length > 0 ? found : lost.map(notAllowed)
  }
  const unnamed = references.filter(
    ({ property }) => !Object.hasOwn(content, property) && (own(completed, property) ?? null) !== null,
  )
  const missing = unnamed.map(({ property, target }) => ({
    pointer: toPointer([property]),
    message: `must refer to a record of "${target}", which only a migration can choose`,
    keyword: 'reference',
  }))
  return [...(shape.refusals?.(completed) ?? []), ...(shape.violations?.(completed) ?? []), ...missing]
}

function notAllowed(property: string): Violation {
  return { pointer: toPointer([property]), message: 'is not what the schemas allow', keyword: 'schema' }
}
