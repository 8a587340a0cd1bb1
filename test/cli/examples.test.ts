// Examples and defaults that their own schemas refuse: `validate` warns of them, with their places.
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { call, useWorkspace } from './workspace.js'

useWorkspace()

const pet = {
  type: 'object',
  required: ['id', 'name', 'pin'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string' },
    pin: { type: 'string', writeOnly: true },
  },
}
const petReference = { $ref: '#/components/schemas/Pet' }

interface Parts {
  readonly version?: string
  readonly schemas?: JsonObject
  readonly examples?: JsonObject
  readonly parameters?: readonly Json[]
  readonly sent?: JsonObject
  readonly answered?: JsonObject
  readonly headers?: JsonObject
}

/** One operation, one statement a line, so that lines are places. */
function document(parts: Parts): string {
  const { version = '3.0.3', schemas = {}, examples = {}, parameters = [], sent, answered, headers } = parts
  const response = { description: 'ok', ...(headers && { headers }), ...(answered && { content: answered }) }
  const operation = {
    parameters,
    ...(sent && { requestBody: { content: sent } }),
    responses: { 200: response },
  }
  return JSON.stringify(
    {
      openapi: version,
      info: { title: 'Shown', version: '1' },
      paths: { '/pets': { post: operation } },
      components: { schemas: { Pet: pet, ...schemas }, examples },
    },
    undefined,
    1,
  )
}

interface Found {
  readonly code: string
  readonly pointer: string
  readonly message: string
  readonly line: number
}

async function warningsOf(parts: Parts): Promise<readonly Found[]> {
  writeFileSync('shown.json', document(parts))
  const { code, out } = await call(['validate', 'shown.json', '--format', 'json'])
  expect(code).toBe(0)
  const report: { diagnostics: readonly Found[] } = JSON.parse(out)
  return report.diagnostics.filter((found) => found.code === 'MOCKGEN_EXAMPLE')
}

const json = (mediaType: JsonObject) => ({ 'application/json': mediaType })
const post = '/paths/~1pets/post'
const answer = `${post}/responses/200`

describe('a warning stands at', () => {
  test.each<readonly [string, { given: Parts; want: readonly string[] }]>([
    [
      'the property of a body that is wrong',
      {
        given: { answered: json({ schema: petReference, example: { id: 1, name: 7 } }) },
        want: [`${answer}/content/application~1json/example/name`],
      },
    ],
    [
      'an example by name',
      {
        given: { sent: json({ schema: petReference, examples: { a: { value: {} } } }) },
        want: [`${post}/requestBody/content/application~1json/examples/a/value/name`],
      },
    ],
    [
      'the component that two bodies refer to, once',
      {
        given: {
          examples: { wrong: { value: [] } },
          sent: json({ schema: petReference, examples: { a: { $ref: '#/components/examples/wrong' } } }),
          answered: json({ schema: petReference, examples: { a: { $ref: '#/components/examples/wrong' } } }),
        },
        want: ['/components/examples/wrong/value'],
      },
    ],
    [
      'the example and the default of a schema',
      {
        given: { schemas: { Age: { type: 'integer', example: 'old', default: 1.5 } } },
        want: ['/components/schemas/Age/example', '/components/schemas/Age/default'],
      },
    ],
    [
      'an item of examples',
      {
        given: { version: '3.1.0', schemas: { Age: { type: 'integer', examples: [1, 'old'] } } },
        want: ['/components/schemas/Age/examples/1'],
      },
    ],
    [
      'the example of a parameter, of its schema, and of a header',
      {
        given: {
          parameters: [
            { name: 'a', in: 'query', schema: { type: 'integer' }, example: 'many' },
            { name: 'b', in: 'query', schema: { type: 'string', enum: ['x'], default: 'y' } },
          ],
          headers: { 'X-Count': { schema: { type: 'integer' }, example: 'few' } },
        },
        want: [
          `${post}/parameters/0/example`,
          `${post}/parameters/1/schema/default`,
          `${answer}/headers/X-Count/example`,
        ],
      },
    ],
  ])('%s', async (_, { given, want }) => {
    expect((await warningsOf(given)).map(({ pointer }) => pointer)).toEqual(want)
  })
})

