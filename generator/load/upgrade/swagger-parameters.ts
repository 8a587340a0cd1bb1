// Parameters of Swagger 2.0: those that stay parameters, and those that are a body (Swagger 2.0, Parameter Object).
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, own } from '../../pointers.js'
import { warning } from '../findings.js'
import { type Conversion, mediaTypes, type Placed, takenAsCsv } from './swagger-conversion.js'
import { convertSchema, schemaOfSimple, withoutValueFields } from './swagger-schema.js'

/** A parameter of path, query or header, which will stand at `to`. */
export function convertParameter(
  conversion: Conversion,
  { value, tokens }: Placed,
  to: readonly string[],
): JsonObject {
  const { type, collectionFormat, 'x-example': example } = value
  conversion.moves.add(to, tokens)
  conversion.moves.add([...to, 'schema'], tokens)
  return {
    ...withoutValueFields(value),
    ...(value.in === 'path' && { required: true }),
    ...(type === 'array' && arrayStyle(conversion, collectionFormat, value.in ?? null, tokens)),
    schema: schemaOfSimple(nested(conversion, value, tokens)),
    ...(example !== undefined && value.example === undefined && { example }),
  }
}

/** How an array is written: style and explode for `collectionFormat`, whose default is csv. */
function arrayStyle(
  { report }: Conversion,
  format: Json | undefined,
  place: Json,
  tokens: readonly string[],
): JsonObject {
  const styles = place === 'query' || place === 'formData' ? delimiters : undefined
  const style = format === undefined || format === 'csv' ? csv : styles?.get(format)
  if (style === undefined) report(takenAsCsv(format ?? null), [...tokens, 'collectionFormat'])
  return styles === undefined ? { style: 'simple' } : (style ?? csv)
}

const csv: JsonObject = { style: 'form', explode: false }
const delimiters: ReadonlyMap<Json, JsonObject> = new Map<Json, JsonObject>([
  ['ssv', { style: 'spaceDelimited', explode: false }],
  ['pipes', { style: 'pipeDelimited', explode: false }],
  ['multi', { style: 'form', explode: true }],
])

/** Arrays in arrays have no form in OpenAPI 3; their items are kept as they are. */
function nested({ report }: Conversion, value: JsonObject, tokens: readonly string[]): JsonObject {
  if (own(value.items, 'type') === 'array') {
    const message = 'OpenAPI 3 has no form for arrays in arrays here; requests with one cannot be read'
    report(warning('MOCKGEN_SCHEMA', message, 'Use a body, or one array.'), [...tokens, 'items'])
  }
  return value
}

/** The schema of a response header, or of one field of a form, where `to` is its place. */
export function convertHeader(
  conversion: Conversion,
  { value, tokens }: Placed,
  to: readonly string[],
): JsonObject {
  conversion.moves.add(to, tokens)
  conversion.moves.add([...to, 'schema'], tokens)
  if (value.type === 'array') arrayStyle(conversion, value.collectionFormat, 'header', tokens)
  return { ...withoutValueFields(value), schema: schemaOfSimple(nested(conversion, value, tokens)) }
}

/** The Request Body Object of a body parameter. Without `consumes` a body is JSON. */
export function convertBody(
  conversion: Conversion,
  { value, tokens }: Placed,
  operation: JsonObject | undefined,
  to: readonly string[],
): JsonObject {
  const { name: _name, in: _in, schema = {}, 'x-example': example, ...rest } = value
  const types = mediaTypes(conversion, operation, 'consumes')
  conversion.moves.add(to, tokens)
  if (isObject(schema) && schema.type === 'file') {
    const message = 'a body is no file; it is taken as bytes'
    conversion.report(warning('MOCKGEN_SCHEMA', message, 'Send files as form fields.'), [
      ...tokens,
      'schema',
      'type',
    ])
  }
  const media = { schema: convertSchema(schema), ...(example !== undefined && { example }) }
  const content = (types.length > 0 ? types : ['application/json']).map((type) => {
    conversion.moves.add([...to, 'content', type, 'schema'], [...tokens, 'schema'])
    return [type, media] as const
  })
  return { ...rest, content: Object.fromEntries(content) }
}

/** The Request Body Object of form fields; `multipart/form-data` when there are files and `consumes` names no form. */
export function convertForm(
  conversion: Conversion,
  fields: readonly Placed[],
  operation: Placed,
  to: readonly string[],
): JsonObject {
  conversion.moves.add(to, operation.tokens)
  const forms = mediaTypes(conversion, operation.value, 'consumes').filter((type) => isForm.test(type))
  const hasFile = fields.some(({ value }) => value.type === 'file')
  const fallback = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
  const types = forms.length > 0 ? forms : [fallback]
  if (hasFile && forms.length === 0) {
    const message = '`consumes` names no form, but the operation takes files; multipart/form-data is taken'
    const remedy = 'Add multipart/form-data to `consumes`.'
    conversion.report(warning('MOCKGEN_SCHEMA', message, remedy), operation.tokens)
  }
  const named = fields.map((field) => ({ ...field, name: String(field.value.name) }))
  for (const { name, tokens } of named) {
    for (const type of types)
      conversion.moves.add([...to, 'content', type, 'schema', 'properties', name], tokens)
  }
  const properties = named.map(
    ({ name, value, tokens }) => [name, formField(conversion, { value, tokens })] as const,
  )
  const required = named.filter(({ value }) => value.required === true).map(({ name }) => name)
  const encoding = named
    .filter(({ value }) => value.type === 'array')
    .map(
      ({ name, value, tokens }) =>
        [name, arrayStyle(conversion, value.collectionFormat, 'formData', tokens)] as const,
    )
  const media = {
    schema: {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
    },
    ...(encoding.length > 0 && { encoding: Object.fromEntries(encoding) }),
  }
  const content = Object.fromEntries(types.map((type) => [type, media]))
  return required.length > 0 ? { content, required: true } : { content }
}

const isForm = /^multipart\/|x-www-form-urlencoded/i

function formField(conversion: Conversion, { value, tokens }: Placed): JsonObject {
  const {
    name: _name,
    in: _in,
    required: _required,
    allowEmptyValue: _empty,
    ...rest
  } = withoutValueFields(value)
  return { ...schemaOfSimple(nested(conversion, value, tokens)), ...rest }
}
