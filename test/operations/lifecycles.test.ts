// Long-running work over HTTP, on every engine: started with 202, in the state that the clock says, whoever asks and when.
import { expect, it } from 'vitest'
import { frozen, released, running as runningClock } from '../../runtime/sandboxes/clock-state.js'
import { onEveryStore } from '../entities/on-every-store.js'
import { tempFolder } from '../support/temp-folder.js'
import {
  application,
  at,
  changedDocument,
  type Decisions,
  nothing,
  serversOfDecisions,
  start,
} from './decisions.js'

const second = 1_000
const hour = 3_600 * second
const over = 10 * second
const folder = tempFolder('mockgen-lifecycles')

onEveryStore('a decision over HTTP', (newWorld) => {
  const serve = serversOfDecisions()

  it('is accepted with 202, the place where it can be read, and when there is something new', async () => {
    const server = await serve(newWorld())
    const { status, headers, body } = await server.send('startDecision', { body: application })
    expect(status).toBe(202)
    expect(body).toMatchObject({ ...application, status: 'pending', startedAt: at(0), changedAt: at(0) })
    expect(headers.get('retry-after')).toBe('2')
    const read = await fetch(server.url + headers.get('location'))
    expect([read.status, await read.json()]).toEqual([200, body])
  })

  it('begins in the initial state, whatever a client asks for', async () => {
    const server = await serve(newWorld())
    const { status, body } = await server.send('startDecision', {
      body: { ...application, status: 'completed' },
    })
    expect([status, body]).toMatchObject([
      409,
      { code: 'MOCK_TRANSITION', errors: [{ pointer: '/body/status' }] },
    ])
    expect(await server.counted()).toEqual(nothing)
  })

  it('changes its state at the instant, and not when somebody looks', async () => {
    const server = await serve(newWorld())
    const [looked, left] = [await server.begin(), await server.begin()]
    const seen = async (id: string) => (await server.get(id)).body
    await server.advance(2 * second - 1)
    expect(await seen(looked)).toMatchObject({ status: 'pending', changedAt: at(0) })
    await server.advance(1)
    expect(await seen(looked)).toMatchObject({ status: 'running', changedAt: at(2 * second) })
    await server.advance(hour)
    expect(await seen(looked)).toMatchObject({ status: 'completed', changedAt: at(over), startedAt: at(0) })
    expect(await seen(left)).toEqual({ ...Object(await seen(looked)), id: left })
  })

  it.each([
    ['an affordable amount', { amount: 250_000 / 5 }, { status: 'completed', result: 'granted' }],
    ['too much for the income', { income: 3_999 }, { status: 'completed', result: 'declined' }],
    ['what no bank lends', { amount: 100_001 }, { status: 'failed', error: 'no bank lends that much' }],
  ])('ends as its conditions say for %s', async (_title, changes, want) => {
    const server = await serve(newWorld())
    const id = await server.begin(changes)
    await server.advance(over)
    const { body } = await server.get(id)
    expect(body).toMatchObject({ ...changes, ...want, changedAt: at(over) })
    expect('result' in Object(body)).toBe('result' in want)
  })

  it('is cancelled by a request, and then stays so', async () => {
    const server = await serve(newWorld())
    const id = await server.begin()
    await server.advance(3 * second)
    const { status, body } = await server.patch(id, { status: 'cancelled' })
    expect([status, body]).toMatchObject([200, { status: 'cancelled', changedAt: at(3 * second) }])
    await server.advance(hour)
    expect((await server.get(id)).body).toEqual(body)
  })

  it.each([
    ['pending', 0, 'completed', ['"running"', '"cancelled"']],
    ['running', 2 * second, 'pending', ['"failed"', '"completed"', '"cancelled"']],
    ['completed', over, 'cancelled', ['no state']],
  ])(
    'that is %s refuses every other state, and names those that it allows',
    async (state, ms, asked, allowed) => {
      const states = ['pending', 'running', 'completed', 'failed', 'cancelled']
      const file = await changedDocument(folder, { states })
      const server = await serve(newWorld(), { file })
      const id = await server.begin()
      await server.advance(ms)
      const before = (await server.get(id)).body
      const { status, body } = await server.patch(id, { status: asked })
      expect([status, body]).toMatchObject([
        409,
        { code: 'MOCK_TRANSITION', errors: [{ keyword: 'lifecycle' }] },
      ])
      for (const text of [`"${state}"`, ...allowed]) expect(Object(body).detail).toContain(text)
      expect((await server.get(id)).body).toEqual(before)
    },
  )

  it.each<readonly [string, (server: Decisions, id: string) => Promise<unknown>, unknown]>([
    ['a read', async (server, id) => Object((await server.get(id)).body).status, 'completed'],
    ['a list', async (server) => Object((await server.listed())[0]).status, 'completed'],
    ['a list of its state', async (server) => (await server.listed({ status: 'completed' })).length, 1],
    ['a list of the state before', async (server) => server.listed({ status: 'pending' }), []],
    ['a count', (server) => server.counted(), { ...nothing, total: 1, completed: 1 }],
    ['a change', async (server, id) => (await server.patch(id, { status: 'cancelled' })).status, 409],
    [
      'a cleanup',
      async (server) => (await server.send('cleanUpDecisions', { query: { olderThanHours: 0 } })).body,
      { removed: 1 },
    ],
  ])('is over for %s that is the first request after the clock was moved', async (_title, ask, want) => {
    const server = await serve(newWorld())
    const id = await server.begin()
    await server.advance(hour)
    expect(await ask(server, id)).toEqual(want)
  })

  it('is found by its state and by when it was started', async () => {
    const server = await serve(newWorld())
    for (const applicant of ['A', 'B', 'C']) {
      await server.begin({ applicant })
      await server.advance(4 * second)
    }
    const found = async (query: Parameters<Decisions['listed']>[0]) =>
      (await server.listed(query)).map((record) => `${Object(record).applicant} ${Object(record).status}`)
    expect(await found({})).toEqual(['C running', 'B running', 'A completed'])
    expect(await found({ status: 'running', limit: 1, offset: 1 })).toEqual(['B running'])
    expect(await found({ started_after: at(0), started_before: at(8 * second) })).toEqual(['B running'])
    expect(await found({ started_before: at(8 * second), status: 'completed' })).toEqual(['A completed'])
    expect(await server.counted()).toEqual({ ...nothing, total: 3, running: 2, completed: 1 })
  })

  it('stands still while the clock is frozen, and goes on from there', async () => {
    const clock = { time: start }
    const server = await serve(newWorld(), { clock })
    const id = await server.begin()
    const state = async () => Object((await server.get(id)).body).status
    await server.changeClock(frozen)
    clock.time += hour
    expect(await state()).toBe('pending')
    await server.changeClock(runningClock)
    clock.time += 2 * second - 1
    expect(await state()).toBe('pending')
    clock.time += 1
    expect(await state()).toBe('running')
    await server.changeClock(released)
    expect(await state()).toBe('completed')
  })

  it('follows the clock of its own sandbox', async () => {
    const server = await serve(newWorld())
    const headers = { 'x-mock-sandbox': 'other' }
    const made = await server.send('startDecision', { body: application, headers })
    await server.begin()
    await server.advance(over)
    expect(await server.counted()).toMatchObject({ completed: 1 })
    expect((await server.get(Object(made.body).id, headers)).body).toEqual(made.body)
  })

  it('is not known any more by its old ETag once it has moved on', async () => {
    const server = await serve(newWorld())
    const id = await server.begin()
    const tag = tagOf(await server.get(id))
    const pageTag = tagOf(await server.send('listDecisions'))
    expect((await server.get(id, { 'if-none-match': tag })).status).toBe(304)
    await server.advance(2 * second)
    const list = { headers: { 'if-none-match': pageTag } }
    expect((await server.send('listDecisions', list)).status).toBe(200)
    const moved = await server.get(id, { 'if-none-match': tag })
    expect([moved.status, moved.body]).toMatchObject([200, { status: 'running' }])
    expect((await server.patch(id, { status: 'cancelled' }, { 'if-match': tag })).status).toBe(412)
    const cancelled = await server.patch(id, { status: 'cancelled' }, { 'if-match': tagOf(moved) })
    expect(cancelled.status).toBe(200)
  })

  it('is not answered from the cache once it has moved on', async () => {
    const cache = { cache: { ttl: 3_600 } }
    const file = await changedDocument(folder, {
      operations: {
        '/decisions get': cache,
        '/decisions/{decisionId} get': cache,
        '/decisions/statistics get': cache,
      },
    })
    const server = await serve(newWorld(), { file })
    const id = await server.begin()
    const ask = async () => {
      const [one, list, count] = [
        await server.get(id),
        await server.send('listDecisions'),
        await server.send('countDecisions'),
      ]
      return {
        cache: [one, list, count].map(({ headers }) => headers.get('x-cache')).join(),
        states: [Object(one.body).status, Object(list.body).items[0].status, Object(count.body).running],
      }
    }
    const before = ['pending', 'pending', 0]
    const after = ['running', 'running', 1]
    expect(await ask()).toEqual({ cache: 'MISS,MISS,MISS', states: before })
    expect(await ask()).toEqual({ cache: 'HIT,HIT,HIT', states: before })
    await server.advance(2 * second)
    expect(await ask()).toEqual({ cache: 'MISS,MISS,MISS', states: after })
    expect(await ask()).toEqual({ cache: 'HIT,HIT,HIT', states: after })
  })

  it('moves on at the same instants where reading it lets it live longer', async () => {
    const entity = { ttl: 5, ttlRefresh: 'access' }
    const file = await changedDocument(folder, { entity })
    const server = await serve(newWorld(), { file })
    const [read, left] = [await server.begin(), await server.begin()]
    const states: unknown[] = []
    for (let seconds = 1; seconds <= 13; seconds += 3) {
      const { status, changedAt } = Object((await server.get(read)).body)
      states.push([status, changedAt])
      await server.advance(3 * second)
    }
    expect(states).toEqual([
      ['pending', at(0)],
      ['running', at(2 * second)],
      ['running', at(2 * second)],
      ['running', at(2 * second)],
      ['completed', at(over)],
    ])
    // Entering a state is a change as well: nobody has read it, and it has lived until five seconds after its first one.
    expect((await server.get(left)).status).toBe(404)
    await server.advance(5 * second)
    expect((await server.get(read)).status).toBe(404)
  })

  it('is removed by its age when it is over, and not before', async () => {
    const server = await serve(newWorld())
    await server.begin({ applicant: 'granted' })
    await server.begin({ applicant: 'failed', amount: 999_999 })
    await server.advance(over)
    await server.begin({ applicant: 'later' })
    const cleanUp = async (query = {}) => (await server.send('cleanUpDecisions', { query })).body
    await server.advance(24 * hour)
    expect(await cleanUp()).toEqual({ removed: 0 })
    await server.advance(1)
    expect(await cleanUp()).toEqual({ removed: 2 })
    expect(await server.listed()).toMatchObject([{ applicant: 'later', status: 'completed' }])
    expect(await cleanUp({ olderThanHours: 23 })).toEqual({ removed: 1 })
    expect(await server.counted()).toEqual(nothing)
  })

  it('is removed by one request together with any number of others', async () => {
    const server = await serve(newWorld())
    const many = 1_200
    await server.app.sandboxes.get(undefined).use(({ entities }) =>
      Promise.all(
        Array.from({ length: 4 }, () =>
          entities.transaction(async (unit) => {
            for (let i = 0; i < many / 4; i++) await unit.records('decisions').create(application)
          }),
        ),
      ),
    )
    await server.advance(over + 24 * hour + 1)
    expect((await server.send('cleanUpDecisions')).body).toEqual({ removed: many })
    expect(await server.counted()).toEqual(nothing)
  })

  it('is told a second time as it was, where a start is repeated with its Idempotency-Key', async () => {
    const server = await serve(newWorld())
    const request = { body: application, headers: { 'idempotency-key': 'once' } }
    const first = await server.send('startDecision', request)
    await server.advance(over)
    const again = await server.send('startDecision', request)
    const told = ({ status, headers, body }: typeof first) => [status, headers.get('location'), body]
    expect(told(again)).toEqual(told(first))
    expect(await server.counted()).toEqual({ ...nothing, total: 1, completed: 1 })
  })
})

function tagOf({ headers }: { readonly headers: Headers }): string {
  return headers.get('etag') ?? ''
}
