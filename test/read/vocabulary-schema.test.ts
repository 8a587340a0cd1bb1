// The published JSON Schema of x-persistence: it has the keys that are read, and what it allows is understood.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { actionKeys } from '../../generator/read/declared/declared-action.js'
import { extraKeys } from '../../generator/read/declared/declared-extras.js'
import { listKeys } from '../../generator/read/declared/declared-lists.js'
import { stepKeys } from '../../generator/read/declared/declared-steps.js'
import { schemaKeys, vocabulary } from '../../generator/read/declared/vocabulary.js'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'

const projectFolder = fileURLToPath(new URL('../../', import.meta.url))
const schema: JsonObject = JSON.parse(
  readFileSync(`${projectFolder}schema/x-persistence.schema.json`, 'utf8'),
)
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
ajv.addSchema(schema)

const definitions = schema.$defs as Readonly<Record<string, JsonObject>>
const keysOf = (value: Json | undefined) =>
  Object.keys((value as JsonObject | undefined)?.properties ?? {}).toSorted()
const propertyOf = (name: string, property: string) =>
  (definitions[name]?.properties as JsonObject | undefined)?.[property]

/** What is wrong with a declaration by a definition of the schema. */
function errorsOf(definition: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`${String(schema.$id)}#/$defs/${definition}`)
  if (validate === undefined) throw new Error(`there is no definition ${definition}`)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the keys of the schema are those that are read', () => {
  const unit = ['entity', 'action', 'response', 'batch', 'operations', 'onError', ...actionKeys]
  test.each<[string, readonly string[], readonly string[]]>([
    ['the root', keysOf(definitions.root), vocabulary.root],
    ['generate of the root', keysOf(propertyOf('root', 'generate')), vocabulary.rootGenerate],
    ['sandboxes', keysOf(propertyOf('root', 'sandbox')), vocabulary.sandbox],
    ['idempotency', keysOf(definitions.idempotency), vocabulary.idempotency],
    ['errors of the root', keysOf(propertyOf('root', 'errors')), vocabulary.rootErrors],
    ['errors', keysOf(definitions.errors), vocabulary.errors],
    ['pages', keysOf(definitions.pagination), vocabulary.pagination],
    ['entities', keysOf(definitions.entity), vocabulary.entity],
    ['entities on schemas', keysOf(definitions.schemaEntity), schemaKeys],
    ['relationships', keysOf(definitions.relationship), vocabulary.relationship],
    ['timestamps', keysOf(propertyOf('entity', 'timestamps')), vocabulary.timestamps],
    ['caches', keysOf(definitions.cache), vocabulary.cache],
    ['lifecycles', keysOf(definitions.lifecycle), vocabulary.lifecycle],
    ['transitions', keysOf(definitions.transition), vocabulary.transition],
    ['made-up data', keysOf(definitions.generate), vocabulary.generate],
    ['made-up properties', keysOf(definitions.generateField), vocabulary.generateField],
    ['security schemes', keysOf(definitions.securityScheme), vocabulary.scheme],
    ['operations', keysOf(definitions.operationObject), [...unit, 'rules', ...listKeys, ...extraKeys]],
    ['steps', keysOf(definitions.step), [...stepKeys, ...actionKeys]],
    ['rules', keysOf(definitions.rule), [...unit, 'when', 'sort', 'limit']],
  ])('of %s', (_of, found, read) => {
    expect(found).toEqual([...new Set(read)].toSorted())
  })
})

test('every key is described, so that editors can show what it is for', () => {
  const bare = describedBelow(schema, '')
  expect(bare).toEqual([])
})

// Properties without a description of their own or of what they refer to. Below `properties` the names are not keywords.
function describedBelow(value: Json, pointer: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => describedBelow(item, `${pointer}/${index}`))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([keyword, item]) => {
    const at = `${pointer}/${keyword}`
    if (keyword !== 'properties' || !isObject(item)) return describedBelow(item, at)
    return Object.entries(item).flatMap(([name, property]) => [
      ...(isDescribed(property) ? [] : [`${at}/${name}`]),
      ...describedBelow(property, `${at}/${name}`),
    ])
  })
}

function isDescribed(property: Json): boolean {
  if (!isObject(property)) return false
  if (typeof property.description === 'string') return true
  const name = typeof property.$ref === 'string' ? (property.$ref.split('/').at(-1) ?? '') : ''
  return typeof definitions[name]?.description === 'string'
}

