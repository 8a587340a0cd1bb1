// Documents that somebody could write to hurt: each ends in an error with a place, or is loaded like any other.
import { yaml } from './folder.js'

export interface HostileDocument {
  readonly name: string
  /** Name of the file; its ending decides how it is read. */
  readonly file: string
  readonly content: string | Uint8Array
  /** The code of the first error, or `loads`. */
  readonly want: string
}

const get = "get: { operationId: a, responses: { '200': { description: ok } } }"
const answering = (schema: string, components = '') =>
  yaml(
    `/a:\n  get:\n    operationId: a\n    responses:\n      '200': { description: ok, content: { application/json: { schema: ${schema} } } }`,
    components,
  )
const small = answering(
  '{ $ref: "#/components/schemas/A" }',
  'schemas:\n  A: { type: object, properties: { b: { type: string } } }',
)

/** An OpenAPI document with these components as JSON. */
function withSchemas(schemas: object, schema: unknown = { $ref: '#/components/schemas/A0' }): string {
  const content = { 'application/json': { schema } }
  const operation = { operationId: 'a', responses: { 200: { description: 'ok', content } } }
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: operation } },
    components: { schemas },
  })
}

const yml = (name: string, content: string | Uint8Array, want: string): HostileDocument => {
  return { name, file: 'api.yaml', content, want }
}
const json = (name: string, content: string | Uint8Array, want: string): HostileDocument => {
  return { name, file: 'api.json', content, want }
}

/** Aliases, each of which stands for ten of the one before. */
function laughs(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const items = Array.from({ length: 10 }, () => (level === 0 ? 'lol' : `*a${level - 1}`))
    return `x-a${level}: &a${level} [${items.join(', ')}]`
  })
  return `${small}${levels.join('\n')}\n`
}

/** Schemas of which each offers the next one twice: 2^30 variants. */
function variants(keyword: string): string {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const next = { $ref: `#/components/schemas/A${level + 1}` }
    return [`A${level}`, { [keyword]: [next, { ...next }], title: `T${level}` }]
  })
  return withSchemas({
    ...Object.fromEntries(levels),
    A30: { type: 'object', properties: { b: { type: 'string' } } },
  })
}

/** The same in properties: a value of 2^30 parts. */
function branches(): string {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const next = { $ref: `#/components/schemas/A${level + 1}` }
    return [`A${level}`, { type: 'object', required: ['l', 'r'], properties: { l: next, r: next } }]
  })
  return withSchemas({ ...Object.fromEntries(levels), A30: { type: 'string' } })
}

/** Objects of which each has all as its properties. */
function mutual(count: number): string {
  const refs = many(count).map((i) => [`p${i}`, { $ref: `#/components/schemas/A${i}` }])
  const schema = { type: 'object', properties: Object.fromEntries(refs) }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/A0' } } }
  const responses = { 200: { description: 'ok', content } }
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { responses }, post: { requestBody: { content }, responses } } },
    components: { schemas: Object.fromEntries(many(count).map((i) => [`A${i}`, schema])) },
  })
}

/** Collections of which each has a schema of its own. */
function collections(count: number): string {
  const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
  const answers = (schema: object) => {
    return { 200: { description: 'ok', content: { 'application/json': { schema } } } }
  }
  const paths = many(count).flatMap((i) => {
    const schema = { $ref: `#/components/schemas/A${i}` }
    const requestBody = { content: { 'application/json': { schema } } }
    const list = { get: { responses: answers({ type: 'array', items: schema }) } }
    return [
      [`/a${i}`, { ...list, post: { requestBody, responses: answers(schema) } }],
      [`/a${i}/{id}`, { parameters, get: { responses: answers(schema) } }],
    ]
  })
  const schema = { type: 'object', properties: { id: { type: 'string' }, b: { type: 'string' } } }
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(many(count).map((i) => [`A${i}`, schema])) },
  })
}

/** Collections of which each is a declared entity. */
function declaredEntities(count: number): string {
  const document = JSON.parse(collections(count))
  const schemas = many(count).map((i) => {
    const schema = document.components.schemas[`A${i}`]
    return [`A${i}`, { ...schema, 'x-persistence': { entity: `thing${i}` } }]
  })
  return JSON.stringify({ ...document, components: { schemas: Object.fromEntries(schemas) } })
}

