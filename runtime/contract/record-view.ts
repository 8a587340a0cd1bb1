// How an operation shows records: from what is stored to what its response schema allows.
import { isDeepStrictEqual } from 'node:util'
import { createRandom, seedOf } from '../ids.js'
import { isObject, type JsonObject } from '../json.js'
import { createRecordShape } from './complete-record.js'
import type { RecordView } from './contract.js'
import { isClosed } from './flat-schema.js'
import type { Parts } from './parts.js'
import { hidesAnything, prune } from './prune.js'
import { schemaAt } from './schema-at.js'

/** The view of a body's schema at `pointer` on records that stand at `at` in the body; see Contract.view. */
export function createRecordView(
  pointer: string | undefined,
  at: string,
  schemas: readonly string[],
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
  return {
    verbatim: false,
    show: (record) => {
      const pruned = prune(schema, record, 'response', flattener)
      const visible = isObject(pruned) ? pruned : record
      if (place === undefined || validator.isValid(schema, visible)) return visible
      // Seeded by the record, so that every answer about it agrees.
      return shape.complete(visible, createRandom(seedOf(JSON.stringify(record))))
    },
  }
}

const verbatimView: RecordView = { verbatim: true, show: (record: JsonObject) => record }
