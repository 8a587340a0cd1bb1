// A login against stored users, as docs/x-persistence.md writes it: the steps look, and a check refuses with 401.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const text = { type: 'string' }
const answer = (properties: object) => ({
  description: '',
  content: { 'application/json': { schema: { type: 'object', properties } } },
})
const object = (...names: readonly string[]) => ({
  type: 'object',
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, text])),
})
const document = {
  openapi: '3.1.0',
  info: { title: 'Login', version: '1' },
  'x-persistence': {
    entities: {
      users: {
        schema: '#/components/schemas/User',
        seed: [
          { id: 'u1', username: 'ann', password: 'one' },
          { id: 'u2', username: 'bob', password: 'two' },
        ],
      },
      sessions: {
        schema: '#/components/schemas/Session',
        key: 'token',
      },
    },
  },
  paths: {
    '/login': {
      post: {
        operationId: 'login',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Login' },
            },
          },
        },
        responses: { 200: answer({ token: text, userId: text }), 401: answer({ detail: text }) },
        'x-persistence': {
          operations: [
            {
              as: 'users',
              entity: 'users',
              action: 'list',
              where: { username: '{{ request.body.username }}', password: '{{ request.body.password }}' },
            },
            {
              as: 'login',
              entity: 'sessions',
              action: 'create',
              ttl: 86_400,
              validate: { when: 'size(users) == 1', status: 401, message: 'wrong user or password' },
              data: { userId: '{{ users[0].id }}' },
            },
          ],
          response: { status: 200, body: { token: '{{ login.token }}', userId: '{{ login.userId }}' } },
        },
      },
    },
  },
  components: {
    schemas: {
      Login: object('username', 'password'),
      User: object('id', 'username', 'password'),
      Session: object('token', 'userId'),
    },
  },
}

let mock: StartedMock

beforeAll(async () => {
  const file = join(tempFolder(), 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  mock = await startMock((await openMock(file)).app)
})
afterAll(() => mock.close())

it.each([
  ['a user', { given: { username: 'bob', password: 'two' }, want: [200, { userId: 'u2' }] }],
  ['another password', { given: { username: 'bob', password: 'one' }, want: [401, {}] }],
  ['another user', { given: { username: 'eve', password: 'two' }, want: [401, {}] }],
])('lets %s in or not', async (_title, { given, want }) => {
  const { status, body } = await mock.send('login', { body: given })
  expect([status, body]).toMatchObject(want)
})
