// Answers of success that show no record: the change happens all the same, and what is known of it is told.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, expect, test } from 'vitest'
import {
  actionsOf,
  boolean,
  crud,
  factsOf,
  integer,
  list,
  object,
  operation,
  query,
  read,
  ref,
  text,
} from './documents.js'
import { servePaths } from './serve-paths.js'

let mock: StartedMock | undefined
afterEach(() => mock?.close())

const state = { type: 'string', enum: ['open', 'closed'] }
const components = { Pet: object({ 'id!': integer, 'name!': text, state }) }
const parameters = [{ name: 'petId', in: 'path', required: true, schema: integer }]
const paths = (item: JsonObject, listed: readonly JsonObject[] = []): JsonObject => ({
  '/pets': {
    get: operation({ '200': list(ref('Pet')) }, null, { parameters: listed }),
    post: operation({ '201': ref('Pet') }, ref('Pet')),
  },
  '/pets/{petId}': { parameters, get: operation({ '200': ref('Pet'), '404': null }), ...item },
})
const create = async (running: StartedMock, name = 'Rex', of = 'open') => {
  const { body } = await running.send('post /pets', { body: { id: of === 'open' ? 1 : 2, name, state: of } })
  return { path: { petId: Number((body as JsonObject).id) } }
}

test('a delete that answers a receipt names the record and says that it is gone', async () => {
  const receipt = object({ 'deleted!': { type: 'boolean', example: false }, 'id!': integer, 'note!': text })
  mock = await servePaths(paths({ delete: operation({ '200': receipt }) }), components)
  const about = await create(mock)
  const { status, body } = await mock.send('delete /pets/{petId}', about)
  expect({ status, body }).toMatchObject({ status: 200, body: { deleted: true, id: about.path.petId } })
  expect((await mock.send('get /pets/{petId}', about)).status).toBe(404)
})

test('an update that answers a receipt changes the record', async () => {
  const given = paths({ put: operation({ '200': object({ 'ok!': boolean, id: text }) }, ref('Pet')) })
  expect(actionsOf(read(given, components))).toMatchObject({ 'put /pets/{petId}': 'update pets' })
  mock = await servePaths(given, components)
  const about = await create(mock)
  const changed = await mock.send('put /pets/{petId}', {
    ...about,
    body: { id: about.path.petId, name: 'Max' },
  })
  expect(changed).toMatchObject({
    status: 200,
    body: { ok: true, id: String(about.path.petId) },
    violations: [],
  })
  expect((await mock.send('get /pets/{petId}', about)).body).toMatchObject({ name: 'Max' })
})

test('an update that answers something with a life of its own is none', () => {
  const job = object({ 'job!': object({ 'id!': text }) })
  const given = paths({ put: operation({ '200': job }, ref('Pet')) })
  expect(actionsOf(read(given, components))).toMatchObject({ 'put /pets/{petId}': '-' })
})

test('HEAD of an item says whether it is there', async () => {
  const given = paths({ head: operation({ '200': null, '404': null }) })
  mock = await servePaths(given, components)
  const about = await create(mock)
  expect((await mock.send('head /pets/{petId}', about)).status).toBe(200)
  expect((await mock.send('head /pets/{petId}', { path: { petId: 99 } })).status).toBe(404)
})

test('a value that no record can have and means all selects everything', async () => {
  const asked = query('state', { type: 'string', enum: ['open', 'closed', 'all'], default: 'open' })
  mock = await servePaths(paths({}, [asked]), components)
  await create(mock, 'Rex', 'open')
  await create(mock, 'Max', 'closed')
  const names = async (state?: string) => {
    const response = await fetch(`${mock?.url}/pets${state === undefined ? '' : `?state=${state}`}`)
    const pets = (await response.json()) as readonly { readonly name: string }[]
    return pets.map(({ name }) => name)
  }
  expect(await names('all')).toEqual(['Rex', 'Max'])
  expect(await names('closed')).toEqual(['Max'])
  expect(await names()).toEqual(['Rex'])
})

test('a record with a component in it is not taken for the component', () => {
  const Owner = object({ 'id!': integer, email: text })
  const tree = { anyOf: [object({ value: integer, next: ref('Tree') }), { type: 'null' }] }
  for (const inner of [ref('Owner'), ref('Tree')]) {
    const pet = object({ inner, 'id!': integer, 'name!': text })
    const model = read(crud('/pets', 'id', pet), { Owner, Tree: tree })
    expect(model.entities[0]?.facts.schemas[0]).toMatch(/^#\/paths\/~1pets~1\{id\}\/get\//)
  }
})

test('a reference in the body of a create is not the record', async () => {
  const reference = object({ 'id!': text, 'type!': { type: 'string', enum: ['task'] } })
  const Assignment = object({
    'id!': text,
    'type!': { type: 'string', enum: ['assignment'] },
    item: reference,
  })
  const sent = object({ 'task!': reference, 'assign_to!': object({ id: text }) })
  mock = await servePaths(
    {
      '/assignments': { post: operation({ '201': ref('Assignment') }, sent) },
      '/assignments/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        get: operation({ '200': ref('Assignment'), '404': null }),
      },
    },
    { Assignment },
  )
  const body = { task: { id: '11', type: 'task' }, assign_to: { id: '5' } }
  const [first, second] = [
    await mock.send('post /assignments', { body }),
    await mock.send('post /assignments', { body }),
  ]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(first.body).toEqual({ id: expect.any(String), type: 'assignment' })
  expect((first.body as JsonObject).id).not.toBe('11')
})

test('an envelope around a record that is sent is still one', () => {
  const model = read(
    {
      ...paths({}),
      '/pets': { post: operation({ '201': ref('Pet') }, object({ pet: ref('Pet'), by: text })) },
    },
    components,
  )
  expect(factsOf(model, 'post', '/pets')).toMatchObject({ action: 'create', input: '/pet' })
})
