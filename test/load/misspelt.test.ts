// Slips of the pen that leave a document valid JSON and its mock without what was meant: told with their places.
import { describe, expect, it } from 'vitest'
import { diagnosticsOf, load, yaml } from './folder.js'

/** Each warning as `line:column remedy`. */
async function remediesOf(text: string): Promise<readonly string[]> {
  const found = await diagnosticsOf(load({ 'api.yaml': text }))
  expect(new Set(found.map(({ code }) => code)).size).toBeLessThanOrEqual(1)
  return found.map(({ place, remedy }) => `${place?.line}:${place?.column} ${remedy}`)
}

const schema = (fields: string) => yaml('{}', `schemas:\n  A: { ${fields} }`)
const operation = (fields: string) => yaml(`/pets: { get: { responses: {}, ${fields} } }`)

describe('a field that looks like a known one', () => {
  it.each<[string, { given: string; want: readonly string[] }]>([
    ['of an operation', { given: operation('parmeters: []'), want: ['4:34 did you mean parameters?'] }],
    ['of a schema', { given: schema('propertes: {}'), want: ['7:10 did you mean properties?'] }],
    ['in other letters', { given: schema('readonly: true'), want: ['7:20 did you mean readOnly?'] }],
    ['with two letters exchanged', { given: schema('reqiured: [a]'), want: ['7:10 did you mean required?'] }],
    ['of a path item', { given: yaml('/pets: { pots: {} }'), want: ['4:12 did you mean post?'] }],
    [
      'of components, and of the document',
      {
        given: `${yaml('{}', 'schema: {}')}secrity: []\n`,
        want: ['6:3 did you mean schemas?', '7:1 did you mean security?'],
      },
    ],
    ['beside the known one', { given: schema('type: string, types: [a]'), want: [] }],
    ['that is an extension', { given: schema('x-type: a, x-propertes: {}'), want: [] }],
    ['that is near to none, or short', { given: schema('note: a, in: body, vendor: b'), want: [] }],
    ['that is a name in a map', { given: schema('properties: { propertes: { type: string } }'), want: [] }],
    ['that is a name in an example', { given: schema('example: { propertes: 1 }'), want: [] }],
    ['of a name that every object inherits', { given: schema('constructor: 1, __proto__: 2'), want: [] }],
  ])('%s', async (_title, { given, want }) => {
    expect(await remediesOf(given)).toEqual(want)
  })

  it('ends soon when there are very many of them, all unknown', async () => {
    const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`prop${index}es`, 1]))
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      components: { schemas: { A: fields } },
    }
    const { warnings } = await load({ 'api.json': JSON.stringify(document) })
    expect(warnings).toEqual([])
  }, 10_000)
})

describe('content', () => {
  it.each<[string, { given: string; want: readonly string[] }]>([
    ['json', { given: 'json: {}', want: ['4:52 did you mean application/json?'] }],
    ['a word', { given: 'thing: {}', want: ['4:52 Write one such as application/json.'] }],
    [
      'media types, ranges and parameters',
      { given: "application/json;v=1: {}, '*/*': {}, text/*: {}, a/b+json: {}", want: [] },
    ],
  ])('of %s', async (_title, { given, want }) => {
    expect(
      await remediesOf(yaml(`/pets: { get: { responses: { '200': { content: { ${given} } } } } }`)),
    ).toEqual(want)
  })
})

describe('security', () => {
  const schemes = 'securitySchemes:\n  apiKey: { type: http, scheme: basic }'
  it.each<[string, { given: string; want: readonly string[] }]>([
    ['a declared scheme', { given: 'apiKey', want: [] }],
    ['a misspelt scheme', { given: 'api_kye', want: ['4:47 did you mean apiKey?'] }],
    ['no scheme at all', { given: 'nope', want: ['4:47 Declare it, or remove it.'] }],
    ['a scheme by its URI', { given: "'#/components/securitySchemes/apiKey'", want: [] }],
    ['the name of what objects inherit', { given: 'toString', want: ['4:47 Declare it, or remove it.'] }],
  ])('that names %s', async (_title, { given, want }) => {
    const text = yaml(`/pets: { get: { responses: {}, security: [{ ${given}: [] }] } }`, schemes)
    expect(await remediesOf(text)).toEqual(want)
  })

  it('of the whole document, and of Swagger 2.0, is checked too', async () => {
    const swagger = `swagger: '2.0'
info: { title: T, version: '1' }
securityDefinitions: { basic: { type: basic } }
security: [{ basic: [] }, { basik: [] }]
paths: {}
`
    expect(await remediesOf(swagger)).toEqual(['4:29 did you mean basic?'])
  })
})

describe('a reference that leads to nothing', () => {
  it.each([
    ['in a section of another name', '#/components/schema/Pet', 'did you mean schemas?'],
    ['by a misspelt name', '#/components/schemas/Pte', 'did you mean Pet?'],
    ['by a name like no other', '#/components/schemas/Order', 'Correct it, or add what it names.'],
  ])('%s', async (_title, reference, want) => {
    const components = `schemas:\n  Pet: {}\n  Cat: { $ref: '${reference}' }`
    expect(await remediesOf(yaml('{}', components))).toEqual([`8:18 ${want}`])
  })
})
