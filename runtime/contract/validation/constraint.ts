// JSON Schema keywords that stand outside the document: what a declaration asks of a value besides its own schema.
import type { Violation } from '../../errors.js'
import type { Json, JsonObject } from '../../json.js'
import type { Parts } from '../parts.js'
import { normaliseSchema } from '../schemas/normalise-schema.js'
import type { Schema } from '../schemas/schema.js'

/** See Contract.constraint. */
export function compileConstraint(keywords: JsonObject, parts: Parts): (value: Json) => readonly Violation[] {
  const schema = constraintSchema(keywords, parts)
  return (value) => parts.validator.check(schema, value)
}

/** The keywords in normal form; references lead into the document. */
export function constraintSchema(keywords: JsonObject, { references, schemas }: Parts): Schema {
  return normaliseSchema(keywords, {
    mode: 'record',
    keepsSiblings: true,
    id: (reference) => schemas.id(reference, 'record'),
    parentId: () => undefined,
    dynamicId: () => undefined,
    source: (reference) => references.schema(reference)?.value,
    tags: undefined,
    children: undefined,
    problem: () => undefined,
  })
}