describe('a declaration that is understood obeys the schema', () => {
  test.each<[string, string, JsonObject]>([
    [
      'of a root',
      'root',
      {
        namespace: 'bookstore',
        infer: true,
        seed: { users: [{ id: 'a' }] },
        generate: { counts: { users: 50 } },
        sandbox: { header: 'X-Mock-Sandbox', required: false },
        idempotency: { header: 'Idempotency-Key', ttl: 86400 },
        errors: { onConnectionFailure: 'fail', onNotFound: 404, onValidationError: 422, onConflict: 409 },
        pagination: { style: 'cursor', defaultLimit: 20, maxLimit: 100 },
      },
    ],
    [
      'of an entity',
      'entity',
      {
        schema: '#/components/schemas/User',
        key: ['tenantId', 'id'],
        generateKey: 'ulid',
        unique: ['email', ['tenantId', 'handle']],
        indexes: ['role'],
        relationships: { teamId: { entity: 'teams', field: 'id', required: true, onDelete: 'cascade' } },
        constraints: { name: { minLength: 1 }, email: { format: 'email' } },
        timestamps: { created: 'createdAt', updated: 'updatedAt' },
        version: 'version',
        ttl: 3600,
        ttlRefresh: 'access',
        lifecycle: {
          field: 'status',
          initial: 'pending',
          transitions: [
            { from: 'pending', to: 'running', after: '1s' },
            {
              from: ['pending', 'running'],
              to: 'done',
              after: 5,
              when: 'entity.x',
              set: { at: '{{ now }}' },
            },
          ],
        },
        seed: './seed.yaml',
        generate: { count: 5, fields: { role: { oneOf: ['a'], weights: [1] }, name: 'person.fullName' } },
        cache: { ttl: 300, keyPrefix: 'user_cache' },
        'x-note': 'ours',
      },
    ],
    [
      'of an order',
      'operation',
      {
        operations: [
          { as: 'order', entity: 'orders', action: 'create', data: { total: '{{ request.body.total }}' } },
          {
            entity: 'inventory',
            action: 'update',
            key: '{{ request.body.productId }}',
            validate: { when: 'current.quantity > 0', status: 409, message: 'out of stock' },
            data: { quantity: '{{ current.quantity - 1 }}' },
          },
        ],
      },
    ],
  ])('%s', (_title, definition, value) => {
    expect(errorsOf(definition, value)).toEqual([])
  })

  test.each(examples())('in %s', (_file, declarations) => {
    expect(declarations.length).toBeGreaterThan(0)
    for (const { kind, value } of declarations) expect(errorsOf(kind, value)).toEqual([])
  })
})

describe('a declaration that is not understood breaks the schema', () => {
  test.each<[string, string, unknown]>([
    ['an unknown key', 'entity', { uniqe: [] }],
    ['a ttl of -1', 'entity', { ttl: -1 }],
    ['an unknown action', 'operation', { entity: 'users', action: 'creat' }],
    ['an object for a text', 'securityScheme', { entity: {}, key: 'id' }],
    ['a time that is none', 'transition', { from: 'a', to: 'b', after: 'soon' }],
    ['true for an operation', 'operation', true],
  ])('%s', (_title, definition, value) => {
    expect(errorsOf(definition, value)).not.toEqual([])
  })
})

interface Declaration {
  readonly kind: string
  readonly value: Json
}

/** The declarations of the examples in the repository and in its documents, by file. */
function examples(): readonly (readonly [string, readonly Declaration[]])[] {
  return [...contracts(), ...documents()].filter(([, found]) => found.length > 0)
}

type Found = readonly [file: string, declarations: readonly Declaration[]]

function contracts(): readonly Found[] {
  const folder = `${projectFolder}examples`
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /openapi\.(ya?ml|json)$/.test(name) && !name.includes('node_modules'))
    .map((name) => [name, declarationsIn(parse(readFileSync(`${folder}/${name}`, 'utf8')), [])] as const)
}

// The blocks of YAML in Markdown; a declaration alone is one of an operation or of the root.
function documents(): readonly Found[] {
  const names = ['README.md', ...readdirSync(`${projectFolder}docs`).map((name) => `docs/${name}`)]
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const text = readFileSync(`${projectFolder}${name}`, 'utf8')
      const blocks = [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
      const found = blocks.filter((block) => block.includes('x-persistence:')).map((block) => parse(block))
      return [name, found.flatMap((value) => declarationsIn(value, []))] as const
    })
}

function declarationsIn(value: Json, tokens: readonly string[]): readonly Declaration[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) =>
    name === 'x-persistence'
      ? [{ kind: kindAt(tokens, item), value: item }]
      : declarationsIn(item, [...tokens, name]),
  )
}

function kindAt([first, second]: readonly string[], value: Json): string {
  const isAction = isObject(value) && ['action', 'operations', 'rules'].some((key) => key in value)
  if (first === undefined) return isAction ? 'operation' : 'root'
  if (first !== 'components') return 'operation'
  return second === 'schemas' ? 'schemaEntity' : 'securityScheme'
}
