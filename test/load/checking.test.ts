import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { diagnosticsOf, load, summaryOf, yaml } from './folder.js'

const api = (paths: string, components?: string) => ({ 'api.yaml': yaml(paths, components) })
const operation = (lines: string) => api(`/pets/{id}:\n  get:\n${lines.replace(/^/gm, '    ')}`)
const id = 'parameters: [{ name: id, in: path, required: true, schema: { type: string } }]'

describe('errors: what has no meaning', () => {
  it.each<[string, { given: Record<string, string>; want: readonly string[] }]>([
    ['paths that are a list', { given: api('- /pets'), want: ['MOCKGEN_SCHEMA api.yaml:3:1'] }],
    [
      'an operation that is text',
      { given: api('/pets:\n  get: hello'), want: ['MOCKGEN_SCHEMA api.yaml:5:10'] },
    ],
    ['a path without a slash', { given: api('pets: {}'), want: ['MOCKGEN_SCHEMA api.yaml:4:3'] }],
    [
      'a response that is a number',
      { given: operation(`${id}\nresponses: { '200': 1 }`), want: ['MOCKGEN_SCHEMA api.yaml:7:27'] },
    ],
    [
      'a status that is none',
      { given: operation(`${id}\nresponses: { '2xx': {} }`), want: ['MOCKGEN_SCHEMA api.yaml:7:20'] },
    ],
    [
      'parameters that are an object',
      {
        given: operation('parameters: {}\nresponses: {}'),
        want: ['MOCKGEN_SCHEMA api.yaml:6:7', 'MOCKGEN_PATH_PARAMETER api.yaml:5:5'],
      },
    ],
    [
      'a parameter without a name',
      {
        given: operation(`responses: {}\nparameters: [{ in: query, schema: {} }]`),
        want: ['MOCKGEN_SCHEMA api.yaml:7:20', 'MOCKGEN_PATH_PARAMETER api.yaml:5:5'],
      },
    ],
    [
      'a parameter in a body',
      {
        given: operation(`responses: {}\nparameters: [{ name: id, in: body, schema: {} }]`),
        want: ['MOCKGEN_SCHEMA api.yaml:7:36', 'MOCKGEN_PATH_PARAMETER api.yaml:5:5'],
      },
    ],
    [
      'a $ref that is no string',
      {
        given: operation(`${id}\nresponses: { '200': { $ref: 1 } }`),
        want: ['MOCKGEN_SCHEMA api.yaml:7:35'],
      },
    ],
    [
      'a type that does not exist',
      { given: api('{}', 'schemas:\n  A: { type: text }'), want: ['MOCKGEN_SCHEMA api.yaml:7:16'] },
    ],
    [
      'a schema that contains only itself',
      {
        given: api('{}', 'schemas:\n  A:\n    allOf: [{ $ref: "#/components/schemas/A" }]'),
        want: ['MOCKGEN_SCHEMA api.yaml:7:5'],
      },
    ],
    [
      'an operationId that is a number',
      { given: operation(`${id}\nresponses: {}\noperationId: 7`), want: ['MOCKGEN_SCHEMA api.yaml:8:20'] },
    ],
    [
      'an operationId used twice',
      {
        given: api(
          '/a:\n  get: { operationId: x, responses: {} }\n/b:\n  get: { operationId: x, responses: {} }',
        ),
        want: ['MOCKGEN_DUPLICATE_OPERATION_ID api.yaml:7:25'],
      },
    ],
    [
      'a parameter given twice',
      {
        given: api(
          '/a:\n  get:\n    responses: {}\n    parameters: [{ name: q, in: query, schema: {} }, { name: q, in: query, schema: {} }]',
        ),
        want: ['MOCKGEN_SCHEMA api.yaml:7:56'],
      },
    ],
    [
      'no paths at all',
      {
        given: { 'api.yaml': 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n' },
        want: ['MOCKGEN_SCHEMA api.yaml:1:1'],
      },
    ],
  ])('%s', async (_, { given, want }) => {
    const found = await diagnosticsOf(load(given))
    expect(found[0]?.severity).toBe('error')
    expect(await summaryOf(load(given))).toEqual(want)
  })

  it('refuses a chain of schemas that would overflow every stack', async () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => [
      `A${index}`,
      { allOf: [{ $ref: `#/components/schemas/A${index + 1}` }] },
    ])
    const schemas = { ...Object.fromEntries(chain), A20000: {} }
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {},
      components: { schemas },
    }
    const found = await diagnosticsOf(load({ 'api.json': JSON.stringify(document) }))
    expect(found.map(({ code }) => code)).toContain('MOCKGEN_SCHEMA')
  })
})

