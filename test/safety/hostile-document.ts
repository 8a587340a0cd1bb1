// A document in which every place that can hold text holds a payload between two markers, which are the place's own.
import type { Json, JsonObject } from '@mockgen/runtime'

/** A place of a document that holds text, and how its text is recognised in what is generated. */
export interface Sink {
  readonly name: string
  /** Letters and digits only, so that every encoder lets it through. */
  readonly marker: string
  /** False for what stands in the contract and in no other file. */
  readonly isPrinted: boolean
}

export interface HostileDocument {
  readonly document: JsonObject
  readonly sinks: readonly Sink[]
}

/** An API with CRUD, all of whose texts are `payload`. */
export function hostileDocument(payload: string): HostileDocument {
  const sinks: Sink[] = []

  function text(name: string, isPrinted = true): string {
    const marker = `Mark${letters(sinks.length)}Sink`
    sinks.push({ name, marker, isPrinted })
    return `${marker}A${payload}${marker}Z`
  }

  const schema = text('schema name')
  const tag = text('tag', false)
  const scheme = text('security scheme', false)
  const link = text('link', false)
  const property = text('property')
  const kindProperty = text('discriminator')
  const kind = text('discriminator value')
  const parameter = text('query parameter')
  const media = `application/json; x="${text('media type')}"`
  const to = (name: string): JsonObject => ({
    $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed())}`,
  })
  // A lone surrogate has no percent-encoded form, so that a reference to such a name cannot be written.
  const refers = schema.isWellFormed()
  const thing = refers ? to(schema) : { type: 'object', properties: { id: { type: 'string' } } }
  const notes = (place: string): JsonObject => ({
    title: text(`title of ${place}`),
    description: text(`description of ${place}`),
  })
  const value = (place: string): JsonObject => ({
    ...notes(place),
    type: 'string',
    format: text(`format of ${place}`),
    default: text(`default of ${place}`),
    example: text(`example of ${place}`),
  })
  const body = (): JsonObject => ({
    'application/json': { schema: thing },
    [media]: { schema: thing, example: { [property]: text('example of a media type') } },
  })
  const answer = (place: string, content: JsonObject): JsonObject => ({
    description: text(`description of ${place}`),
    headers: {
      [`X-${text(`header of ${place}`)}`]: { schema: { type: 'string', enum: [text('enum of a header')] } },
    },
    links: { [link]: { operationId: 'read', description: text('description of a link', false) } },
    content,
  })
  const operation = (place: string, more: JsonObject, isCalled = true): JsonObject => ({
    operationId: text(`operationId of ${place}`, isCalled),
    summary: text(`summary of ${place}`, place !== 'a callback'),
    description: text(`description of ${place}`, place !== 'a callback'),
    tags: [tag],
    ...more,
  })
  const named = (name: string, place: string, more: JsonObject = {}): JsonObject => ({
    name,
    in: place,
    description: text(`description of a ${place} parameter`),
    schema: { type: 'string' },
    ...more,
  })
  const root = `/${text('path').replaceAll(/[{}#?]/g, '')}`
  const paths = {
    [root]: {
      summary: text('summary of a path', false),
      get: operation('the list', {
        parameters: [
          named(parameter, 'query', { example: text('example of a parameter') }),
          named(`X-${text('header parameter')}`, 'header'),
          named(text('cookie parameter'), 'cookie'),
        ],
        responses: {
          200: answer('the list', { 'application/json': { schema: { type: 'array', items: thing } } }),
        },
      }),
      post: operation('the create', {
        security: [{ [scheme]: [] }],
        requestBody: { description: text('description of a body'), content: body() },
        responses: { 201: answer('the create', body()) },
        callbacks: {
          [text('callback', false)]: {
            '{$request.body#/id}': {
              post: operation('a callback', { responses: { 204: { description: 'ok' } } }, false),
            },
          },
        },
      }),
    },
    [`${root}/{id}`]: {
      parameters: [{ ...named('id', 'path'), required: true }],
      get: operation('the read', { responses: { 200: answer('the read', body()) } }),
      put: operation('the update', {
        requestBody: { content: body() },
        responses: { 200: answer('the update', body()) },
      }),
      delete: operation('the delete', {
        responses: { 204: { description: text('description of a deletion') } },
      }),
    },
    '/uploads': {
      post: operation('an upload', {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { [text('multipart property')]: { type: 'string' } } },
              encoding: { [text('encoding', false)]: { contentType: 'text/plain' } },
            },
          },
        },
        responses: { 204: { description: 'ok' } },
      }),
    },
  }
  const pet: JsonObject = refers
    ? {
        oneOf: [thing],
        discriminator: { propertyName: kindProperty, mapping: { [kind]: to(schema).$ref ?? '' } },
      }
    : {}
  const document: JsonObject = {
    openapi: '3.1.0',
    info: {
      title: text('title'),
      version: text('version'),
      summary: text('summary', false),
      description: text('description', false),
      contact: { name: text('contact', false) },
      license: { name: text('license', false) },
    },
    servers: [
      {
        url: `https://example.com/${text('server', false).replaceAll(/[{}]/g, '')}`,
        description: text('description of a server', false),
        variables: {
          [text('server variable', false)]: { default: text('default of a server variable', false) },
        },
      },
    ],
    tags: [{ name: tag, description: text('description of a tag', false) }],
    paths,
    webhooks: {
      [text('webhook')]: {
        post: operation('a webhook', { responses: { 200: { description: 'ok' } } }, false),
      },
    },
    components: {
      schemas: {
        Pet: pet,
        [schema]: {
          ...notes('a schema'),
          type: 'object',
          required: ['id', property],
          properties: {
            id: { type: 'string' },
            [property]: value('a property'),
            listed: {
              type: 'string',
              enum: [text('enum')],
              'x-enum-descriptions': [text('x-enum-descriptions', false)],
              'x-enum-varnames': [text('x-enum-varnames', false)],
            },
            only: { const: text('const') },
            nested: { const: { [text('name in a const')]: [text('value in a const')] } },
            free: {
              type: 'object',
              patternProperties: {
                [`^${letters(sinks.length)}`]: { description: text('pattern property', false) },
              },
              additionalProperties: { description: text('additional properties', false) },
            },
            either: {
              anyOf: [{ type: 'string', title: text('title of an alternative', false) }, { type: 'null' }],
            },
          },
          [`x-${text('extension', false)}`]: text('value of an extension', false),
        },
      },
      securitySchemes: { [scheme]: { type: 'apiKey', in: 'header', name: `X-${text('api key', false)}` } },
      examples: {
        Example: { summary: text('summary of an example', false), value: text('value of an example', false) },
      },
    },
  }
  return { document: document as Json & JsonObject, sinks }
}

/** A word of letters for a number, so that no marker is the start of another. */
function letters(number: number): string {
  return [...String(number).padStart(3, '0')].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')
}
