// Long-running work on several servers, and on one that was away: all of them tell what the clock says, on every engine.
import { expect, it } from 'vitest'
import { onEveryStore } from '../entities/on-every-store.js'
import { tempFolder } from '../support/temp-folder.js'
import { at, changedDocument, nothing, serversOfDecisions, start } from './decisions.js'

const second = 1_000
const hour = 3_600 * second
const over = 10 * second
const folder = tempFolder('mockgen-lifecycles')

onEveryStore('a decision on several servers', (newWorld) => {
  const serve = serversOfDecisions()

  it('is told alike by two servers, and moves on once', async () => {
    const world = newWorld()
    const file = await changedDocument(folder, {
      entity: { version: 'revision' },
      properties: { revision: { type: 'integer', readOnly: true } },
    })
    const [one, two] = [await serve(world, { file }), await serve(world, { file })]
    await Promise.all(Array.from({ length: 25 }, (_, i) => (i % 2 ? one : two).begin()))
    await one.advance(over)
    const pages = await Promise.all([one, two, one, two].map((server) => server.listed({ limit: 100 })))
    for (const page of pages) {
      expect(page).toHaveLength(25)
      for (const record of page)
        expect(record).toMatchObject({ status: 'completed', changedAt: at(over), revision: 3 })
    }
    expect(await two.counted()).toEqual(await one.counted())
  })

  it('is started at the time that another server has moved the clock to, however many requests come at once', async () => {
    const world = newWorld()
    const [one, two] = [await serve(world), await serve(world)]
    for (let round = 1; round <= 5; round++) {
      await two.listed()
      await one.advance(hour)
      await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? two.listed() : two.begin())))
      const late = await two.listed({ started_after: at(round * hour - 1), limit: 100 })
      expect(late).toHaveLength(6)
    }
  })

  it('is removed by its age on the clock that another server has moved', async () => {
    const world = newWorld()
    const [one, two] = [await serve(world), await serve(world)]
    await two.begin()
    await one.advance(over)
    expect(await two.counted()).toMatchObject({ completed: 1 })
    await one.advance(24 * hour + 1)
    expect((await two.send('cleanUpDecisions')).body).toEqual({ removed: 1 })
  })

  it('is found by its age on the clock that another server has moved', async () => {
    const where = { where: { startedAt: { lt: '{{ plusSeconds(now, -3600) }}' } } }
    const file = await changedDocument(folder, { operations: { '/decisions get': where } })
    const world = newWorld()
    const [one, two] = [await serve(world, { file }), await serve(world, { file })]
    await two.begin()
    await one.advance(hour)
    expect(await two.listed()).toEqual([])
    await one.advance(1)
    expect(await two.listed()).toHaveLength(1)
  })

  it('has moved on while no server was running, where the store keeps it', async () => {
    const world = newWorld()
    const clock = { time: start }
    const { kind } = await (await world.connect()).health()
    const first = await serve(world, { clock })
    const id = await first.begin()
    await first.begin({ amount: 999_999 })
    clock.time += 2 * second
    expect(await first.counted()).toEqual({ ...nothing, total: 2, running: 2 })
    await first.close()
    clock.time += hour
    await world.restart()
    const again = await serve(world, { clock })
    const lost = kind === 'memory'
    expect((await again.get(id)).status).toBe(lost ? 404 : 200)
    expect(await again.counted()).toEqual(lost ? nothing : { ...nothing, total: 2, completed: 1, failed: 1 })
    const [ended] = await again.listed({ status: 'completed' })
    expect(Object(ended).changedAt).toBe(lost ? undefined : at(over))
  })
})
