// Records that there is one of in each place: `/settings`, `/users/{id}/settings`.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it, test } from 'vitest'
import {
  actionsOf,
  boolean,
  crud,
  entityOf,
  integer,
  list,
  object,
  operation,
  read,
  reasonOf,
  ref,
  text,
} from './documents.js'
import { servePaths } from './serve-paths.js'

const settings = object({ 'theme!': text, 'limit!': integer, isOpen: boolean })
const components = { Settings: settings, User: object({ 'id!': text, 'name!': text }) }
const sent = object({ theme: text, limit: integer })
const id = { name: 'id', in: 'path', required: true, schema: text }

const always = {
  '/settings': {
    get: operation({ '200': ref('Settings') }),
    patch: operation({ '200': ref('Settings') }, sent),
  },
}
const put = {
  '/settings': {
    get: operation({ '200': ref('Settings'), '404': null }),
    put: operation({ '200': ref('Settings'), '201': ref('Settings') }, ref('Settings')),
    delete: operation({ '204': null }),
  },
}
const nested = {
  ...crud('/users', 'id', ref('User')),
  '/users/{id}/settings': { parameters: [id], ...always['/settings'] },
}

describe('what is a singleton', () => {
  const cases: readonly (readonly [string, { given: JsonObject; want: Readonly<Record<string, string>> }])[] =
    [
      [
        'what is read and patched',
        { given: always, want: { 'get /settings': 'read settings', 'patch /settings': 'update settings' } },
      ],
      [
        'what is put and deleted',
        { given: put, want: { 'put /settings': 'upsert settings', 'delete /settings': 'delete settings' } },
      ],
      ['what each user has', { given: nested, want: { 'patch /users/{id}/settings': 'update settings' } }],
      [
        'not a list that is replaced by names',
        {
          given: {
            '/labels': {
              get: operation({ '200': object({ total: integer, labels: list(ref('User')) }) }),
              put: operation(
                { '200': object({ total: integer, labels: list(ref('User')) }) },
                object({ labels: list(text) }),
              ),
            },
          },
          want: { 'get /labels': '-', 'put /labels': '-' },
        },
      ],
      [
        'not a search that is sent words',
        {
          given: {
            '/search': {
              get: operation({ '200': ref('Settings') }),
              post: operation({ '200': ref('Settings') }, object({ query: text, theme: text, sort: text })),
            },
          },
          want: { 'get /search': '-', 'post /search': '-' },
        },
      ],
      [
        'not one of the records of a collection',
        {
          given: {
            ...crud('/users', 'id', ref('User')),
            '/users/default': {
              get: operation({ '200': ref('User') }),
              put: operation({ '200': ref('User') }, ref('User')),
            },
          },
          want: { 'get /users/default': '-', 'put /users/default': '-', 'get /users/{id}': 'read users' },
        },
      ],
      [
        'not what must be told which one is meant',
        {
          given: {
            '/settings': {
              ...always['/settings'],
              get: operation({ '200': ref('Settings') }, null, {
                parameters: [{ name: 'of', in: 'query', required: true, schema: text }],
              }),
            },
          },
          want: { 'get /settings': '-', 'patch /settings': '-' },
        },
      ],
    ]
  test.each(cases)('%s', (_title, { given, want }) => {
    expect(actionsOf(read(given, components))).toMatchObject(want)
  })

  it('has a scope, a parent and no key', () => {
    expect(entityOf(read(nested, components), 'settings')).toEqual({
      schemas: ['#/components/schemas/Settings'],
      key: [],
      singleton: 'implied',
      generateKey: 'none',
      scope: ['id'],
      parent: 'users',
    })
  })

  it('is explained', () => {
    expect(entityText(read(nested, components))).toBe('one record within id')
    expect(reasonOf(read(always, components), 'get', '/settings')).toBe(
      'the only record of /settings, which is there from the beginning',
    )
  })
})

describe('over HTTP', () => {
  let mock: StartedMock | undefined
  afterEach(() => mock?.close())

  it('what nobody creates is there from the beginning, the same at every read, and keeps what is changed', async () => {
    mock = await servePaths(always, components)
    const first = await mock.send('get /settings')
    expect(first).toMatchObject({ status: 200, violations: [] })
    expect((await mock.send('get /settings')).body).toEqual(first.body)
    const changed = await mock.send('patch /settings', { body: { theme: 'dark' } })
    expect(changed.body).toEqual({ ...(first.body as JsonObject), theme: 'dark' })
    expect((await mock.send('get /settings')).body).toEqual(changed.body)
  })

  it('what can be put is not there before, and gone when it is deleted', async () => {
    mock = await servePaths(put, components)
    const body = { theme: 'light', limit: 3 }
    expect((await mock.send('get /settings')).status).toBe(404)
    expect(await mock.send('put /settings', { body })).toMatchObject({ status: 201, body })
    expect((await mock.send('put /settings', { body: { ...body, limit: 4 } })).status).toBe(200)
    expect((await mock.send('get /settings')).body).toEqual({ ...body, limit: 4 })
    expect((await mock.send('delete /settings')).status).toBe(204)
    expect((await mock.send('get /settings')).status).toBe(404)
  })

  it('each user has its own, and a user who is not there has none', async () => {
    mock = await servePaths(nested, components)
    for (const key of ['a', 'b']) await mock.send('post /users', { body: { id: key, name: key } })
    const at = (key: string) => ({ path: { id: key } })
    await mock.send('patch /users/{id}/settings', { ...at('a'), body: { theme: 'dark' } })
    expect((await mock.send('get /users/{id}/settings', at('a'))).body).toMatchObject({ theme: 'dark' })
    expect((await mock.send('get /users/{id}/settings', at('b'))).body).not.toMatchObject({ theme: 'dark' })
    expect((await mock.send('get /users/{id}/settings', at('c'))).status).toBe(404)
    expect((await mock.send('patch /users/{id}/settings', { ...at('c'), body: {} })).status).toBe(404)
  })
})

function entityText({ entities }: ReturnType<typeof read>): string | undefined {
  return entities.find(({ name }) => name === 'settings')?.constraints[0]?.text
}
