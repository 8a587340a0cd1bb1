// What the system endpoints do, on every engine, through HTTP.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeEngines } from '../proofs/engines.js'
import { openTheatre, type Theatre } from './theatre.js'

describeEngines('the system endpoints', (engine) => {
  let theatre: Theatre
  const ask: Theatre['ask'] = (...request) => theatre.ask(...request)
  beforeEach(async () => {
    theatre = await openTheatre({ store: await engine.open() })
  })
  afterEach(() => theatre.close())

  const names = async (query = '') => {
    const { body } = await ask('GET', `/system/data/users${query}`)
    return body
  }

  it('count and list the records of a sandbox, a page at a time', async () => {
    const users = [
      { id: 'u2', name: 'Bob' },
      { id: 'u3', name: 'Cy' },
    ]
    expect(await ask('POST', '/system/seed', { entities: { users } })).toMatchObject({
      status: 201,
      body: { created: { users: 2 } },
    })
    expect(await ask('GET', '/system/data')).toMatchObject({
      status: 200,
      body: { entities: { users: 3, tickets: 0, seats: 0, notices: 0, jobs: 0, sessions: 0 } },
    })
    expect(await names('?limit=1&offset=1')).toEqual({ entity: 'users', records: [users[0]], total: 3 })
  })

  it('search in every property, whatever the case', async () => {
    const users = [
      { id: 'u2', name: 'Bob', tags: ['Admin'] },
      { id: 'u3', name: 'an admin' },
      { id: 'u4', level: 42 },
    ]
    await ask('POST', '/system/seed', { entities: { users } })
    expect(await names('?search=ADMIN')).toEqual({ entity: 'users', records: users.slice(0, 2), total: 2 })
    expect(await names('?search=admin&limit=1&offset=1')).toMatchObject({ records: [users[1]], total: 2 })
    expect(await names('?search=42')).toMatchObject({ records: [users[2]] })
    expect(await names('?search=nobody')).toMatchObject({ records: [], total: 0 })
  })

  it('read, create, replace and remove one record', async () => {
    expect(await ask('GET', '/system/data/users/u1')).toMatchObject({
      status: 200,
      body: { id: 'u1', name: 'Ada' },
    })
    const level = { name: 'Bob', level: 3 }
    expect(await ask('PUT', '/system/data/users/u2', level)).toMatchObject({ status: 201 })
    expect((await ask('GET', '/system/data/users/u2')).body).toEqual({ id: 'u2', ...level })
    expect(await ask('PUT', '/system/data/users/u2', { level: 4 })).toMatchObject({ status: 200 })
    expect((await ask('GET', '/system/data/users/u2')).body).toEqual({ id: 'u2', level: 4 })
    expect(await ask('DELETE', '/system/data/users/u2')).toMatchObject({ status: 204, body: undefined })
    for (const method of ['GET', 'DELETE'])
      expect(await ask(method, '/system/data/users/u2')).toMatchObject({
        status: 404,
        body: { code: 'MOCK_NOT_FOUND' },
      })
  })

  it('name nested records and keys of several parts by their path', async () => {
    await ask('PUT', '/system/data/users/a%2Fb', { name: 'Slash' })
    expect((await ask('GET', '/system/data/users/a%2Fb')).body).toEqual({ id: 'a/b', name: 'Slash' })
    expect(await ask('PUT', '/system/data/tickets/a%2Fb/7', {})).toMatchObject({
      status: 201,
      body: { number: 7, userId: 'a/b' },
    })
    expect((await ask('GET', '/system/data/tickets/a%2Fb/7')).status).toBe(200)
    expect(await ask('PUT', '/system/data/seats/north/4', { price: 9 })).toMatchObject({
      status: 201,
      body: { hall: 'north', place: 4, price: 9 },
    })
    expect((await ask('GET', '/system/data/seats/north%2F4')).body).toMatchObject({ price: 9 })
    for (const path of ['seats/north', 'seats/north/4/5', 'tickets/7'])
      expect(await ask('GET', `/system/data/${path}`)).toMatchObject({ status: 404 })
    expect((await ask('DELETE', '/system/data/seats/north/4')).status).toBe(204)
  })

  it('keep what is declared between records', async () => {
    expect(await ask('PUT', '/system/data/tickets/nobody/1', {})).toMatchObject({ status: 404 })
    await ask('PUT', '/system/data/jobs/j1', {})
    expect(await ask('PUT', '/system/data/jobs/j1', { state: 'done' })).toMatchObject({
      status: 409,
      body: { code: 'MOCK_TRANSITION' },
    })
    expect(await ask('PUT', '/system/data/jobs/j1', { state: 'failed' })).toMatchObject({ status: 200 })
    await ask('PUT', '/system/data/notices/n1', { text: 'x' })
    await ask('PUT', '/system/data/tickets/u1/1', { seat: 'n1' })
    expect(await ask('DELETE', '/system/data/notices/n1')).toMatchObject({
      status: 409,
      body: { code: 'MOCK_REFERENCED' },
    })
    expect((await ask('DELETE', '/system/data/users/u1')).status).toBe(204)
    expect((await ask('GET', '/system/data')).body).toMatchObject({ entities: { users: 0, tickets: 0 } })
  })

  it('look at records without extending their lives, but change them', async () => {
    await ask('PUT', '/system/data/sessions/t1', { user: 'u1' })
    await ask('PUT', '/system/clock', { advance: '50s' })
    expect((await ask('GET', '/system/data/sessions/t1')).status).toBe(200)
    await ask('PUT', '/system/clock', { advance: 11 })
    expect((await ask('GET', '/system/data/sessions/t1')).status).toBe(404)
    await ask('PUT', '/system/data/sessions/t2', { user: 'u1' })
    await ask('PUT', '/system/clock', { advance: '50s' })
    expect((await ask('PUT', '/system/data/sessions/t2', { user: 'u2' })).status).toBe(200)
    await ask('PUT', '/system/clock', { advance: '50s' })
    expect((await ask('GET', '/system/data/sessions/t2')).body).toEqual({ token: 't2', user: 'u2' })
  })

  it('act on the sandbox of the request', async () => {
    const other = { 'x-mock-sandbox': 'worker-1' }
    await ask('GET', '/system/data')
    await ask('PUT', '/system/data/users/u9', { name: 'Only here' }, other)
    await ask('PUT', '/system/clock', { advance: '1h' }, other)
    expect((await ask('GET', '/system/data/users/u9')).status).toBe(404)
    expect((await ask('GET', '/system/data/users/u9', undefined, other)).status).toBe(200)
    expect((await ask('GET', '/system/clock')).body).toMatchObject({ offsetMs: 0 })
    const { body } = await ask('GET', '/system/sandboxes')
    expect(body).toMatchObject({ sandboxes: [{ name: 'default' }, { name: 'worker-1' }] })
    expect((await ask('DELETE', '/system/sandboxes/worker-1')).status).toBe(204)
    expect(await ask('DELETE', '/system/sandboxes/worker-1')).toMatchObject({
      status: 404,
      body: { code: 'MOCK_NOT_FOUND' },
    })
    expect((await ask('GET', '/system/data/users/u9', undefined, other)).status).toBe(404)
    expect(await ask('GET', '/system/data', undefined, { 'x-mock-sandbox': 'a b' })).toMatchObject({
      status: 400,
      body: { code: 'MOCK_SANDBOX_NAME' },
    })
  })

  it('seed in the order of dependencies, with any state', async () => {
    const reply = await ask('POST', '/system/seed', {
      entities: {
        tickets: [{ userId: 'u2', number: 5, seat: 'n1' }, { userId: 'u2' }],
        jobs: [{ id: 'j1', state: 'failed' }],
        notices: [{ id: 'n1', text: 'x' }],
        users: [{ id: 'u2' }],
      },
    })
    expect(reply).toMatchObject({
      status: 201,
      body: { created: { tickets: 2, jobs: 1, notices: 1, users: 1 } },
    })
    expect((await ask('GET', '/system/data/tickets/u2/5')).body).toEqual({
      number: 5,
      userId: 'u2',
      seat: 'n1',
    })
    expect((await ask('GET', '/system/data/jobs/j1')).body).toMatchObject({ state: 'failed' })
  })

  it.each<[string, object, { status: number; code: string; pointer: string }]>([
    [
      'a taken unique value',
      { users: [{ email: 'a@b.c' }, { email: 'a@b.c' }] },
      { status: 409, code: 'MOCK_DUPLICATE', pointer: '/body/entities/users/1' },
    ],
    [
      'a taken key',
      { users: [{ id: 'u2' }, { id: 'u1' }] },
      { status: 409, code: 'MOCK_CONFLICT', pointer: '/body/entities/users/1' },
    ],
    [
      'a missing reference',
      { users: [{ id: 'u2' }], tickets: [{ userId: 'u2', seat: 'none' }] },
      { status: 422, code: 'MOCK_MISSING_REFERENCE', pointer: '/body/entities/tickets/0' },
    ],
    [
      'a record of nobody',
      { users: [{ id: 'u2' }], tickets: [{ number: 1 }] },
      { status: 400, code: 'MOCK_INVALID_REQUEST', pointer: '/body/entities/tickets/0/userId' },
    ],
  ])('seed all records or none: %s', async (_, records, { status, code, pointer }) => {
    const reply = await ask('POST', '/system/seed', { entities: records })
    expect(reply).toMatchObject({ status, body: { code } })
    expect(JSON.stringify(reply.body)).toContain(`"pointer":"${pointer}`)
    expect((await ask('GET', '/system/data')).body).toMatchObject({ entities: { users: 1, tickets: 0 } })
  })

  it.each(['/system/reset', '/system/reseed'])('begin anew with %s', async (path) => {
    await ask('PUT', '/system/data/users/u2', {})
    await ask('PUT', '/system/clock', { advance: '1d' })
    expect(await ask('POST', path)).toMatchObject({ status: 200, body: { entities: { users: 1 } } })
    expect((await ask('GET', '/system/clock')).body).toMatchObject({ now: '2030-01-01T00:00:00.000Z' })
  })

  it('save and load', async () => {
    expect(await ask('POST', '/system/load')).toMatchObject({
      status: 404,
      body: { code: 'MOCK_SNAPSHOT_NOT_FOUND' },
    })
    expect(await ask('POST', '/system/save')).toMatchObject({
      status: 200,
      body: { name: 'saved', records: 1 },
    })
    await ask('DELETE', '/system/data/users/u1')
    await ask('POST', '/system/save', { name: 'empty', description: 'nobody' })
    expect(await ask('POST', '/system/load', {})).toMatchObject({ status: 200, body: { name: 'saved' } })
    expect((await ask('GET', '/system/data/users/u1')).status).toBe(200)
    expect(await ask('POST', '/system/load', { name: 'empty' })).toMatchObject({
      body: { description: 'nobody' },
    })
    expect((await ask('GET', '/system/data/users/u1')).status).toBe(404)
  })

  it('take, list, restore, download, upload and remove snapshots', async () => {
    const taken = await ask('POST', '/system/snapshots', { name: 'one', description: 'Ada alone' })
    expect(taken).toMatchObject({ status: 201, body: { name: 'one', description: 'Ada alone', records: 1 } })
    expect(taken.headers.get('location')).toBe('/system/snapshots/one')
    expect((await ask('GET', '/system/snapshots')).body).toEqual({ snapshots: [taken.body] })

    await ask('DELETE', '/system/data/users/u1')
    expect((await ask('POST', '/system/snapshots/restore', { name: 'one' })).status).toBe(200)
    expect((await ask('GET', '/system/data/users/u1')).status).toBe(200)
    await ask('DELETE', '/system/data/users/u1')
    expect((await ask('POST', '/system/snapshots/one/restore')).status).toBe(200)
    expect((await ask('GET', '/system/data/users/u1')).status).toBe(200)

    const file = await ask('GET', '/system/snapshots/one')
    expect(file).toMatchObject({
      status: 200,
      body: { format: 'mockgen-snapshot', entities: { users: [{ id: 'u1' }] } },
    })
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="one.json"')
    expect(await ask('PUT', '/system/snapshots/restore', file.body)).toMatchObject({
      status: 200,
      body: { records: 1 },
    })
    expect((await ask('GET', '/system/snapshots/restore')).body).toEqual(file.body)

    expect((await ask('DELETE', '/system/snapshots/one')).status).toBe(204)
    for (const [method, path] of [
      ['DELETE', ''],
      ['GET', ''],
      ['POST', '/restore'],
    ] as const)
      expect(await ask(method, `/system/snapshots/one${path}`)).toMatchObject({
        status: 404,
        body: { code: 'MOCK_SNAPSHOT_NOT_FOUND' },
      })
  })

  it.each<[string, object, object]>([
    ['set', { set: '2040-05-06T07:08:09Z' }, { now: '2040-05-06T07:08:09.000Z', frozen: false }],
    [
      'advanced by a length of time',
      { advance: '90s' },
      { now: '2030-01-01T00:01:30.000Z', offsetMs: 90_000 },
    ],
    ['advanced by seconds', { advance: 1.5 }, { now: '2030-01-01T00:00:01.500Z' }],
    ['put back', { advance: '-1d' }, { now: '2029-12-31T00:00:00.000Z' }],
    ['stopped', { frozen: true }, { now: '2030-01-01T00:00:00.000Z', frozen: true }],
    [
      'set and stopped at once',
      { frozen: true, advance: '1s', set: '2031-01-01T00:00:00Z' },
      { now: '2031-01-01T00:00:01.000Z', frozen: true },
    ],
  ])('have a clock that can be %s, and released', async (_, change, want) => {
    expect(await ask('PUT', '/system/clock', change)).toMatchObject({ status: 200, body: want })
    expect((await ask('GET', '/system/clock')).body).toMatchObject(want)
    expect((await ask('PUT', '/system/clock', { release: true })).body).toEqual({
      now: '2030-01-01T00:00:00.000Z',
      frozen: false,
      offsetMs: 0,
    })
  })

  it('count what the cache holds, and forget it', async () => {
    for (const _ of [1, 2]) await fetch(`${theatre.url}/users/u1`)
    const counts = { hits: 1, misses: 1, entries: 1 }
    expect((await ask('GET', '/system/cache/stats')).body).toEqual({
      ...counts,
      prefixes: { user_cache: counts },
    })
    expect((await ask('DELETE', '/system/cache/notices')).body).toEqual({ removed: 0 })
    expect((await ask('DELETE', '/system/cache/users')).body).toEqual({ removed: 1 })
    for (const path of ['/user_cache', '']) {
      await fetch(`${theatre.url}/users/u1`)
      expect((await ask('DELETE', `/system/cache${path}`)).body).toEqual({ removed: 1 })
    }
    expect((await ask('GET', '/system/cache/stats')).body).toMatchObject({ misses: 3, entries: 0 })
    expect(await ask('DELETE', '/system/cache/nothing')).toMatchObject({ status: 404 })
  })

  it('make a cached answer stale by changing its record', async () => {
    await fetch(`${theatre.url}/users/u1`)
    await ask('PUT', '/system/data/users/u1', { name: 'Ada Lovelace' })
    expect(await (await fetch(`${theatre.url}/users/u1`)).json()).toEqual({ id: 'u1', name: 'Ada Lovelace' })
  })

  it('count processes by their states, and remove old ones', async () => {
    const jobs = (...ids: readonly string[]) =>
      ask('POST', '/system/seed', { entities: { jobs: ids.map((id) => ({ id })) } })
    const waiting = { waiting: 0, running: 0, done: 0, failed: 0 }
    expect((await ask('GET', '/system/processes/stats')).body).toEqual({
      processes: { jobs: { total: 0, states: waiting } },
    })
    await jobs('j1', 'j2')
    await ask('PUT', '/system/clock', { advance: '1h' })
    await jobs('j3')
    await ask('PUT', '/system/clock', { advance: '25s' })
    await jobs('j4')
    expect((await ask('GET', '/system/processes/stats')).body).toEqual({
      processes: {
        jobs: { total: 4, states: { waiting: 1, running: 0, done: 3, failed: 0 }, oldestAgeSeconds: 3_625 },
      },
    })
    const clean = (body: object) => ask('POST', '/system/processes/cleanup', body)
    expect((await clean({ olderThan: '2h' })).body).toEqual({ removed: 0, entities: { jobs: 0 } })
    expect((await clean({ entity: 'jobs', states: ['failed'], olderThan: 0 })).body).toMatchObject({
      removed: 0,
    })
    expect((await clean({ olderThan: '1h' })).body).toMatchObject({ removed: 2 })
    expect((await clean({ entity: 'jobs', states: ['waiting', 'done'], olderThan: 0 })).body).toMatchObject({
      removed: 2,
    })
    expect((await ask('GET', '/system/data')).body).toMatchObject({ entities: { jobs: 0, users: 1 } })
  })
})
