// What the uses of an entity tell about it: credentials, scopes, lives, seeds, and answers that show something else.
import { expect, test } from 'vitest'
import type { ApiModel } from '../../generator/model.js'
import { readModel } from '../../generator/read/read-model.js'
import { type Declarations, diagnose, documentText, unmark, withDocument } from './marked.js'

const modelOf = (declared: Declarations) =>
  withDocument(documentText(declared), {}, (document): ApiModel => readModel(document).model)
const entityIn = async (declared: Declarations, name: string) =>
  (await modelOf(declared)).entities.find((entity) => entity.name === name)?.facts

test.each([
  ['the key has no index besides', { given: 'id', want: undefined }],
  ['a unique property has none', { given: 'email', want: undefined }],
  ['any other property has one', { given: 'status', want: ['status'] }],
] as const)('of what credentials are looked up by, %s', async (_title, { given, want }) => {
  const root = '{ entities: { users: { unique: [email] } } }'
  const facts = await entityIn({ root, key: `{ entity: users, key: ${given} }` }, 'users')
  expect(facts?.indexes).toEqual(want)
})

/** A login that answers what it keeps, and a profile that is read by the same key and answers as it says. */
const profiles = (body: string) => `openapi: 3.0.3
info: { title: Profiles, version: '1' }
paths:
  /login:
    post:
      x-persistence: { entity: sessions, action: create }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } } }
      responses: { '201': { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } } } }
  /profile/{token}:
    parameters: [{ name: token, in: path, required: true, schema: { type: string } }]
    get:
      x-persistence: { entity: sessions, action: read, response: { body: ${body} } }
      responses: { '200': { description: who, content: { application/json: { schema: { $ref: '#/components/schemas/Profile' } } } } }
components:
  schemas:
    Session: { type: object, properties: { token: { type: string }, userId: { type: string } } }
    Profile: { type: object, properties: { token: { type: string }, user: { type: string } } }
`

test.each([
  ['an operation', '{ entity: users, action: create, ttl: 60 }'],
  ['a step', '{ operations: [{ entity: users, action: create, ttl: 60 }] }'],
  ['a rule', '{ rules: [{ entity: users, action: create, ttl: 60 }] }'],
  ['a batch', "{ entity: users, action: create, ttl: 60, batch: { items: '{{ [request.body] }}' } }"],
  ['an operation that is understood anyway', '{ idempotency: false, ttl: 60 }'],
])('%s with a ttl gives records of the entity a life of their own', async (_title, create) => {
  expect(await entityIn({ create }, 'users')).toMatchObject({ ownTtl: true })
  expect(await entityIn({ create: create.replace(', ttl: 60', '') }, 'users')).not.toHaveProperty('ownTtl')
})

test.each([
  ['seeds', { root: '{ entities: { apiKeys: { seed: [{ id: a }] } } }' }],
  ['seeds of the root', { root: '{ entities: { apiKeys: {} }, seed: { apiKeys: [{ id: a }] } }' }],
  ['credentials', { root: '{ entities: { apiKeys: {} } }', key: '{ entity: apiKeys, key: id }' }],
  ['its key', { root: '{ entities: { apiKeys: { key: id } } }' }],
])('an entity without a schema is kept when %s tell of it', async (_title, declared: Declarations) => {
  expect(await entityIn(declared, 'apiKeys')).toMatchObject({ schemas: [], key: 'id', generateKey: 'uuid' })
})

test('an entity that nothing but its name tells of is refused', async () => {
  const { text, places } = unmark(documentText({ root: '{ entities: { ◆apiKeys: {} } }' }))
  const found = await withDocument(text, {}, diagnose)
  expect(found.map(({ code, place }) => [code, `${place?.line}:${place?.column}`])).toEqual([
    ['MOCKGEN_PERSISTENCE', places[0]],
  ])
})

test('a scope of templates is named by what they read', async () => {
  const scope = "['{{ request.headers.tenant }}', '{{ request.headers[\"team-id\"] }}', '{{ 1 + 1 }}']"
  const declared = (action: string) => `{ entity: users, action: ${action}, scope: ${scope} }`
  const facts = await entityIn(
    { create: declared('create'), list: declared('list'), read: declared('read') },
    'users',
  )
  expect(facts).toMatchObject({
    scope: ['tenant', 'team-id', 'scope3'],
    scopeProperties: { 'team-id': 'teamId' },
  })
})

test('the place of an entity whose expressions can fail is told', async () => {
  const lifecycle = (more: string) =>
    `{ entity: users, lifecycle: { field: status, initial: new, transitions: [{ from: new, to: gone${more} }] } }`
  expect(await entityIn({ user: lifecycle('') }, 'users')).not.toHaveProperty('declaredAt')
  expect(await entityIn({ user: lifecycle(", when: 'true'") }, 'users')).toMatchObject({
    declaredAt: '/components/schemas/User/x-persistence',
  })
})

test('an answer that shows something else says nothing about the records', async () => {
  const { entities } = await withDocument(
    profiles("{ user: '{{ entity.userId }}' }"),
    {},
    (document) => readModel(document).model,
  )
  expect(entities[0]?.facts).toMatchObject({ key: 'token', schemas: ['#/components/schemas/Session'] })
})

test('an answer that shows the record says what is in it', async () => {
  const { entities } = await withDocument(
    profiles("{ user: '{{ entity.user }}', token: '{{ id }}' }"),
    {},
    (document) => readModel(document).model,
  )
  expect(entities[0]?.facts.schemas).toEqual(['#/components/schemas/Profile', '#/components/schemas/Session'])
})

test('a status that the contract does not declare is a warning that tells those it does', async () => {
  const create = '{ entity: users, action: create, response: { status: ◆202 } }'
  const { text, places } = unmark(documentText({ create }))
  const found = await withDocument(text, {}, diagnose)
  expect(found).toMatchObject([{ severity: 'warning', code: 'MOCKGEN_PERSISTENCE' }])
  expect(found.map(({ place }) => `${place?.line}:${place?.column}`)).toEqual(places)
  expect(found[0]?.remedy).toContain('201')
})
