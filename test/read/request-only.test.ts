// Properties that requests name and no answer does: they are kept, and nobody is shown them.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  boolean,
  crud,
  declaring,
  entityOf,
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

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const user = { 'id!': integer, 'name!': text, email: text }
const newUser = { 'name!': text, email: text, password: text, validate_only: boolean }
const byId = { parameters: [{ name: 'id', in: 'path', required: true, schema: integer }] }

interface Users {
  readonly answered?: JsonObject
  readonly sent?: JsonObject
  readonly changed?: JsonObject
  readonly listed?: JsonObject
  readonly created?: JsonObject
  readonly parameters?: readonly JsonObject[]
}

function users({ answered = object(user), sent = object(newUser), ...more }: Users = {}): JsonObject {
  const { changed = sent, listed = answered, created = answered, parameters = [] } = more
  return {
    '/users': {
      get: operation({ '200': list(listed) }, null, { parameters }),
      post: operation({ '201': created }, sent),
    },
    '/users/{id}': {
      get: operation({ '200': answered }, null, byId),
      put: operation({ '200': answered }, changed, byId),
      patch: operation({ '200': answered }, object({ name: text, password: text }), byId),
    },
  }
}

const secrets = ['password', 'validate_only']

describe('the properties that are kept and never answered', () => {
  const open = object({ ...user })
  test.each<[title: string, { given: Users; want: readonly string[] | undefined }]>([
    ['are those that only requests name', { given: {}, want: secrets }],
    [
      'are not those that the answer of another operation names',
      { given: { listed: object({ ...user, validate_only: boolean }) }, want: ['password'] },
    ],
    [
      'are not those that the answer to a create shows once',
      { given: { created: object({ ...user, password: text }) }, want: ['validate_only'] },
    ],
    [
      'are not those that answers spell otherwise',
      {
        given: { sent: object({ 'name!': text, Email: text, VALIDATE_ONLY: text }) },
        want: ['VALIDATE_ONLY', 'password'],
      },
    ],
    [
      'are not those of one schema for requests and answers',
      { given: { answered: object(newUser), sent: object(newUser) }, want: undefined },
    ],
    [
      'are none where an answer says that it has others',
      { given: { answered: { ...open, additionalProperties: true } }, want: undefined },
    ],
    [
      'are none where an answer has others by a pattern',
      { given: { listed: { ...open, patternProperties: { '^x-': text } } }, want: undefined },
    ],
    [
      'are told of closed answers too',
      { given: { answered: { ...open, additionalProperties: false } }, want: secrets },
    ],
    [
      'may stand in one branch of a request',
      {
        given: {
          sent: { oneOf: [object({ 'name!': text, pin: text }), object({ 'name!': text, key: text })] },
        },
        want: ['pin', 'key', 'password'],
      },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(entityOf(read(users(given)), 'users')?.writeOnly).toEqual(want)
  })

  test('are as the entity declares them', () => {
    const declared = (writeOnly: readonly string[]) =>
      entityOf(read(users(), {}, declaring({ users: { writeOnly: [...writeOnly] } })), 'users')?.writeOnly
    expect(declared(['email'])).toEqual(['email'])
    expect(declared([])).toBeUndefined()
  })

  test('are explained by the request that names them', () => {
    const [entity] = read(users({ sent: ref('NewUser') }), { NewUser: object(newUser) }).entities
    expect(entity?.constraints).toContainEqual({
      text: expect.stringContaining('password, validate_only'),
      pointer: '/components/schemas/NewUser',
    })
  })
})

describe('a mock', () => {
  const body = { name: 'Ann', email: 'a@b.c', password: 'hunter2', validate_only: true, nickname: 'Annie' }
  const shown = { id: 1, name: 'Ann', email: 'a@b.c', nickname: 'Annie' }
  const told = annotated({
    entity: 'users',
    action: 'read',
    response: { body: { secret: '{{ entity.password }}' } },
  })
  const check = operation({ '200': object({ secret: text }) }, null, { ...byId, ...told })

  test.each([
    ['open', {}, shown],
    ['closed', { additionalProperties: false }, { id: 1, name: 'Ann', email: 'a@b.c' }],
  ])('keeps them and shows them only to who names them; its answers are %s', async (_title, more, want) => {
    const answered = { ...object(user), ...more }
    mock = await servePaths({ ...users({ answered }), '/users/{id}/check': { post: check } })
    const path = { id: 1 }
    expect((await mock.send('post /users', { body })).body).toEqual(want)
    expect((await mock.send('get /users/{id}', { path })).body).toEqual(want)
    expect((await mock.send('get /users')).body).toEqual([want])
    expect((await mock.send('post /users/{id}/check', { path })).body).toEqual({ secret: 'hunter2' })
    const patched = await mock.send('patch /users/{id}', { path, body: { name: 'Bea', password: 'other' } })
    expect(patched.body).toEqual({ ...want, name: 'Bea' })
    expect((await mock.send('post /users/{id}/check', { path })).body).toEqual({ secret: 'other' })
  })

  test('shows a declared one where an answer must have it, and finds and sorts nothing by it', async () => {
    const User = { ...object(user), ...annotated({ entity: 'users', writeOnly: ['email'] }) }
    const created = object({ 'id!': integer, 'email!': text })
    const parameters = [query('email', text), query('sort', text)]
    mock = await servePaths(users({ answered: ref('User'), created, parameters }), { User })
    const [ann, bea] = [
      { name: 'Ann', email: 'b@b.c' },
      { name: 'Bea', email: 'a@b.c' },
    ]
    expect((await mock.send('post /users', { body: ann })).body).toMatchObject({ email: 'b@b.c' })
    await mock.send('post /users', { body: bea })
    const found = await mock.send('get /users', { query: { email: 'nobody' } })
    expect(found.body).toEqual([
      { id: 1, name: 'Ann' },
      { id: 2, name: 'Bea' },
    ])
    expect((await mock.send('get /users', { query: { sort: 'email' } })).status).toBe(400)
  })

  test('shows what neither requests nor answers name', async () => {
    mock = await servePaths(crud('/pets', 'id', object({ id: integer, name: text })))
    const created = await mock.send('post /pets', { body: { name: 'Rex', colour: 'red' } })
    expect(created.body).toEqual({ id: 1, name: 'Rex', colour: 'red' })
  })
})
