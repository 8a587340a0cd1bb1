// Snapshots as documents: what people read, compare and edit, and what is refused of it.
import { beforeEach, describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import type { Json } from '../../runtime/json.js'
import { advancedBy, frozen } from '../../runtime/sandboxes/clock-state.js'
import { printSnapshot } from '../../runtime/sandboxes/snapshots/snapshot-document.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, type TestEntity } from '../entities/open-test-entities.js'
import { openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const text = { type: 'string' }
const world: Readonly<Record<string, TestEntity>> = {
  users: { unique: ['email', ['first', 'last']], schema: { properties: { id: text } } },
  orders: {
    generateKey: 'increment',
    schema: { properties: { id: { type: 'integer' } } },
    relationships: { userId: { entity: 'users', required: true, onDelete: 'cascade' } },
  },
  projects: { generateKey: 'none' },
  tasks: { scope: ['projectId'], parent: 'projects', generateKey: 'increment' },
  notes: {
    scope: ['projectId'],
    scopeProperties: { projectId: 'project' },
    parent: 'projects',
    generateKey: 'none',
  },
  seats: { key: ['row', 'number'], generateKey: 'increment' },
  sessions: { ttl: 60 },
}

let store: Store
let opened: TestSandboxes
beforeEach(() => {
  store = createMemoryStore()
  opened = openSandboxes(store, world)
})

/** A sandbox with something of everything. */
async function fill(): Promise<void> {
  await opened.sandboxes.get(undefined).use(({ entities }) =>
    entities.transaction(async (unit) => {
      await unit.records('users').create({ id: 'ü/1', email: 'a@x', first: 'A', last: 'B' })
      await unit.records('users').create({ id: '10', email: 'b@x', nested: { list: [1, null, 'x'] } })
      await unit.records('users').create({ id: '9', email: null })
      await unit.records('orders').create({ userId: '9' })
      await unit.records('orders').create({ userId: 'ü/1' })
      await unit.records('orders').delete(1)
      await unit.records('projects').create({ id: 'p1' })
      await unit.records('tasks').create({ title: 'first' }, { scope: ['p1'] })
      await unit.records('notes').create({ id: 'n' }, { scope: ['p1'] })
      await unit.records('seats').create({ row: 'a' })
      await unit.records('seats').create({ row: 'a' })
      await unit.records('sessions').create({ id: 's' })
    }),
  )
}

const snapshots = (name?: string) => opened.sandboxes.get(name).snapshots

describe('an exported snapshot', () => {
  it('is a document that people can read', async () => {
    await fill()
    await snapshots().save('one', { description: 'something of everything' })
    expect(await snapshots().export('one')).toEqual({
      format: 'mockgen-snapshot',
      version: 1,
      createdAt: '2030-01-01T00:00:00.000Z',
      description: 'something of everything',
      clock: { offsetMs: 0 },
      counters: { orders: 2, 'seats/a': 2, 'tasks/p1': 1 },
      expires: { sessions: { s: '2030-01-01T00:01:00.000Z' } },
      entities: {
        notes: [{ id: 'n', project: 'p1' }],
        orders: [{ id: 2, userId: 'ü/1' }],
        projects: [{ id: 'p1' }],
        seats: [
          { row: 'a', number: 1 },
          { row: 'a', number: 2 },
        ],
        sessions: [{ id: 's' }],
        tasks: [{ $row: 'p1/1', $record: { id: 1, title: 'first' } }],
        users: [
          { id: 'ü/1', email: 'a@x', first: 'A', last: 'B' },
          { id: '10', email: 'b@x', nested: { list: [1, null, 'x'] } },
          { id: '9', email: null },
        ],
      },
    })
  })

  it('has the same bytes after it was imported, by this mock or another, restored and saved again', async () => {
    await fill()
    await opened.sandboxes.get(undefined).changeClock(advancedBy(1_234.5))
    await opened.sandboxes.get(undefined).changeClock(frozen)
    await snapshots().save('one', { description: 'first' })
    const text = printSnapshot(await snapshots().export('one'))
    expect(text.endsWith('}\n')).toBe(true)
    const other = openSandboxes(createMemoryStore(), world, { seed: 2 })
    other.wall.time += 99_999
    await other.sandboxes.get('x').snapshots.import('copy', JSON.parse(text))
    expect(printSnapshot(await other.sandboxes.get('x').snapshots.export('copy'))).toBe(text)
    await other.sandboxes.get('x').snapshots.restore('copy')
    other.wall.time -= 99_999
    await other.sandboxes.get('x').snapshots.save('copy', { description: 'first' })
    expect(printSnapshot(await other.sandboxes.get('x').snapshots.export('copy'))).toBe(text)
  })

  it('keeps references that completion made up, and that refer to nothing', async () => {
    const lonely = openSandboxes(store, {
      users: {},
      orders: {
        schema: { properties: { userId: text }, required: ['userId'] },
        relationships: { userId: { entity: 'users' } },
      },
    })
    const box = lonely.sandboxes.get(undefined)
    await box.use(({ entities }) => entities.reader('orders').create({ id: 'o' }))
    await box.snapshots.save('one')
    const document = await box.snapshots.export('one')
    expect(document.unresolved).toEqual({ orders: { o: ['userId'] } })
    await box.snapshots.import('two', document)
    expect(printSnapshot(await box.snapshots.export('two'))).toBe(printSnapshot(document))
    const { unresolved: _, ...claiming } = document
    expect(await problemsOf(box.snapshots.import('two', claiming))).toEqual([
      '/body/entities/orders/0/userId: reference',
    ])
  })

  it('raises a counter that is behind the keys', async () => {
    const before = openSandboxes(store, { things: {} })
    const box = before.sandboxes.get(undefined)
    await box.use(({ entities }) => entities.reader('things').create({ id: 7 }))
    await box.snapshots.save('one')
    const counting = openSandboxes(store, { things: { generateKey: 'increment' } }, { seed: 2 })
    const document = await counting.sandboxes.get(undefined).snapshots.export('one')
    expect(document.counters).toEqual({ things: 7 })
  })

  it('is refused when it is larger than a document may be, and names the setting', async () => {
    await fill()
    const limits = opened.sandboxes.settings.snapshotLimits
    for (const [changed, setting] of [
      [{ maxRecords: 9 }, 'MOCK_MAX_SNAPSHOT_RECORDS'],
      [{ maxLength: 100 }, 'MOCK_MAX_SNAPSHOT_LENGTH'],
    ] as const) {
      await snapshots().save('one')
      const document = await snapshots().export('one')
      const settings = { snapshotLimits: { ...limits, ...changed } }
      const small = openSandboxes(store, world, { settings, seed: 2 }).sandboxes.get(undefined).snapshots
      for (const refused of [() => small.export('one'), () => small.import('one', document)]) {
        const error = await refused().catch((reason) => reason)
        expect(error.code).toBe('MOCK_SNAPSHOT_TOO_LARGE')
        expect(error.detail).toContain(setting)
      }
    }
  })
})

describe('an imported document', () => {
  const base = { format: 'mockgen-snapshot', version: 1, entities: {} }
  const users = (...records: readonly Json[]) => ({ ...base, entities: { users: records } })
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic

  it('needs little: the format, its version, and entities', async () => {
    const document = users({ id: 'a' }, { id: 'b', email: 'x' })
    expect(await snapshots().import('hand', document)).toEqual({
      name: 'hand',
      createdAt: opened.wall.time,
      records: 2,
    })
    await snapshots('a').restore('hand')
    const { total } = await opened.sandboxes.get('a').use(({ entities }) => entities.reader('users').list())
    expect(total).toBe(2)
  })

  const cases: readonly (readonly [string, { given: unknown; want: readonly string[] }])[] = [
    ['no object', { given: 'text', want: ['/body: type'] }],
    ['an array', { given: [], want: ['/body: type'] }],
    ['nothing', { given: undefined, want: ['/body: type'] }],
    [
      'what refers to itself',
      { given: { ...base, x: cyclic }, want: [`/body/x${'/self'.repeat(199)}: type`] },
    ],
    [
      'what JSON cannot say',
      { given: users({ id: 'a', at: Number.NaN }), want: ['/body/entities/users/0/at: type'] },
    ],
    ['a date object', { given: { ...base, createdAt: new Date(0) }, want: ['/body/createdAt: type'] }],
    ['another format', { given: { ...base, format: 'other' }, want: ['/body/format: const'] }],
    ['no version', { given: { ...base, version: '1' }, want: ['/body/version: type'] }],
    [
      'a member that is misspelt',
      { given: { ...base, counter: {} }, want: ['/body/counter: additionalProperties'] },
    ],
    ['no entities', { given: { format: base.format, version: 1 }, want: ['/body/entities: required'] }],
    [
      'times that are none',
      {
        given: { ...base, createdAt: 'yesterday', clock: { offsetMs: 0, frozenAt: 'now' } },
        want: ['/body/createdAt: format', '/body/clock: format'],
      },
    ],
    ['a clock that is none', { given: { ...base, clock: { offsetMs: '5' } }, want: ['/body/clock: format'] }],
    [
      'a long description',
      { given: { ...base, description: 'x'.repeat(1_001) }, want: ['/body/description: maxLength'] },
    ],
    [
      'unknown entities',
      {
        given: { ...base, entities: { toString: [], user: [] } },
        want: ['/body/entities/toString: entity', '/body/entities/user: entity'],
      },
    ],
    [
      'records that are none',
      {
        given: { ...base, entities: { users: ['a', null], orders: {} } },
        want: ['/body/entities/users/0: type', '/body/entities/users/1: type', '/body/entities/orders: type'],
      },
    ],
    [
      'keys that are missing or of another kind',
      {
        given: {
          ...base,
          entities: {
            users: [{}, { id: 5 }, { id: null }],
            orders: [
              { id: '5', userId: 'a' },
              { id: 1.5, userId: 'a' },
            ],
          },
        },
        want: [
          '/body/entities/users/0/id: required',
          '/body/entities/users/1/id: type',
          '/body/entities/users/2/id: type',
          '/body/entities/orders/0/id: type',
          '/body/entities/orders/1/id: type',
        ],
      },
    ],
    ['a key twice', { given: users({ id: 'a' }, { id: 'a' }), want: ['/body/entities/users/1: unique'] }],
    [
      'unique values twice',
      {
        given: users(
          { id: 'a', email: 'x', first: 'A', last: 'B' },
          { id: 'b', email: 'x', first: 'A', last: 'B' },
        ),
        want: ['/body/entities/users/1/email: unique', '/body/entities/users/1/first: unique'],
      },
    ],
    [
      'references to nothing',
      {
        given: {
          ...base,
          counters: { orders: 2 },
          entities: { orders: [{ id: 1, userId: 'a' }, { id: 2 }] },
        },
        want: ['/body/entities/orders/0/userId: reference', '/body/entities/orders/1/userId: required'],
      },
    ],
    [
      'a nested record that does not say whose it is',
      {
        given: { ...base, entities: { tasks: [{ id: 1 }] } },
        want: ['/body/entities/tasks/0: scope'],
      },
    ],
    [
      'a nested record of no parent',
      {
        given: { ...base, entities: { notes: [{ id: 'n', project: 'p' }] } },
        want: ['/body/entities/notes/0: parent'],
      },
    ],
    [
      'row ids that are not of their record',
      {
        given: {
          ...base,
          entities: {
            projects: [{ id: 'p' }],
            notes: ['p/m', 'n', 'p/n/n', 'p//n', '%70/n', 'p/%6E', '/n', 5].map(($row) => ({
              $row,
              $record: { id: 'n' },
            })),
          },
        },
        want: Array.from({ length: 8 }, (_, i) => `/body/entities/notes/${i}/$row: key`),
      },
    ],
    [
      'counters that are behind, unknown or none',
      {
        given: {
          ...base,
          counters: { users: -1, things: 1, tasks: 1, 'orders/x': 1, 'seats/a': 1 },
          entities: { seats: [{ row: 'a', number: 2 }] },
        },
        want: [
          '/body/counters/users: type',
          '/body/counters/things: entity',
          '/body/counters/tasks: key',
          '/body/counters/orders~1x: key',
          '/body/counters/seats~1a: minimum',
        ],
      },
    ],
    [
      'times of expiry that are none, or of no record',
      {
        given: {
          ...base,
          expires: { sessions: { s: 'soon', t: 0 }, other: { s: 0 } },
          entities: { sessions: [{ id: 's' }] },
        },
        want: [
          '/body/expires/sessions/s: format',
          '/body/expires/sessions/t: reference',
          '/body/expires/other/s: reference',
        ],
      },
    ],
    [
      'lives that are none, or of no record',
      {
        given: {
          ...base,
          version: 2,
          lives: {
            sessions: { s: { ttlMs: 0, entered: 'soon', moves: 0.5, until: 1, tried: null }, t: {}, u: 5 },
          },
          entities: { sessions: [{ id: 's' }, { id: 'u' }] },
        },
        want: [
          '/body/lives/sessions/s/ttlMs: format',
          '/body/lives/sessions/s/entered: format',
          '/body/lives/sessions/s/moves: format',
          '/body/lives/sessions/s/until: additionalProperties',
          '/body/lives/sessions/s/tried: format',
          '/body/lives/sessions/t: reference',
          '/body/lives/sessions/u: type',
        ],
      },
    ],
    [
      'unresolved references of no record',
      {
        given: { ...base, unresolved: { orders: { 1: ['userId'] }, users: 5 } },
        want: ['/body/unresolved/orders/1: reference', '/body/unresolved/users: type'],
      },
    ],
  ]
  it.each(cases)('with %s is refused, and nothing is stored', async (_, { given, want }) => {
    await fill()
    const before = await store.spaces()
    expect(await problemsOf(snapshots().import('one', given))).toEqual(want)
    expect(await store.spaces()).toEqual(before)
    expect(await snapshots().list()).toEqual([])
  })

  it('of a newer version is refused with a code of its own', async () => {
    const newer = { format: 'mockgen-snapshot', version: 4, layers: [] }
    expect(await codeOf(snapshots().import('one', newer))).toBe('MOCK_SNAPSHOT_VERSION')
  })

  it('tells no more than 100 problems', async () => {
    const many = users(...Array.from({ length: 1_000 }, () => null))
    expect(await problemsOf(snapshots().import('one', many))).toHaveLength(100)
  })

  it('keeps names and values that programs trip over', async () => {
    const record = JSON.parse(
      '{"id":"__proto__","__proto__":{"x":1},"constructor":null,"\\u0000 \\ud800":"\\u2028"}',
    )
    await snapshots().import(
      'one',
      users(record, { id: '' }, { $row: 'a', $record: { id: 'a', $row: 1, $record: 2 } }),
    )
    const { entities } = await snapshots().export('one')
    expect(JSON.stringify(entities.users?.[0])).toBe(JSON.stringify(record))
    expect(entities.users?.slice(1)).toEqual([{ id: '' }, { id: 'a', $row: 1, $record: 2 }])
    await snapshots('a').restore('one')
    const found = await opened.sandboxes
      .get('a')
      .use(({ entities }) => entities.reader('users').read('__proto__'))
    expect(found?.json).toBe(JSON.stringify(record))
  })

  it('wraps a record that looks as if it were wrapped', async () => {
    const box = openSandboxes(store, { things: { key: '$row' } }, { seed: 3 }).sandboxes.get('odd')
    await box.use(({ entities }) => entities.reader('things').create({ $row: 'a', $record: { $row: 'b' } }))
    await box.snapshots.save('one')
    const document = await box.snapshots.export('one')
    const [item] = document.entities.things ?? []
    expect(item).toEqual({ $row: 'a', $record: { $row: 'a', $record: { $row: 'b' } } })
    await box.snapshots.import('two', document)
    expect(await box.snapshots.export('two')).toEqual(document)
  })
})

/** `pointer: keyword` of each problem. */
async function problemsOf(promise: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await promise.then(
    () => new Error('It should have been refused'),
    (reason) => reason,
  )
  if (!(error instanceof MockError)) throw error
  expect(error.code).toBe('MOCK_SNAPSHOT_INVALID')
  return error.errors.map(({ pointer, keyword }) => `${pointer}: ${keyword}`)
}