/** A path with 6,000 parameters, an operation of some id, and webhooks. */
function named(path: string, operationId: string, webhooks = 0): string {
  const parameters = many(6_000).map((i) => ({ name: `q${i}`, in: 'query', schema: { type: 'string' } }))
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { [path]: { get: { operationId, parameters, responses: {} } } },
    webhooks: Object.fromEntries(many(webhooks).map((i) => [`w${i}`, { post: { responses: {} } }])),
  })
}

/** Objects in objects under long names, with 6,000 properties at the end. */
function longNames(levels: number, length: number): string {
  const names = Object.fromEntries(many(6_000).map((i) => [`p${i}`, { type: 'string' }]))
  const outer = many(levels).reduce<object>(
    (properties, level) => ({ [`${level}${'a'.repeat(length)}`]: { type: 'object', properties } }),
    names,
  )
  return withSchemas({ A0: { type: 'object', properties: outer } })
}

function blocks(levels: number): string {
  return Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n')
}

function utf16(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}

const many = (count: number) => Array.from({ length: count }, (_, index) => index)
const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']
const oddSchemas = odd
  .map(
    (name) =>
      `  "${name}": { type: object, properties: { "${name}": { type: string }, id: { type: string } } }`,
  )
  .join('\n')
const oddPaths = odd
  .map(
    (name) => `"/${name}/{${name}}":
  parameters: [{ name: "${name}", in: path, required: true, schema: { type: string } }]
  get:
    operationId: "get ${name}"
    parameters: [{ name: "${name}", in: query, schema: { type: string } }, { name: "${name}", in: header, schema: { type: string } }]
    responses:
      '200': { description: ok, content: { "${name}/${name}": { schema: { $ref: "#/components/schemas/${name}" } }, application/json: { schema: { $ref: "#/components/schemas/${name}" } } } }
  post:
    operationId: "${name}"
    tags: ["${name}"]
    requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/${name}" } } } }
    responses: { '201': { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/${name}" } } } } }`,
  )
  .join('\n')

/** A server in the types that YAML 1.1 made of plain words; all of them are text or numbers of JSON here. */
const words = `enum: [no, yes, on, off, ~, 0o17, 017, 1_000, 12:30:45, 2020-01-02, 0x1F, .5, "1e3", <<, =]`

