// How an operation shows records: from what is stored to what its response schema allows.
import { isDeepStrictEqual } from 'node:util'
import { createRandom, seedOf } from '../../ids.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { RecordsOf, RecordView } from '../contract.js'
import type { Parts } from '../parts.js'
import { type FlatSchema, isClosed } from '../schemas/flat-schema.js'
import { schemaAt } from '../schemas/schema-at.js'
import { createRecordShape } from './complete-record.js'
import { hidesAnything, hideWriteOnly, prune, withoutNames } from './prune.js'

/** The view of a body's schema at `pointer` on records that stand at `at` in the body; see Contract.view. */
export function createRecordView(
  pointer: string | undefined,
  at: string,
  { schemas, key = [], writeOnly = [] }: RecordsOf,
  parts: Parts,
): RecordView {
  const { references, schemas: registry, flattener, validator } = parts
  const own = schemas.map((schema) => references.schema(schema)).filter((place) => place !== undefined)
  const place = pointer === undefined ? undefined : schemaAt(pointer, at, references)
  // A body without a schema shows what the record's own schema shows.
  const shown = place ?? own[0]
  const id = shown && registry.id(shown.pointer, 'response')
  const recordId = shown && registry.id(shown.pointer, 'record')
  if (shown === undefined || id === undefined || recordId === undefined) return viewWithout(writeOnly)
  const isSame = own.some(
    (other) => other.pointer === shown.pointer || isDeepStrictEqual(other.value, shown.value),
  )
  const schema = registry.get(id)
  const declared = flattener.flatten(schema)
  const isWhole = own.length < 2 || !(isClosed(declared) || contradicts(declared, own, parts))
  // What the body must have is shown: the contract comes first.
  const hidden = writeOnly.filter((name) => !declared.required.includes(name))
  if (isSame && isWhole && !hidesAnything(registry.get(recordId), registry)) return viewWithout(hidden)

  const shape = createRecordShape({ schemas: [shown.pointer] }, parts, 'response')
  const records = isSame ? [] : own.map((other) => registry.id(other.pointer, 'record'))
  const hiding = records.flatMap((other) => (other === undefined ? [] : [registry.get(other)]))
  return {
    verbatim: false,
    show: (record) => {
      const shareable = withoutNames(record, hidden)
      const allowed = hiding.reduce<JsonObject>(
        (rest, other) => withDeclared(hideWriteOnly(other, rest, flattener), shareable, declared),
        shareable,
      )
      const pruned = prune(schema, allowed, 'response', flattener)
      const visible = isObject(pruned) ? pruned : allowed
      if (place === undefined || validator.isValid(schema, visible)) return visible
      // Seeded by the record, so that every answer about it agrees.
      return withKey(
        shape.complete(visible, createRandom(seedOf(JSON.stringify(record)))),
        record,
        [key].flat(),
      )
    },
  }
}

// Records satisfy their schemas as far as these agree: where one has an object under a name that is a number in another, what is
// stored cannot be both. Only the types of properties are compared; deeper down records are taken to satisfy them all.
function contradicts(
  shown: FlatSchema,
  own: readonly { readonly pointer: string }[],
  { schemas, flattener }: Parts,
): boolean {
  const typesOf = ({ properties }: FlatSchema, name: string) => {
    const property = properties.get(name)
    const types =
      property === undefined ? undefined : flattener.flatten(property).type?.filter((type) => type !== 'null')
    return types?.map((type) => (type === 'integer' ? 'number' : type))
  }
  return own.some(({ pointer }) => {
    const id = schemas.id(pointer, 'response')
    const other = id === undefined ? undefined : flattener.flatten(schemas.get(id))
    if (other === undefined || other === shown) return false
    return [...shown.properties.keys()].some((name) => {
      const [mine, theirs] = [typesOf(shown, name), typesOf(other, name)]
      return mine !== undefined && theirs !== undefined && !mine.some((type) => theirs.includes(type))
    })
  })
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

function viewWithout(names: readonly string[]): RecordView {
  if (names.length === 0) return verbatimView
  return { verbatim: false, show: (record) => withoutNames(record, names) }
}

const verbatimView: RecordView = { verbatim: true, show: (record: JsonObject) => record }
