// How an operation shows records: from what is stored to what its response schema allows.
import { isDeepStrictEqual } from 'node:util'
import { createRandom, seedOf } from '../../ids.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { RecordView } from '../contract.js'
import type { Parts } from '../parts.js'
import { type FlatSchema, isClosed } from '../schemas/flat-schema.js'
import { schemaAt } from '../schemas/schema-at.js'
import { createRecordShape } from './complete-record.js'
import { hidesAnything, hideWriteOnly, prune } from './prune.js'

/** Whose records are shown: the schemas of their entity, and the properties of its key. */
export interface ViewedRecords {
  readonly schemas: readonly string[]
  readonly key: readonly string[]
}

/** The view of a body's schema at `pointer` on records that stand at `at` in the body; see Contract.view. */
export function createRecordView(
  pointer: string | undefined,
  at: string,
  { schemas, key }: ViewedRecords,
  parts: Parts,
): RecordView {
  const { references, schemas: registry, flattener, validator } = parts
  const own = schemas.map((schema) => references.schema(schema)).filter((place) => place !== undefined)
  const place = pointer === undefined ? undefined : schemaAt(pointer, at, references)
  // A body without a schema shows what the record's own schema shows.
  const shown = place ?? own[0]
  const id = shown && registry.id(shown.pointer, 'response')
  const recordId = shown && registry.id(shown.pointer, 'record')
  if (shown === undefined || id === undefined || recordId === undefined) return verbatimView
  const isSame = own.some(
    (other) => other.pointer === shown.pointer || isDeepStrictEqual(other.value, shown.value),
  )
  const schema = registry.get(id)
  const isWhole = own.length < 2 || !isClosed(flattener.flatten(schema))
  if (isSame && isWhole && !hidesAnything(registry.get(recordId), registry)) return verbatimView

  const shape = createRecordShape([shown.pointer], parts, 'response')
  const declared = flattener.flatten(schema)
  const records = isSame ? [] : own.map((other) => registry.id(other.pointer, 'record'))
  const hiding = records.flatMap((other) => (other === undefined ? [] : [registry.get(other)]))
  return {
    verbatim: false,
    show: (record) => {
      const allowed = hiding.reduce<JsonObject>(
        (rest, other) => withDeclared(hideWriteOnly(other, rest, flattener), record, declared),
        record,
      )
      const pruned = prune(schema, allowed, 'response', flattener)
      const visible = isObject(pruned) ? pruned : allowed
      if (place === undefined || validator.isValid(schema, visible)) return visible
      // Seeded by the record, so that every answer about it agrees.
      return withKey(shape.complete(visible, createRandom(seedOf(JSON.stringify(record)))), record, key)
    },
  }
}

// What the record's own schema hides and the body's schema names all the same, its author wants to be seen.
function withDeclared(visible: JsonObject, record: JsonObject, { properties }: FlatSchema): JsonObject {
  if (visible === record) return record
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]): [string, Json][] => {
      const shown = Object.hasOwn(visible, name) ? visible[name] : undefined
      if (shown !== undefined) return [[name, shown]]
      return properties.has(name) ? [[name, value]] : []
    }),
  )
}

function withKey(shown: JsonObject, record: JsonObject, key: readonly string[]): JsonObject {
  const kept = key.flatMap((name): [string, Json][] => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined
    return value === undefined || !Object.hasOwn(shown, name) || shown[name] === value ? [] : [[name, value]]
  })
  return kept.length === 0 ? shown : { ...shown, ...Object.fromEntries(kept) }
}

const verbatimView: RecordView = { verbatim: true, show: (record: JsonObject) => record }