describe('nothing is said of', () => {
  test.each<readonly [string, Parts]>([
    [
      'a request without what is readOnly',
      { sent: json({ schema: petReference, example: { name: 'a', pin: '1' } }) },
    ],
    [
      'a response without what is writeOnly',
      { answered: json({ schema: petReference, example: { id: 1, name: 'a' } }) },
    ],
    ['a schema that shows what is sent', { schemas: { Cat: { ...pet, example: { name: 'a', pin: '1' } } } }],
    [
      'a number that is quoted in a header',
      { headers: { 'X-Count': { schema: { type: 'integer' }, example: '5' } } },
    ],
    [
      'XML, which nobody reads',
      { answered: { 'application/xml': { schema: petReference, example: '<pet/>' } } },
    ],
    [
      'an example by URL',
      { sent: json({ schema: petReference, examples: { a: { externalValue: 'http://x.test' } } }) },
    ],
    ['what stands beside a reference in 3.0', { schemas: { Cat: { ...petReference, example: 5 } } }],
    [
      'properties that are called example',
      { schemas: { Cat: { properties: { example: { type: 'string' } } } } },
    ],
    [
      'values in extensions',
      { schemas: { Cat: { type: 'integer', 'x-more': { type: 'string', example: 5 } } } },
    ],
    ['a body without a schema', { sent: json({ example: 5 }) }],
  ])('%s', async (_, given) => {
    expect(await warningsOf(given)).toEqual([])
  })
})

test('beside a reference in 3.1 an example counts', async () => {
  const given = { version: '3.1.0', schemas: { Cat: { ...petReference, example: 5 } } }
  expect((await warningsOf(given)).map(({ pointer }) => pointer)).toEqual(['/components/schemas/Cat/example'])
})

test('of many the first twenty are told, and how many there are besides', async () => {
  const wrong = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`S${i}`, { type: 'integer', default: 'x' }]))
  expect(await warningsOf({ schemas: wrong(21) })).toHaveLength(21)
  const found = await warningsOf({ schemas: wrong(60) })
  expect(found).toHaveLength(21)
  expect(found.at(-1)?.message).toContain('39 more values')
})

test('the text has the line of what is wrong, and the reason', async () => {
  writeFileSync('shown.json', document({ schemas: { Age: { type: 'integer', example: 'old' } } }))
  const { code, out } = await call(['validate', 'shown.json'])
  expect(code).toBe(0)
  expect(out).toMatch(
    /^shown\.json:\d+:\d+ warning MOCKGEN_EXAMPLE the example .* it must be integer\n \d+ \| +"example": "old"/,
  )
})

test('generate tells of wrong defaults in the words of validate, and leaves examples to it', async () => {
  const schemas = {
    Age: { type: 'integer', example: 'old', default: 1.5 },
    Kind: { type: 'string', enum: ['a', 'b'], default: 'c' },
    Size: { type: 'integer', minimum: 3, default: 2 },
    Name: { allOf: [{ type: 'string' }], default: 7 },
    Fine: { type: 'string', enum: ['a'], default: 'a' },
    Whole: { type: 'number', default: 2 },
    Nothing: { type: 'string', nullable: true, default: null },
  }
  const wrong = await warningsOf({ schemas })
  const defaults = wrong.filter(({ pointer }) => pointer.endsWith('/default'))
  const { code, out } = await call(['generate', 'shown.json', '-o', 'mock', '--dry-run', '--json'])
  const report: { diagnostics: readonly Found[] } = JSON.parse(out)
  expect(code).toBe(0)
  expect(defaults.map(({ pointer }) => pointer.split('/').at(-2))).toEqual(['Age', 'Kind', 'Size', 'Name'])
  expect(report.diagnostics.filter((found) => found.code === 'MOCKGEN_EXAMPLE')).toEqual(defaults)
})
