// What `nullable: true` (OpenAPI 3.0) makes of a schema.
import type { Draft } from './normalise-values.js'
import { notes, type Schema, type SchemaType } from './schema.js'

const notNull: readonly SchemaType[] = ['boolean', 'number', 'string', 'array', 'object']

/**
 * The schema that lets null through. Where null can be added to the type it is, and an enum beside it still decides (OpenAPI
 * 3.0.3: null must be among its values); otherwise the rest only holds for what is not null, which keeps violations those of the
 * schema itself.
 */
export function allowNull(draft: Draft): Schema {
  const plain =
    draft.$ref === undefined &&
    draft.allOf === undefined &&
    draft.anyOf === undefined &&
    draft.oneOf === undefined &&
    draft.not === undefined &&
    draft.if === undefined &&
    draft.const === undefined
  if (plain) {
    const type = draft.type && { type: [...new Set<SchemaType>([...draft.type, 'null'])] }
    return { ...draft, ...type }
  }
  const { [notes]: annotations, ...rest } = draft
  return {
    if: { type: notNull },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    then: rest,
    ...(annotations && { [notes]: annotations }),
  }
}
