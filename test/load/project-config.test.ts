// What `mockgen.json` says: which overlays annotate a contract, and what x-persistence stands where.
import { join } from 'node:path'
import type { Json } from '@mockgen/runtime'
import { describe, expect, it, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { configured, document, parts } from './configured.js'
import { folderWith } from './folder.js'
import { overlay, valueAt } from './overlaid.js'

const list = '/paths/~1users/get/x-persistence'

describe('a configuration declares x-persistence', () => {
  it.each<[string, { given: Json; want: Readonly<Record<string, Json | undefined>> }]>([
    [
      'of the document, merged into what stands there',
      {
        given: { persistence: { namespace: 'shop', entities: { users: { ttl: 60, unique: ['name'] } } } },
        want: {
          '/x-persistence': {
            infer: false,
            namespace: 'shop',
            entities: { users: { key: 'id', unique: ['email', 'name'], ttl: 60 } },
          },
        },
      },
    ],
    [
      'of a schema',
      {
        given: { schemas: { User: { entity: 'users' } } },
        want: { '/components/schemas/User': { type: 'object', 'x-persistence': { entity: 'users' } } },
      },
    ],
    [
      'of a schema in another file',
      {
        given: { schemas: { Order: { entity: 'orders' } } },
        want: { '/components/schemas/Order': { type: 'object', 'x-persistence': { entity: 'orders' } } },
      },
    ],
    [
      'of an operation by its operationId, in another file too',
      {
        given: {
          operations: { listUsers: { sort: 'name' }, listOrders: { entity: 'orders', action: 'list' } },
        },
        want: {
          [list]: { entity: 'users', action: 'list', sort: 'name' },
          '/paths/~1orders/get/x-persistence': { entity: 'orders', action: 'list' },
        },
      },
    ],
    [
      'of an operation by method and path, or by the id that it is given',
      {
        given: { operations: { 'post /users': { entity: 'users' }, postUsers: { action: 'create' } } },
        want: { '/paths/~1users/post/x-persistence': { entity: 'users', action: 'create' } },
      },
    ],
    [
      'that an operation keeps nothing',
      { given: { operations: { listUsers: false } }, want: { [list]: false } },
    ],
    [
      'of a security scheme',
      {
        given: { securitySchemes: { token: { entity: 'sessions', key: 'token' } } },
        want: { '/components/securitySchemes/token/x-persistence': { entity: 'sessions', key: 'token' } },
      },
    ],
    [
      'seeds, by path or inline',
      {
        given: { seed: './seed/base.yaml', persistence: { entities: { users: { seed: 'users.json' } } } },
        want: {
          '/x-persistence/seed': './seed/base.yaml',
          '/x-persistence/entities/users/seed': 'users.json',
        },
      },
    ],
    ['nothing when it is empty', { given: {}, want: { [list]: { entity: 'users', action: 'list' } } }],
  ])('%s', async (_title, { given, want }) => {
    const loading = configured(given)
    const found = await Promise.all(Object.keys(want).map(async (at) => [at, await valueAt(loading, at)]))
    expect(Object.fromEntries(found)).toEqual(want)
    expect((await loading).warnings).toEqual([])
  })

  it.each([
    [
      'a key of a new declaration',
      { given: '/components/schemas/User/x-persistence/entity', want: 'mockgen.json:4:17' },
    ],
    ['a key of a merged one', { given: `${list}/sort`, want: 'mockgen.json:9:15' }],
    ['a key that stood there before', { given: `${list}/entity`, want: 'openapi.yaml:8:32' }],
    ['the root', { given: '/x-persistence/namespace', want: 'mockgen.json:13:18' }],
  ])('whose place is where it was written: %s', async (_title, { given, want }) => {
    const { document } = await configured({
      schemas: { User: { entity: 'users' } },
      operations: { listUsers: { sort: 'name' } },
      persistence: { namespace: 'shop' },
    })
    const { file, line, column } = document.locate(given) ?? {}
    expect(`${file?.split('/').at(-1)}:${line}:${column}`).toBe(want)
  })

  test('in a Swagger 2.0 document, before that is converted', async () => {
    const swagger = {
      swagger: '2.0',
      info: { title: 'Old', version: '1' },
      paths: {},
      definitions: { User: { type: 'object' } },
      securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    }
    const loading = configured(
      { schemas: { User: { entity: 'users' } }, securitySchemes: { key: { entity: 'keys', key: 'id' } } },
      { 'openapi.yaml': JSON.stringify(swagger) },
    )
    expect(await valueAt(loading, '/components/schemas/User/x-persistence/entity')).toBe('users')
    expect(await valueAt(loading, '/components/securitySchemes/key/x-persistence/entity')).toBe('keys')
    const { document } = await loading
    expect(document.locate('/components/schemas/User/x-persistence/entity')?.file).toMatch(/mockgen\.json$/)
  })
})

describe('a configuration names', () => {
  const renamed = overlay([{ target: '$.info', update: { title: 'Renamed' } }])
  const again = overlay([{ target: '$.info', update: { title: 'Again' } }])

  test('overlays, which come before those of the command line', async () => {
    const folder = folderWith({ 'again.yaml': again })
    const overlays = [join(folder, 'again.yaml')]
    const loading = configured(
      { overlays: ['./overlays/renamed.yaml'] },
      { 'overlays/renamed.yaml': renamed },
      { overlays },
    )
    expect(await valueAt(loading, '/info/title')).toBe('Again')
    const { annotations } = await loading
    expect(annotations.overlays.map((path) => path.split('/').at(-1))).toEqual(['renamed.yaml', 'again.yaml'])
  })

  test('operations that an overlay has made', async () => {
    const made = overlay([{ target: "$.paths['/users'].post", update: { operationId: 'createUser' } }])
    const loading = configured(
      { overlays: ['made.yaml'], operations: { createUser: { entity: 'users', action: 'create' } } },
      { 'made.yaml': made },
    )
    expect(await valueAt(loading, '/paths/~1users/post/x-persistence/action')).toBe('create')
  })

  test('environment variables for expressions; without a configuration there are none', async () => {
    expect((await configured({ env: ['REGION', '_X1'] })).document.env).toEqual(['REGION', '_X1'])
    const plain = loadDocument(join(folderWith({ 'openapi.yaml': document, ...parts }), 'openapi.yaml'))
    expect((await plain).document.env).toEqual([])
  })

  test('a store, whose folder counts from its own', async () => {
    const { annotations } = await configured({ store: 'file:./data?fsync=never' })
    expect(annotations.config?.store).toMatch(/^file:\/.*\/data\?fsync=never$/)
    expect((await configured({ store: 'redis://host:6379' })).annotations.config?.store).toBe(
      'redis://host:6379',
    )
  })

  test('its contract: beside another one it does not count, unless it is named', async () => {
    const persistence = { namespace: 'shop' }
    const files = { 'other.yaml': document }
    const beside = configured({ contract: 'other.yaml', persistence }, files)
    expect(await valueAt(beside, '/x-persistence/namespace')).toBeUndefined()
    expect((await beside).annotations.config).toBeUndefined()
    const own = configured({ contract: './openapi.yaml', persistence }, files)
    expect(await valueAt(own, '/x-persistence/namespace')).toBe('shop')
    const folder = folderWith({
      'openapi.yaml': document,
      ...parts,
      'conf/mock.json': JSON.stringify({ contract: '../other.yaml', persistence }),
    })
    const named = loadDocument(join(folder, 'openapi.yaml'), { config: join(folder, 'conf/mock.json') })
    expect(await valueAt(named, '/x-persistence/namespace')).toBe('shop')
  })

  test('seeds from another folder as the contract sees them', async () => {
    const folder = folderWith({
      'openapi.yaml': document,
      ...parts,
      'mock/mockgen.json': JSON.stringify({
        seed: './seed/base.yaml',
        schemas: { User: { entity: 'users', seed: ['users.json'] } },
      }),
    })
    const loading = loadDocument(join(folder, 'openapi.yaml'), { config: join(folder, 'mock/mockgen.json') })
    expect(await valueAt(loading, '/x-persistence/seed')).toBe('mock/seed/base.yaml')
    expect(await valueAt(loading, '/components/schemas/User/x-persistence/seed')).toEqual(['mock/users.json'])
  })
})
