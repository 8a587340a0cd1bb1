import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { diagnosticsOf, folderWith, load, summaryOf, yaml } from './folder.js'

/** A document with one operation that answers this schema. */
const answering = (schema: string, components = '') =>
  yaml(
    `/pets:
  get:
    responses:
      '200':
        description: ok
        content: { application/json: { schema: ${schema} } }`,
    components,
  )

const schemaPointer = ['paths', '/pets', 'get', 'responses', '200', 'content', 'application/json', 'schema']

async function bundled(files: Record<string, string>) {
  const { document } = (await load(files)).document
  return JSON.parse(JSON.stringify(document))
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => Reflect.get(Object(found), name), value)

describe('references to other files', () => {
  it('become components with the names that people gave', async () => {
    const document = await bundled({
      'api.yaml': answering('{ $ref: ./schemas/Pet.yaml }'),
      'schemas/Pet.yaml':
        'type: object\nproperties:\n  owner: { $ref: "common.yaml#/Owner" }\n  self: { $ref: "#" }\n',
      'schemas/common.yaml': 'Owner: { type: object, properties: { pet: { $ref: Pet.yaml } } }\n',
    })
    expect(at(document, schemaPointer)).toEqual({ $ref: '#/components/schemas/Pet' })
    expect(document.components.schemas).toEqual({
      Pet: {
        type: 'object',
        properties: {
          owner: { $ref: '#/components/schemas/Owner' },
          self: { $ref: '#/components/schemas/Pet' },
        },
      },
      Owner: { type: 'object', properties: { pet: { $ref: '#/components/schemas/Pet' } } },
    })
  })

  it('keep the name under which the document declares the component', async () => {
    const document = await bundled({
      'api.yaml': answering('{ $ref: pet.yaml }', 'schemas:\n  Animal: { $ref: pet.yaml }'),
      'pet.yaml': 'type: object\n',
    })
    expect(at(document, schemaPointer)).toEqual({ $ref: '#/components/schemas/Animal' })
    expect(document.components.schemas).toEqual({ Animal: { type: 'object' } })
  })

  it('keep the names of a map that is itself in another file', async () => {
    const document = await bundled({
      'api.yaml': answering('{ $ref: "#/components/schemas/Pet" }', 'schemas: { $ref: schemas/index.yaml }'),
      'schemas/index.yaml': 'Pet: { $ref: pet.yaml }\nPets: { type: array, items: { $ref: "#/Pet" } }\n',
      'schemas/pet.yaml': 'type: object\n',
    })
    expect(document.components.schemas).toEqual({
      Pet: { type: 'object' },
      Pets: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
    })
    expect(at(document, schemaPointer)).toEqual({ $ref: '#/components/schemas/Pet' })
  })

  it('get a name that is free', async () => {
    const document = await bundled({
      'api.yaml': answering(
        '{ oneOf: [{ $ref: a/Pet.yaml }, { $ref: b/Pet.yaml }] }',
        'schemas:\n  Pet: { type: string }',
      ),
      'a/Pet.yaml': 'type: integer\n',
      'b/Pet.yaml': 'type: boolean\n',
    })
    expect(document.components.schemas).toEqual({
      Pet: { type: 'string' },
      Pet2: { type: 'integer' },
      Pet3: { type: 'boolean' },
    })
  })

  it('go into the section of their kind', async () => {
    const document = await bundled({
      'api.yaml': yaml(`/pets:
  get:
    parameters: [{ $ref: parts.yaml#/Limit }]
    responses: { '200': { $ref: parts.yaml#/Pets } }`),
      'parts.yaml': `Limit: { name: limit, in: query, schema: { type: integer } }
Pets: { description: ok, headers: { X-A: { $ref: '#/A' } } }
A: { schema: { type: string } }
`,
    })
    expect(Object.keys(document.components)).toEqual(['parameters', 'responses', 'headers'])
  })

  it('may be path items, operations and descriptions, which are put in place', async () => {
    const document = await bundled({
      'api.yaml': yaml(`/pets: { $ref: pets.yaml }
/owners:
  get: { $ref: owners.yaml }`),
      'pets.yaml': 'get: { operationId: listPets, description: { $ref: text.md }, responses: {} }\n',
      'owners.yaml': 'operationId: listOwners\nresponses: {}\n',
      'text.md': '# Pets\n',
    })
    expect(document.paths['/pets'].get).toMatchObject({ operationId: 'listPets', description: '# Pets\n' })
    expect(document.paths['/owners'].get).toMatchObject({ operationId: 'listOwners' })
  })

  it('may stand in a discriminator’s mapping only', async () => {
    const discriminator = '{ propertyName: kind, mapping: { cat: cat.yaml, dog: Dog } }'
    const document = await bundled({
      'api.yaml': answering(`{ type: object, discriminator: ${discriminator} }`),
      'cat.yaml': 'type: object\n',
    })
    const mapping = { cat: '#/components/schemas/cat', dog: 'Dog' }
    expect(at(document, [...schemaPointer, 'discriminator', 'mapping'])).toEqual(mapping)
  })

  it('may lead through other references', async () => {
    const document = await bundled({
      'api.yaml': answering(
        '{ $ref: "#/components/schemas/Pet/properties/name" }',
        'schemas:\n  Pet: { $ref: pet.yaml }',
      ),
      'pet.yaml': 'properties: { name: { type: string } }\n',
    })
    const { $ref } = at(document, schemaPointer) as { $ref: string }
    expect(at(document, $ref.slice(2).split('/'))).toEqual({ type: 'string' })
  })

  it('are found in Swagger 2.0 too', async () => {
    const document = await bundled({
      'api.json': JSON.stringify({
        swagger: '2.0',
        info: { title: 'T', version: '1' },
        paths: {
          '/pets': { get: { responses: { 200: { description: 'ok', schema: { $ref: 'Pet.yaml' } } } } },
        },
      }),
      'Pet.yaml': 'type: object\n',
    })
    expect(document.openapi).toMatch(/^3\.0/)
    expect(document.components.schemas).toEqual({ Pet: { type: 'object' } })
  })

  it('are not looked for in examples, defaults and extensions', async () => {
    const example = '{ $ref: "http://example.com/none.yaml" }'
    const schema = `{ type: object, example: ${example}, default: ${example}, enum: [${example}], x-a: ${example} }`
    expect(await summaryOf(load({ 'api.yaml': answering(schema) }))).toEqual([])
  })

  it('become components where they lead into an extension', async () => {
    const document = await bundled({
      'api.yaml': `${answering('{ $ref: "#/x-schemas/Pet" }')}x-schemas: { Pet: { properties: { a: { $ref: a.yaml } } } }\n`,
      'a.yaml': 'type: string\n',
    })
    expect(at(document, schemaPointer)).toEqual({ $ref: '#/components/schemas/Pet' })
    expect(document.components.schemas).toEqual({
      Pet: { properties: { a: { $ref: '#/components/schemas/a' } } },
      a: { type: 'string' },
    })
  })

  it('may be circular', async () => {
    const schemas =
      'schemas:\n  Node: { type: object, properties: { next: { $ref: "#/components/schemas/Node" } } }'
    expect(
      await summaryOf(load({ 'api.yaml': answering('{ $ref: "#/components/schemas/Node" }', schemas) })),
    ).toEqual([])
  })

  it('may name an anchor', async () => {
    const schemas = 'schemas:\n  Node: { $anchor: node, type: object }'
    const document = await bundled({ 'api.yaml': answering('{ $ref: "#node" }', schemas) })
    expect(at(document, schemaPointer)).toEqual({ $ref: '#/components/schemas/Node' })
  })
})