export const hostileDocuments: readonly HostileDocument[] = [
  yml('aliases that expand to billions', laughs(), 'MOCKGEN_LIMIT'),
  yml('100,000 aliases', `${small}x-a: &a [x]\nx-b: [${'*a,'.repeat(100_001)}]\n`, 'MOCKGEN_LIMIT'),
  yml('100,000 aliases of a text', `${small}x-a: &a x\nx-b: [${'*a,'.repeat(100_001)}]\n`, 'loads'),
  yml('an alias inside its own anchor', `${small}x-a: &a { b: *a }\n`, 'MOCKGEN_LIMIT'),
  yml('an alias without an anchor', `${small}x-a: *none\n`, 'MOCKGEN_SYNTAX'),
  yml('keys merged without end', `${small}x-a: &a { <<: *a }\n`, 'loads'),
  yml('6,000 levels of flow style', `${small}x-a: ${'['.repeat(6000)}${']'.repeat(6000)}\n`, 'MOCKGEN_LIMIT'),
  yml(
    '6,000 levels of maps in flow style',
    `${small}x-a: ${'{a: '.repeat(6000)}1${'}'.repeat(6000)}\n`,
    'MOCKGEN_LIMIT',
  ),
  yml('6,000 levels of block style', `${blocks(6000)}\n`, 'MOCKGEN_LIMIT'),
  yml('6,000 levels of lists in one line', `${small}x-a:\n  ${'- '.repeat(6000)}1\n`, 'MOCKGEN_LIMIT'),
  yml('6,000 open brackets', `${small}x-a: ${'['.repeat(6000)}\n`, 'MOCKGEN_LIMIT'),
  json(
    '6,000 levels of lists',
    `{"openapi":"3.1.0","x-a":${'['.repeat(6000)}${']'.repeat(6000)}}`,
    'MOCKGEN_LIMIT',
  ),
  json('6,000 levels of objects', `${'{"a":'.repeat(6000)}1${'}'.repeat(6000)}`, 'MOCKGEN_LIMIT'),
  json(
    '150 levels of schemas',
    withSchemas({ A0: many(75).reduce<object>((a) => ({ properties: { a } }), {}) }),
    'loads',
  ),
  json(
    '20,000 enum values',
    withSchemas({ A0: { enum: many(20_000).map((index) => `value ${index}`) } }),
    'loads',
  ),
  json(
    '20,000 properties',
    withSchemas({ A0: { properties: Object.fromEntries(many(20_000).map((i) => [`p${i}`, {}])) } }),
    'loads',
  ),
  json('2^30 variants of oneOf', variants('oneOf'), 'loads'),
  json('2^30 variants of anyOf', variants('anyOf'), 'loads'),
  json('2^30 variants of allOf', variants('allOf'), 'loads'),
  json('a value of 2^30 parts', branches(), 'loads'),
  json('200 objects that all have each other', mutual(200), 'loads'),
  json('1,500 collections', collections(1_500), 'loads'),
  json('1,000 declared entities', declaredEntities(1_000), 'loads'),
  json('a path of 17,000 characters', named(`/${'a'.repeat(17_000)}`, 'a'), 'MOCKGEN_LIMIT'),
  json('a path of 3,900 characters', named(`/${'a'.repeat(3_900)}`, 'a'), 'loads'),
  json('a path of 8,000 slashes', named('/'.repeat(8_000), 'a'), 'MOCKGEN_LIMIT'),
  json('an operationId of 17,000 characters', named('/a', 'a'.repeat(17_000)), 'MOCKGEN_LIMIT'),
  json('5,001 webhooks', named('/a', 'a', 5_001), 'MOCKGEN_LIMIT'),
  json('a schema of a name of 17,000 characters', withSchemas({ ['a'.repeat(17_000)]: {} }), 'MOCKGEN_LIMIT'),
  json('a property of a name of 17,000 characters', longNames(1, 17_000), 'MOCKGEN_LIMIT'),
  json('50 levels of names of 400 characters', longNames(50, 400), 'MOCKGEN_LIMIT'),
  json(
    '10,000 references in a chain',
    withSchemas({
      ...Object.fromEntries(many(10_000).map((i) => [`A${i}`, { $ref: `#/components/schemas/A${i + 1}` }])),
      A10000: {},
    }),
    'loads',
  ),
  json(
    'a circle of references',
    withSchemas({ A0: { $ref: '#/components/schemas/A1' }, A1: { $ref: '#/components/schemas/A0' } }),
    'loads',
  ),
  json(
    'a schema in its own allOf',
    withSchemas({ A0: { allOf: [{ $ref: '#/components/schemas/A0' }] } }),
    'MOCKGEN_SCHEMA',
  ),
  json(
    'a schema that requires itself',
    withSchemas({
      A0: { type: 'object', required: ['a'], properties: { a: { $ref: '#/components/schemas/A0' } } },
    }),
    'loads',
  ),
  json(
    'patterns that never end',
    withSchemas({
      A0: { type: 'string', pattern: '^(a+)+$' },
      B: { type: 'string', pattern: '^(a|a)*b(?=c)\\1$' },
    }),
    'loads',
  ),
  json(
    'patterns that are none',
    withSchemas({
      A0: {
        type: 'object',
        properties: { a: { type: 'string', pattern: '[' }, b: { type: 'string', pattern: '(?<' } },
        patternProperties: { '(': {} },
      },
    }),
    'loads',
  ),
  json(
    'a pattern of a million states',
    withSchemas({ A0: { type: 'string', pattern: '((a{1,1000}){1,1000}){1,1000}' } }),
    'loads',
  ),
  json(
    'numbers without measure',
    withSchemas({
      A0: {
        type: 'object',
        properties: {
          a: { type: 'string', minLength: 1e15 },
          b: { type: 'array', minItems: 1e15, items: {} },
          c: { type: 'number', multipleOf: 1e-300 },
          d: { type: 'integer', minimum: 1e300 },
        },
        required: ['a', 'b', 'c', 'd'],
      },
    }),
    'loads',
  ),
  yml('names of what every object inherits', yaml(oddPaths, `schemas:\n${oddSchemas}`), 'loads'),
  json(
    '__proto__ as data',
    withSchemas({
      A0: JSON.parse(
        '{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"],"example":{"__proto__":"x"}}',
      ),
    }),
    'loads',
  ),
  yml('a byte order mark', `\uFEFF${small}`, 'loads'),
  yml('CRLF', small.replaceAll('\n', '\r\n'), 'loads'),
  yml('CR alone', small.replaceAll('\n', '\r'), 'loads'),
  yml('UTF-16 LE with a mark', utf16(`\uFEFF${small}`, false), 'loads'),
  yml('UTF-16 BE with a mark', utf16(`\uFEFF${small}`, true), 'loads'),
  yml('UTF-16 LE', utf16(small, false), 'loads'),
  yml('UTF-16 BE', utf16(small, true), 'loads'),
  json('JSON in UTF-16', utf16(withSchemas({ A0: {} }), false), 'loads'),
  yml('UTF-16 that breaks off', utf16(small, false).subarray(0, 101), 'MOCKGEN_SYNTAX'),
  yml('Latin-1', Buffer.from(small.replace('Test', 'Tést'), 'latin1'), 'MOCKGEN_SYNTAX'),
  yml('a NUL byte', small.replace('Test', 'Te\0st'), 'MOCKGEN_SYNTAX'),
  json('a NUL byte in JSON', withSchemas({}).replace('T', '\0'), 'MOCKGEN_SYNTAX'),
  json(
    'an escaped NUL',
    withSchemas({ A0: { type: 'object', properties: { 'a\0b': {} }, description: '\0' } }),
    'loads',
  ),
  json(
    'lone surrogates',
    withSchemas({ A0: { type: 'object', title: '\\ud800', properties: { x: {} } } })
      .replaceAll('\\\\ud800', '\\ud800')
      .replaceAll('"x"', '"\\udc00"'),
    'loads',
  ),
  yml('a key twice', `${small}x-a: 1\nx-a: 2\n`, 'MOCKGEN_SYNTAX'),
  json(
    'a key twice in JSON',
    withSchemas({ A0: { type: 'string' } }).replace('"type":"string"', '"type":"string","type":"object"'),
    'MOCKGEN_SYNTAX',
  ),
  yml('two documents', `${small}---\n${small}`, 'MOCKGEN_SYNTAX'),
  yml('a document that is ended', `---\n${small}...\n`, 'loads'),
  yml('code in a tag', `${small}x-a: !!js/function "function () { process.exit(7) }"\n`, 'MOCKGEN_SYNTAX'),
  yml('an own tag', `${small}x-a: !Ref b\n`, 'MOCKGEN_SYNTAX'),
  yml('a binary tag', `${small}x-a: !!binary aGVsbG8=\n`, 'MOCKGEN_SYNTAX'),
  yml('a directive', `%YAML 1.1\n---\n${small}`, 'loads'),
  yml(
    'words of YAML 1.1',
    answering(
      '{ $ref: "#/components/schemas/A" }',
      `schemas:\n  A: { type: string, default: 2020-01-02, ${words} }`,
    ),
    'loads',
  ),
  yml('keys that are no text', `${small}x-a: { 1: a, null: b, true: c, 1.50: d }\n`, 'loads'),
  yml('keys that are lists', `${small}x-a: { [a, b]: c }\n`, 'loads'),
  yml('keys that are maps', `${small}x-a: { ? { a: b } : c }\n`, 'loads'),
  yml('tabs for indentation', small.replace('\n  /a', '\n\t/a'), 'MOCKGEN_SYNTAX'),
  yml('nothing', '', 'MOCKGEN_SYNTAX'),
  json('nothing in JSON', '', 'MOCKGEN_SYNTAX'),
  yml('only a mark', '\uFEFF', 'MOCKGEN_SYNTAX'),
  yml('a long line', `${small}x-a: ${'a'.repeat(5_000_000)}\n`, 'loads'),
  yml('a million lines', `${small}${'#\n'.repeat(1_000_000)}`, 'loads'),
  json(
    '50,000 mistakes',
    withSchemas(Object.fromEntries(many(50_000).map((index) => [`A${index}`, { type: 'text' }]))),
    'MOCKGEN_SCHEMA',
  ),
  yml(
    '10,000 mistakes in YAML',
    yaml(
      '{}',
      `schemas:\n${many(10_000)
        .map((index) => `  A${index}: { type: text }`)
        .join('\n')}`,
    ),
    'MOCKGEN_SCHEMA',
  ),
  json(
    '20,000 paths',
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      paths: Object.fromEntries(
        many(5_000).map((i) => [`/p${i}/{id}`, { get: { responses: { 200: { description: 'ok' } } } }]),
      ),
    }),
    'loads',
  ),
  yml('a parameter twice in a path', yaml(`/a/{id}/b/{id}: { ${get} }`), 'loads'),
]