describe('warnings: what a mock can be made of all the same', () => {
  it.each<[string, { given: Record<string, string>; want: readonly string[] }]>([
    [
      'an undeclared path parameter',
      { given: operation('responses: {}'), want: ['MOCKGEN_PATH_PARAMETER api.yaml:5:5'] },
    ],
    [
      'a path parameter that the path lacks',
      {
        given: api(
          '/pets:\n  get:\n    responses: {}\n    parameters: [{ name: id, in: path, required: true, schema: {} }]',
        ),
        want: ['MOCKGEN_PATH_PARAMETER api.yaml:7:20'],
      },
    ],
    [
      'a path parameter that is optional',
      {
        given: operation('responses: {}\nparameters: [{ name: id, in: path, schema: {} }]'),
        want: ['MOCKGEN_PATH_PARAMETER api.yaml:7:20'],
      },
    ],
    [
      'a parameter without a schema',
      {
        given: operation('responses: {}\nparameters: [{ name: id, in: path, required: true }]'),
        want: ['MOCKGEN_SCHEMA api.yaml:7:20'],
      },
    ],
    [
      'a null where a map should be',
      { given: operation(`${id}\nresponses:`), want: ['MOCKGEN_SCHEMA api.yaml:7:7'] },
    ],
    ['an operation without responses', { given: operation(id), want: ['MOCKGEN_SCHEMA api.yaml:5:5'] }],
    [
      'a field that path items lack',
      { given: api('/pets: { fetch: {} }'), want: ['MOCKGEN_SCHEMA api.yaml:4:12'] },
    ],
    [
      'an array without items',
      { given: api('{}', 'schemas:\n  A: { type: array }'), want: ['MOCKGEN_SCHEMA api.yaml:7:5'] },
    ],
    [
      'a version that is a number',
      {
        given: { 'api.yaml': 'openapi: 3.1.0\ninfo: { title: T, version: 1.0 }\npaths: {}\n' },
        want: ['MOCKGEN_SCHEMA api.yaml:2:28'],
      },
    ],
    [
      'no info',
      { given: { 'api.yaml': 'openapi: 3.1.0\npaths: {}\n' }, want: ['MOCKGEN_SCHEMA api.yaml:1:1'] },
    ],
    [
      'a title that is a number',
      { given: api('{}', 'schemas:\n  A: { title: 1 }'), want: ['MOCKGEN_SCHEMA api.yaml:7:17'] },
    ],
    [
      'a `required` that is true',
      { given: api('{}', 'schemas:\n  A: { required: true }'), want: ['MOCKGEN_SCHEMA api.yaml:7:20'] },
    ],
    [
      'examples that are a list',
      {
        given: operation(`${id}\nresponses: { '200': { content: { a/b: { examples: [] } } } }`),
        want: ['MOCKGEN_SCHEMA api.yaml:7:47'],
      },
    ],
    ['an empty `required`', { given: api('{}', 'schemas:\n  A: { type: object, required: [] }'), want: [] }],
  ])('%s', async (_, { given, want }) => {
    const { warnings } = await load(given)
    expect(warnings.every(({ severity }) => severity === 'warning')).toBe(true)
    expect(await summaryOf(load(given))).toEqual(want)
  })
})

describe('links', () => {
  const links = (link: string) =>
    api(
      `/pets: { get: { operationId: listPets, responses: { '200': { links: { one: ${link} } } } } }`,
      'links:\n  Shared: { operationId: nobody }',
    )
  it.each<[string, { given: string; want: readonly string[] }]>([
    ['an operation by its id', { given: '{ operationId: listPets }', want: [] }],
    ['an operation by its place', { given: "{ operationRef: '#/paths/~1pets/get' }", want: [] }],
    [
      'an operation of another document',
      { given: '{ operationRef: https://a.test/b#/paths/~1x/get }', want: [] },
    ],
    [
      'an id that nobody has',
      { given: '{ operationId: listPet }', want: ['MOCKGEN_REF_NOT_FOUND api.yaml:4:93'] },
    ],
    [
      'a place where nothing is',
      { given: "{ operationRef: '#/paths/~1pet/get' }", want: ['MOCKGEN_REF_NOT_FOUND api.yaml:4:94'] },
    ],
    [
      'a place that is no operation',
      { given: "{ operationRef: '#/paths/~1pets' }", want: ['MOCKGEN_REF_NOT_FOUND api.yaml:4:94'] },
    ],
    [
      'a shared link to nobody, once',
      {
        given: "{ $ref: '#/components/links/Shared' }, two: { $ref: '#/components/links/Shared' }",
        want: ['MOCKGEN_REF_NOT_FOUND api.yaml:7:28'],
      },
    ],
  ])('to %s', async (_title, { given, want }) => {
    expect(await summaryOf(load(links(given)))).toEqual(want)
  })
})

describe('names of operations', () => {
  const idsOf = async (paths: string) => {
    const { document } = (await load(api(paths))).document
    return Object.values(Object(document.paths)).flatMap((item) =>
      Object.values(Object(item)).map((one) => Object(one).operationId),
    )
  }
  const responses = '{ responses: {} }'

  it('are made of method and path where they are missing', async () => {
    expect(await idsOf(`/pets: { get: ${responses}, post: ${responses} }\n/: { get: ${responses} }`)).toEqual(
      ['getPets', 'postPets', 'get'],
    )
  })

  it('tell parameters apart and keep words', async () => {
    const parameters = 'parameters: [{ name: petId, in: path, required: true, schema: {} }]'
    expect(await idsOf(`/pet-shops/{petId}: { get: { ${parameters}, responses: {} } }`)).toEqual([
      'getPetShopsByPetId',
    ])
  })

  it('are unique, and never change one that is given', async () => {
    const given = `/a-b: { get: ${responses} }\n/a_b: { get: ${responses} }\n/x: { get: { operationId: "getAB", responses: {} } }`
    expect(await idsOf(given)).toEqual(['getAB2', 'getAB3', 'getAB'])
    expect(await idsOf('/x: { get: { operationId: "find pet by id", responses: {} } }')).toEqual([
      'find pet by id',
    ])
  })
})

describe('the loaded document', () => {
  it('has the hash of its text, the same for the same document', async () => {
    const { document } = await load(api('/pets: { get: { responses: {} } }'))
    const text = `${JSON.stringify(document.document, null, 2)}\n`
    expect(document.hash).toBe(createHash('sha256').update(text).digest('hex'))
    expect((await load(api('/pets: { get: { responses: {} } }'))).document.hash).toBe(document.hash)
  })
})