describe('references that are refused', () => {
  const line = 'api.yaml:9:58'

  it.each<[string, { given: string; want: string }]>([
    ['leads to nothing', { given: '"#/components/schemas/None"', want: `MOCKGEN_REF_NOT_FOUND ${line}` }],
    ['means the whole document', { given: '"#"', want: `MOCKGEN_REF_NOT_FOUND ${line}` }],
    [
      'leads to an inherited name',
      { given: '"#/components/__proto__"', want: `MOCKGEN_REF_NOT_FOUND ${line}` },
    ],
    ['names no file', { given: 'none.yaml', want: `MOCKGEN_REF_NOT_FOUND ${line}` }],
    ['leads to nothing in a file', { given: 'parts.yaml#/None', want: `MOCKGEN_REF_NOT_FOUND ${line}` }],
    ['names no anchor', { given: '"#none"', want: `MOCKGEN_REF_NOT_FOUND ${line}` }],
    ['climbs out of the folder', { given: '../outside.yaml', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['climbs out, percent-encoded', { given: '"%2e%2e/outside.yaml"', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is an absolute path', { given: '/etc/passwd', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is an http URL', { given: '"http://127.0.0.1:9/a.yaml"', want: `MOCKGEN_REF_REMOTE ${line}` }],
    ['is an https URL', { given: '"https://example.com/a.yaml"', want: `MOCKGEN_REF_REMOTE ${line}` }],
    ['has no scheme but a host', { given: '"//example.com/a.yaml"', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is a file URL outside', { given: '"file:///etc/passwd"', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is a device', { given: '/dev/zero', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['follows a link out of the folder', { given: 'link.yaml', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['follows a linked folder out', { given: 'linked/outside.yaml', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is a folder', { given: 'sub', want: `MOCKGEN_FILE_UNREADABLE ${line}` }],
    ['is a pipe', { given: 'pipe', want: `MOCKGEN_FILE_UNREADABLE ${line}` }],
    ['follows a link to a device', { given: 'zero.yaml', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['is a UNC path', { given: '"//host/share/a.yaml"', want: `MOCKGEN_REF_FOREIGN ${line}` }],
    ['names a file with a syntax error', { given: 'broken.yaml', want: 'MOCKGEN_SYNTAX broken.yaml:2:1' }],
  ])('one that %s', async (_, { given, want }) => {
    const folder = folderWith({
      'doc/api.yaml': answering(`{ $ref: ${given} }`),
      'doc/parts.yaml': 'A: 1\n',
      'doc/broken.yaml': 'a: "b\n',
      'outside.yaml': 'type: string\n',
    })
    mkdirSync(join(folder, 'doc/sub'))
    symlinkSync(join(folder, 'outside.yaml'), join(folder, 'doc/link.yaml'))
    symlinkSync(folder, join(folder, 'doc/linked'))
    symlinkSync('/dev/zero', join(folder, 'doc/zero.yaml'))
    execFileSync('mkfifo', [join(folder, 'doc/pipe')])
    expect(await summaryOf(loadDocument(join(folder, 'doc/api.yaml')))).toEqual([want])
  })

  it.each<[string, { given: string; want: readonly string[] }]>([
    ['a callback', { given: 'callbacks: { cb: { $ref: ../outside.yaml } }', want: ['MOCKGEN_REF_FOREIGN'] }],
    ['a request body', { given: 'requestBody: { $ref: /etc/passwd }', want: ['MOCKGEN_REF_FOREIGN'] }],
    [
      'a parameter',
      { given: 'parameters: [{ $ref: "http://169.254.169.254/x" }]', want: ['MOCKGEN_REF_REMOTE'] },
    ],
    [
      'a response',
      { given: 'responses: { "200": { $ref: "file:///etc/passwd" } }', want: ['MOCKGEN_REF_FOREIGN'] },
    ],
    [
      'an example',
      {
        given:
          'responses: { "200": { description: "", content: { application/json: { examples: { a: { $ref: ../outside.yaml } } } } } }',
        want: ['MOCKGEN_REF_FOREIGN'],
      },
    ],
    // Nobody reads what these lead to.
    [
      'a link',
      {
        given:
          'responses: { "200": { description: "", links: { l: { operationRef: "../outside.yaml#/paths/~1x/get" } } } }',
        want: [],
      },
    ],
    [
      'an external value',
      {
        given:
          'responses: { "200": { description: "", content: { application/json: { examples: { a: { externalValue: "http://169.254.169.254/x" } } } } } }',
        want: [],
      },
    ],
  ])('from %s', async (_, { given, want }) => {
    const folder = folderWith({
      'doc/api.yaml': `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /x:\n    post:\n      ${given}\n`,
      'outside.yaml': 'type: string\n',
    })
    const found = await diagnosticsOf(loadDocument(join(folder, 'doc/api.yaml')))
    expect(found.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(want)
  })

  it('says which option reads from elsewhere', async () => {
    const found = await diagnosticsOf(load({ 'api.yaml': answering('{ $ref: ../outside.yaml }') }))
    expect(found[0]?.remedy).toContain('--root')
  })

  it.each([
    'http://[',
    '%zz.yaml',
    'a%00.yaml',
    '\\\\\\\\host\\\\a',
    'javascript:x',
    'data:,x',
    ' ',
    '?',
    'C:\\\\x',
    'file://host/x',
    '~',
    'a'.repeat(5000),
  ])('one that is odd (%j)', async (given) => {
    const found = await diagnosticsOf(load({ 'api.yaml': answering(`{ $ref: "${given}" }`) }))
    expect(found.map(({ code }) => code.slice(0, 12))).toEqual(['MOCKGEN_REF_'])
  })

  it('are all told at once, each with the place of its $ref, also in other files', async () => {
    const found = await summaryOf(
      load({
        'api.yaml': answering('{ oneOf: [{ $ref: a.yaml }, { $ref: "#/x" }, { $ref: ../b.yaml }] }'),
        'a.yaml': 'type: object\nproperties:\n  b:\n    $ref: none.yaml\n',
      }),
    )
    expect([...found].sort()).toEqual([
      'MOCKGEN_REF_FOREIGN api.yaml:9:103',
      'MOCKGEN_REF_NOT_FOUND a.yaml:4:11',
      'MOCKGEN_REF_NOT_FOUND api.yaml:9:86',
    ])
  })

  it('that copy path items into each other without end are stopped', async () => {
    const levels = Array.from({ length: 40 }, (_, level) => {
      const callback = (name: string) => [name, { event: { $ref: `#/components/pathItems/P${level + 1}` } }]
      const post = { callbacks: Object.fromEntries(['a', 'b', 'c'].map(callback)), responses: {} }
      return [`P${level}`, { post }]
    })
    const pathItems = { ...Object.fromEntries(levels), P40: {} }
    const paths = { '/a': { $ref: '#/components/pathItems/P0' } }
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths,
      components: { pathItems },
    }
    const found = await diagnosticsOf(load({ 'api.json': JSON.stringify(document) }))
    expect(found.map(({ code }) => code)).toContain('MOCKGEN_LIMIT')
  })

  it('may reach a wider folder that is named', async () => {
    const folder = folderWith({
      'doc/api.yaml': answering('{ $ref: ../Pet.yaml }'),
      'Pet.yaml': 'type: string\n',
    })
    const loaded = loadDocument(join(folder, 'doc/api.yaml'), { root: folder })
    expect(await summaryOf(loaded)).toEqual([])
  })

  it('that only lead back to themselves stand for any value, with a warning', async () => {
    const files = {
      'api.yaml': answering(
        '{ $ref: "#/components/schemas/A" }',
        'schemas:\n  A: { $ref: "#/components/schemas/A" }',
      ),
    }
    const { document, warnings } = await load(files)
    expect(warnings.every(({ code, severity }) => code === 'MOCKGEN_SCHEMA' && severity === 'warning')).toBe(
      true,
    )
    expect(at(document.document, ['components', 'schemas', 'A'])).toEqual({})
  })

  it('that put themselves in their own place are an error', async () => {
    const found = await diagnosticsOf(
      load({ 'api.yaml': yaml('/a: { $ref: "#/paths/~1b" }\n/b: { $ref: "#/paths/~1a" }') }),
    )
    expect(found.map(({ code }) => code)).toContain('MOCKGEN_REF_NOT_FOUND')
  })
})

describe('locating', () => {
  const files = {
    'api.yaml': answering(
      '{ $ref: Pet.yaml }',
      'schemas:\n  Own:\n    type: object\n    properties:\n      a: { type: string }',
    ),
    'Pet.yaml': 'type: object\nproperties:\n  name:\n    type: string\n',
  }

  it.each<[string, { given: string; want: string }]>([
    ['a scalar at its value', { given: '/components/schemas/Own/type', want: 'api.yaml:13:13' }],
    ['an object at its key', { given: '/components/schemas/Own', want: 'api.yaml:12:5' }],
    ['a pointer in its fragment form', { given: '#/paths/~1pets/get', want: 'api.yaml:5:5' }],
    [
      'a value of another file there',
      { given: '/components/schemas/Pet/properties/name/type', want: 'Pet.yaml:4:11' },
    ],
    [
      'what was added at its nearest parent',
      { given: '/paths/~1pets/get/operationId', want: 'api.yaml:5:5' },
    ],
    ['the document at its beginning', { given: '', want: 'api.yaml:1:1' }],
  ])('finds %s', async (_, { given, want }) => {
    const place = (await load(files)).document.locate(given)
    expect(`${place?.file.split('/').at(-1)}:${place?.line}:${place?.column}`).toBe(want)
  })

  it('finds values in JSON and in converted documents', async () => {
    const swagger = {
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      paths: {},
      definitions: { 'a/b': { type: 'string' } },
    }
    const { document } = await load({ 'api.json': JSON.stringify(swagger, null, 1) })
    expect(document.locate('/components/schemas/a~1b/type')).toMatchObject({ line: 10, column: 12 })
  })
})

describe('schemas that name themselves', () => {
  it.each<[string, { given: string; want: string }]>([
    ['by their $id', { given: 'https://example.com/schemas/pet', want: '#/components/schemas/Pet' }],
    ['relative to the $id around', { given: 'owner', want: '#/components/schemas/Own/$defs/Owner' }],
    ['from the root of theirs', { given: '#/$defs/Tag', want: '#/components/schemas/Own/$defs/Tag' }],
    ['by an anchor in theirs', { given: '#tag', want: '#/components/schemas/Own/$defs/Tag' }],
    [
      'by an anchor elsewhere',
      { given: 'https://example.com/schemas/pet#tag', want: '#/components/schemas/Pet/$defs/Tag' },
    ],
    [
      'from the document, as most mean it',
      { given: '#/components/schemas/Pet', want: '#/components/schemas/Pet' },
    ],
  ])('are referred to %s', async (_, { given, want }) => {
    const schemas = `schemas:
  Pet: { $id: "https://example.com/schemas/pet", $defs: { Tag: { $anchor: tag, type: integer } } }
  Own:
    $id: https://example.com/schemas/own
    $defs: { Tag: { $anchor: tag, type: string }, Owner: { $id: owner, type: object } }
    properties: { a: { $ref: "${given}" } }`
    const files = {
      'api.yaml': answering('{ $ref: "#/components/schemas/Own" }', schemas).replace('3.0.3', '3.1.0'),
    }
    const { document, warnings } = await load(files)
    expect(warnings).toEqual([])
    const found = at(document.document, ['components', 'schemas', 'Own', 'properties', 'a', '$ref'])
    expect(found).toBe(want)
    expect(JSON.stringify(document.document)).not.toContain('$id')
  })

  it('are not looked for in examples, and properties called $id are properties', async () => {
    const schema = '{ type: object, properties: { $id: { type: string } }, example: { $id: "none.yaml" } }'
    const document = await bundled({ 'api.yaml': answering(schema) })
    expect(at(document, [...schemaPointer, 'properties'])).toEqual({ $id: { type: 'string' } })
    expect(at(document, [...schemaPointer, 'example'])).toEqual({ $id: 'none.yaml' })
  })
})
