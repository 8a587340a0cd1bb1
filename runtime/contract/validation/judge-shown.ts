// Judges the values that a document shows for its schemas: whoever reads it learns which of them are never used, and why.
import type { Violation } from '../../errors.js'
import type { Json, JsonObject } from '../../json.js'
import { validateBody } from '../body-contract.js'
import { compileCheck } from '../parameters/compile-check.js'
import { createParts } from '../parts.js'
import type { Schema, SchemaMode } from '../schemas/schema.js'

/** An example or a default, and the schema that it stands for. */
export interface ShownValue {
  readonly value: Json
  /** Reference to the schema, `#/components/schemas/Pet`. */
  readonly schema: string
  /** What of the schema counts: requests leave out what is readOnly, responses what is writeOnly; `any`: either will do. */
  readonly use: 'request' | 'response' | 'any'
  /** Of a body; what is not read by its schema, such as XML, is not judged. */
  readonly mediaType?: string
  /** True for headers, which documents like to show as the text that they are: `"5"` for the number 5. */
  readonly isHeader?: boolean
}

/** The violations of a shown value, with pointers relative to it; none where its schema cannot be found. */
export type JudgeShown = (shown: ShownValue) => readonly Violation[]

/** A judge for the values of a document, which decides like the mock that runs on it. */
export function createJudgeShown(document: JsonObject): JudgeShown {
  const parts = createParts(document)
  const { schemas, validator } = parts

  function judge(schema: Schema, shown: ShownValue): readonly Violation[] {
    const { value, mediaType, isHeader = false } = shown
    if (mediaType !== undefined) return validateBody(mediaType, value, schema, parts)
    const found = compileCheck(schema, parts)(value)
    const read = isHeader && found.length > 0 ? readText(value) : undefined
    return read !== undefined && validator.isValid(schema, read) ? [] : found
  }

  return (shown) => {
    let fewest: readonly Violation[] | undefined
    for (const mode of modes[shown.use]) {
      const id = schemas.id(shown.schema, mode)
      const found = id === undefined ? [] : judge(schemas.get(id), shown)
      if (found.length === 0) return found
      if (fewest === undefined || found.length < fewest.length) fewest = found
    }
    return fewest ?? []
  }
}

const modes: Readonly<Record<ShownValue['use'], readonly SchemaMode[]>> = {
  request: ['request'],
  response: ['response'],
  any: ['response', 'request'],
}

// Numbers and booleans as they stand in a header.
function readText(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}
