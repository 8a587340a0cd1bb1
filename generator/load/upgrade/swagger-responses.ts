// Responses of Swagger 2.0: a schema and `produces` become content (Swagger 2.0, Response Object).
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { type Conversion, follow, mediaTypes, type Placed, placedEntries } from './swagger-conversion.js'
import { convertHeader } from './swagger-parameters.js'
import { convertSchema } from './swagger-schema.js'

/** The responses of an operation, which will stand at `to`. */
export function convertResponses(
  conversion: Conversion,
  operation: Placed,
  to: readonly string[],
): Json | undefined {
  const { responses } = operation.value
  if (!isObject(responses)) return responses
  const from = [...operation.tokens, 'responses']
  const converted = new Map(
    placedEntries(responses, from).map(([status, response]) => [
      status,
      convertUsed(conversion, response, operation.value, [...to, status]),
    ]),
  )
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, converted.get(status) ?? response]),
  )
}

/** A shared response is written out where the operation produces other media types than the document. */
function convertUsed(
  conversion: Conversion,
  response: Placed,
  operation: JsonObject,
  to: readonly string[],
): JsonObject {
  if (typeof response.value.$ref !== 'string') return convertResponse(conversion, response, operation, to)
  if (operation.produces === undefined && response.value.$ref.startsWith('#/responses/'))
    return response.value
  const target = follow(conversion, response)
  return target === undefined ? response.value : convertResponse(conversion, target, operation, to)
}

/** One response. Without `produces` it is JSON, or bytes when it is a file. */
export function convertResponse(
  conversion: Conversion,
  { value, tokens }: Placed,
  operation: JsonObject | undefined,
  to: readonly string[],
): JsonObject {
  const { schema, headers, examples, ...rest } = value
  conversion.moves.add(to, tokens)
  const entries = placedEntries(headers, [...tokens, 'headers']).map(
    ([name, header]) => [name, convertHeader(conversion, header, [...to, 'headers', name])] as const,
  )
  const content = contentOf(conversion, { value, tokens }, operation, to)
  return {
    ...rest,
    ...(entries.length > 0 && { headers: Object.fromEntries(entries) }),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
  }
}

function contentOf(
  conversion: Conversion,
  { value: { schema, examples }, tokens }: Placed,
  operation: JsonObject | undefined,
  to: readonly string[],
): readonly (readonly [string, JsonObject])[] {
  const samples = isObject(examples) ? Object.entries(examples).filter(([type]) => type.includes('/')) : []
  const sampled = new Map(samples)
  const produced = schema === undefined ? [] : mediaTypes(conversion, operation, 'produces')
  const named = [...new Set([...produced, ...sampled.keys()])]
  const isFile = isObject(schema) && schema.type === 'file'
  const types =
    named.length > 0 || schema === undefined
      ? named
      : [isFile ? 'application/octet-stream' : 'application/json']
  return types.map((type) => {
    conversion.moves.add([...to, 'content', type, 'schema'], [...tokens, 'schema'])
    conversion.moves.add([...to, 'content', type, 'example'], [...tokens, 'examples', type])
    const example = sampled.get(type)
    return [
      type,
      {
        ...(schema !== undefined && { schema: convertSchema(schema) }),
        ...(example !== undefined && { example }),
      },
    ] as const
  })
}
