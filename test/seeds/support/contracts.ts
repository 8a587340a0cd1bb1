// Small contracts around the blocks of seed documents: what every one of them needs, said once.
import type { Json, JsonObject } from '@mockgen/runtime'

/** An OpenAPI 3.1 document of these paths and components. */
export function contract(parts: {
  readonly title: string
  readonly paths: JsonObject
  readonly schemas?: JsonObject
  readonly securitySchemes?: JsonObject
  /** `x-persistence` of the root. */
  readonly persistence?: JsonObject
}): JsonObject {
  const { title, paths, schemas = {}, securitySchemes = {}, persistence } = parts
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    ...(persistence && { 'x-persistence': persistence }),
    paths,
    components: { schemas, securitySchemes },
  }
}

/** An operation with a block of a seed document as its `x-persistence`. */
export function operation(
  id: string,
  parts: {
    readonly persistence?: Json
    /** The schema of the JSON body. */
    readonly body?: JsonObject
    /** Status → the schema of its JSON body, or null for none. */
    readonly answers: Readonly<Record<string, JsonObject | null>>
    /** Names of query parameters → their schemas. */
    readonly query?: Readonly<Record<string, JsonObject>>
    readonly security?: readonly JsonObject[]
  },
): JsonObject {
  const { persistence, body, answers, query = {}, security } = parts
  return {
    operationId: id,
    ...(persistence !== undefined && { 'x-persistence': persistence }),
    ...(security && { security }),
    parameters: Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        { description: '', ...(schema && { content: { 'application/json': { schema } } }) },
      ]),
    ),
  }
}

/** Parameters of a path, all of them texts. */
export function inPath(...names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

/** An object of these properties; `!` after a name makes it required. */
export function object(properties: Readonly<Record<string, JsonObject>>): JsonObject {
  const required = Object.keys(properties).filter((name) => name.endsWith('!'))
  return {
    type: 'object',
    ...(required.length > 0 && { required: required.map(bare) }),
    properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [bare(name), schema])),
  }
}

const bare = (name: string) => name.replace(/!$/, '')

export const ref = (schema: string): JsonObject => ({ $ref: `#/components/schemas/${schema}` })
export const list = (items: JsonObject): JsonObject => ({ type: 'array', items })
export const text: JsonObject = { type: 'string' }
export const time: JsonObject = { type: 'string', format: 'date-time' }
export const integer: JsonObject = { type: 'integer' }
export const number: JsonObject = { type: 'number' }
export const boolean: JsonObject = { type: 'boolean' }
