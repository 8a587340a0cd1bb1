// What a smoke test has to know of schemas: whether an answer shows a property, what a request may set, sample values.
import type { Json, JsonObject } from '@mockgen/runtime'
import type { Operation, Parameter } from '../../read/operations.js'
import { child, tokensOf } from '../../read/pointers.js'
import type { Schemas, SchemaView } from '../../read/schema-view.js'

/** Schemas of the contract as a smoke test asks for them. */
export interface SmokeSchemas {
  /** The record in the JSON answer of success, `output` being its place there; undefined when there is none. */
  answered(operation: Operation, prefer: readonly number[], output?: string): SchemaView | undefined
  /** The record in the request body; undefined when the operation takes no JSON or form. */
  requested(operation: Operation, input?: string): SchemaView | undefined
  property(of: SchemaView, name: string): SchemaView | undefined
  items(of: SchemaView): SchemaView | undefined
  /** The name of a property that can be set to `text` and is answered as it was set; not one of `except`. */
  changeable(
    request: SchemaView,
    answer: SchemaView,
    text: string,
    except: ReadonlySet<unknown>,
  ): string | undefined
  /** A value that the parameter's schema allows; undefined when that is not plain to see. */
  value(parameter: Parameter): string | number | undefined
}

export function createSmokeSchemas(document: JsonObject, schemas: Schemas): SmokeSchemas {
  function at(view: SchemaView | undefined, pointer = ''): SchemaView | undefined {
    return tokensOf(pointer).reduce<SchemaView | undefined>(
      (found, name) => found && schemas.property(found, name),
      view,
    )
  }

  function keywords(view: SchemaView): JsonObject {
    return child({ pointer: '', value: document }, ...tokensOf(view.pointer))?.value ?? {}
  }

  function takes(view: SchemaView | undefined, text: string): boolean {
    if (view?.type !== 'string' || view.format !== undefined || view.enum !== undefined || view.readOnly)
      return false
    const { type, pattern, minLength = 0, maxLength = text.length, const: only } = keywords(view)
    const fits = Number(minLength) <= text.length && Number(maxLength) >= text.length
    // Without a type of its own the schema is composed, and more may hold than these keywords say.
    return type !== undefined && pattern === undefined && only === undefined && fits
  }

  return {
    answered: (operation, prefer, output) => at(operation.success(prefer)?.schema, output),
    requested: (operation, input) => at(operation.body(), input),
    property: schemas.property,
    items: schemas.items,
    changeable(request, answer, text, except) {
      return [...request.properties.keys()].find(
        (name) =>
          !except.has(name) &&
          takes(schemas.property(request, name), text) &&
          takes(schemas.property(answer, name), text),
      )
    },
    value({ schema }) {
      if (schema === undefined) return undefined
      const { example, pattern, minLength = 0, maxLength = sampleText.length } = keywords(schema)
      const given = [example, schema.default, schema.enum?.[0]].find(isScalar)
      if (given !== undefined) return given
      if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
      if (schema.type !== 'string' || pattern !== undefined) return undefined
      if (schema.format === 'uuid') return sampleUuid
      const fits = Number(minLength) <= sampleText.length && Number(maxLength) >= sampleText.length
      return schema.format === undefined && fits ? sampleText : undefined
    },
  }
}

const sampleText = 'sample'
const sampleUuid = '0b5f7a3e-6d1c-4e52-9a8b-2c4d6e8f0a1b'

function isScalar(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
