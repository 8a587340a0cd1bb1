// Async processes: what the repository of the document promises, over HTTP.
import { describe, expect, it } from 'vitest'
import { onEveryStore } from '../entities/on-every-store.js'
import { describeRedis } from '../support/redis-server.js'
import { type SeedClient, textAt } from './support/client.js'
import { processesApi, running, startWithEvent } from './support/processes.js'
import { sectionsOf } from './support/sections.js'
import { redisOfFile, serversOf } from './support/servers.js'

const describeSection = sectionsOf('processes')
const camel = processesApi()
const start = serversOf(camel)

const question = { question: 'Shall we?' }
const none = { total: 0, running: 0, completed: 0, failed: 0 }
const day = 86_400

const idsIn = async (api: SeedClient, query = '') =>
  Object((await api.get(`/processes${query}`)).body).processes.map(
    (found: unknown) => Object(found).process_id,
  )

describe("processes > Why Redis Persistence? > The Problem We're Solving", () => {
  onEveryStore('a process whose server restarts', (newWorld) => {
    it('is still there with its status, except in memory', async () => {
      const world = newWorld()
      const store = await world.connect()
      const { kind } = await store.health()
      const first = await start({}, { store })
      const made = await first.post('/start', question)
      expect(made).toMatchObject({ status: 202, body: { status: 'running' } })
      await first.advance(5)
      await first.stop()
      const second = await start({}, { store: await world.restart() })
      const status = await second.get(`/status/${textAt(made, 'process_id')}`)
      if (kind === 'memory') expect(status.status).toBe(404)
      else
        expect(status).toMatchObject({
          status: 200,
          body: { status: 'completed', result: { decision: 'yes', of: 'Shall we?' } },
        })
    })
  })
})

describeSection(
  'Implementation Details > 1. Repository Interface (IProcessRepository)',
  { camel },
  (open) => {
    it('saves a process and gets it', async () => {
      const api = open()
      expect((await api.get('/status/test123')).status).toBe(404)
      expect((await api.put('/processes/test123', running('test123'))).status).toBe(201)
      expect(await api.get('/status/test123')).toMatchObject({ status: 200, body: running('test123') })
    })

    it('lists all of them, and those of a range of time', async () => {
      const api = open()
      for (const hour of [9, 10, 11])
        await api.put(
          `/processes/at${hour}`,
          running(`at${hour}`, `2025-11-08T${hour === 9 ? '09' : hour}:00:00Z`),
        )
      expect(await idsIn(api)).toEqual(['at9', 'at10', 'at11'])
      const range = '?created_after=2025-11-08T09:00:00Z&created_before=2025-11-08T11:00:00Z'
      expect(await idsIn(api, range)).toEqual(['at10'])
    })

    it('counts them by their status', async () => {
      const api = open()
      expect((await api.get('/processes/stats')).body).toEqual(none)
      await api.freeze()
      await api.post('/start', question)
      await api.post('/start', { ...question, fail: true })
      await api.advance(5)
      await api.post('/start', question)
      expect((await api.get('/processes/stats')).body).toEqual({
        total: 3,
        running: 1,
        completed: 1,
        failed: 1,
      })
    })

    it('deletes one', async () => {
      const api = open()
      for (const id of ['a', 'b']) await api.put(`/processes/${id}`, running(id))
      expect((await api.delete('/processes/a')).status).toBe(204)
      expect((await api.delete('/processes/a')).status).toBe(404)
      expect(await idsIn(api)).toEqual(['b'])
    })

    it('cleans up what was over a day ago, and answers how many', async () => {
      const api = open()
      await api.freeze()
      await api.post('/start', question)
      await api.post('/start', { ...question, fail: true })
      await api.advance(day)
      expect((await api.delete('/decisions/cleanup')).body).toEqual({ cleaned: 0 })
      await api.post('/start', question)
      await api.advance(1)
      expect((await api.delete('/decisions/cleanup')).body).toEqual({ cleaned: 2 })
      expect((await api.get('/processes/stats')).body).toEqual({ ...none, total: 1, running: 1 })
    })
  },
)

describe('processes > Implementation Details > 2. In-Memory Repository', () => {
  it('has processes as long as the server runs, and needs nothing else', async () => {
    const first = await start()
    await first.put('/processes/a', running('a'))
    expect((await first.get('/status/a')).status).toBe(200)
    const other = await start()
    expect((await other.get('/status/a')).status).toBe(404)
  })
})

describeRedis('processes > Implementation Details > 3. Redis Repository', () => {
  const redis = redisOfFile()

  it('survives the end of all servers, and is shared by those that run', async () => {
    const environment = { REDIS_URL: redis().url }
    const [one, two] = [await start(environment), await start(environment)]
    await one.put('/processes/a', running('a'))
    expect((await two.get('/status/a')).body).toMatchObject(running('a'))
    await one.stop()
    await two.stop()
    const three = await start(environment)
    expect((await three.get('/status/a')).body).toMatchObject({ process_id: 'a' })
  })
})

describeSection(
  'Implementation Details > 3. Redis Repository > Redis Data Structures Used',
  { camel },
  (open) => {
    it('changes one field of the metadata and leaves the others', async () => {
      const api = open()
      await api.freeze()
      await api.put('/processes/a', running('a'))
      const changed = await api.patch('/processes/a', { error: 'slow' })
      expect(changed).toMatchObject({ status: 200, body: { ...running('a'), error: 'slow' } })
    })

    it('has them in order of time, whatever the order in which they were saved', async () => {
      const api = open()
      for (const minute of [30, 10, 20])
        await api.put(`/processes/${minute}`, running(String(minute), `2025-11-08T10:${minute}:00Z`))
      expect(await idsIn(api)).toEqual(['10', '20', '30'])
      expect(await idsIn(api, '?created_before=2025-11-08T10:30:00Z')).toEqual(['10', '20'])
    })

    it('has each id once, however often it is saved', async () => {
      const api = open()
      await api.freeze()
      expect((await api.put('/processes/a', running('a'))).status).toBe(201)
      expect((await api.put('/processes/a', running('a'))).status).toBe(200)
      expect(await idsIn(api)).toEqual(['a'])
    })

    it('answers a nested state as it was given', async () => {
      const api = open()
      await api.freeze()
      const result = {
        steps: [{ name: 'ask', done: true, weights: [0.1, 1e-7, 9_007_199_254_740_991] }, null, [], {}],
        text: 'Ü 決定 😀 \u0000 "\\',
        __proto: { constructor: 1 },
      }
      await api.put('/processes/a', { ...running('a'), result })
      expect((await api.get('/status/a')).body).toEqual({ ...running('a'), result })
    })
  },
)

describeSection(
  'Implementation Details > 3. Redis Repository > Atomic Operations with Pipelines',
  { camel: processesApi({ start: startWithEvent }) },
  (open) => {
    it('keeps the process and what goes with it, or nothing of both', async () => {
      const api = open()
      const made = await api.post('/start', question)
      expect([made.status, made.headers.get('location'), made.headers.get('retry-after')]).toEqual([
        202,
        `/status/${textAt(made, 'process_id')}`,
        '5',
      ])
      const refused = await api.post('/start', question)
      expect(refused).toMatchObject({ status: 409, body: { code: 'MOCK_DUPLICATE' } })
      expect((await api.get('/processes/stats')).body).toMatchObject({ total: 1 })
      expect((await api.post('/start', { question: 'And now?' })).status).toBe(202)
      expect((await api.get('/processes/stats')).body).toMatchObject({ total: 2 })
    })
  },
)
