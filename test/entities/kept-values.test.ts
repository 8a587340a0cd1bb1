// Values that the runtime keeps beside records, and identifiers for requests: both in the same atomic unit as records.
import { expect, it } from 'vitest'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities } from './open-test-entities.js'

const ref = (id: string) => ({ collection: '$answers', id })

onEveryStore('a kept value', (world) => {
  it.each(['', ' ', '12 34', '{"a":1}', 'ü\0\u{1F600}'])('is the text that was put, %j', async (text) => {
    const { transaction, readKept } = openTestEntities({ pets: {} }, { store: await world().connect() })
    for (const expiresAt of [undefined, 2_000_000_000_000]) {
      const inside = await transaction(async ({ kept }) => {
        await kept.put('$answers', text, text, { ...(expiresAt && { expiresAt }) })
        return kept.get('$answers', text)
      })
      expect(inside).toEqual({ value: text, version: undefined })
      const [found, absent] = await readKept([ref(text), ref('other')])
      expect([found?.value, absent]).toEqual([text, undefined])
      expect(found?.version).toBeTypeOf('number')
    }
  })

  it('is kept or undone with the records of its transaction', async () => {
    const { transaction, reader, readKept } = openTestEntities(
      { pets: {} },
      { store: await world().connect() },
    )
    const failing = transaction(async (unit) => {
      await unit.records('pets').create({ id: 1 })
      await unit.kept.put('$answers', 'a', 'x')
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await readKept([ref('a')])).toEqual([undefined])
    await transaction(async (unit) => {
      await unit.kept.put('$answers', 'a', 'x')
      const nested = unit.nested(async () => {
        await unit.records('pets').create({ id: 1 })
        await unit.kept.delete('$answers', 'a')
        throw new RangeError('no')
      })
      await expect(nested).rejects.toThrow(RangeError)
    })
    expect((await readKept([ref('a')]))[0]?.value).toBe('x')
    expect((await reader('pets').list()).total).toBe(0)
    await transaction(({ kept }) => kept.delete('$answers', 'a'))
    expect(await readKept([ref('a')])).toEqual([undefined])
  })

  it('is gone when its time has come, and stays when that was put off', async () => {
    const store = await world().connect()
    const entities = openTestEntities({ pets: {} }, { store })
    const { transaction, readKept, reader } = entities
    const start = entities.time
    await transaction(async ({ kept }) => {
      await kept.put('$answers', 'short', 'x', { expiresAt: start + 10 })
      await kept.put('$answers', 'extended', 'x', { expiresAt: start + 10 })
      await kept.put('$answers', 'forever', 'x', { expiresAt: start + 10 })
    })
    await transaction(async ({ kept }) => {
      await kept.put('$answers', 'extended', 'y', { expiresAt: start + 20 })
      await kept.put('$answers', 'forever', 'y')
    })
    const values = async () =>
      (await readKept(['short', 'extended', 'forever'].map(ref))).map((one) => one?.value)
    entities.time = start + 9
    expect(await values()).toEqual(['x', 'y', 'y'])
    entities.time = start + 10
    expect(await transaction(({ kept }) => kept.get('$answers', 'short'))).toBeUndefined()
    expect(await values()).toEqual([undefined, 'y', 'y'])
    entities.time = start + 20
    expect((await reader('pets').list()).total).toBe(0)
    expect(await values()).toEqual([undefined, undefined, 'y'])
  })

  it('that must be absent is put by one of many at once', async () => {
    const store = await world().connect()
    const { transaction, readKept } = openTestEntities({ pets: {} }, { store })
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        transaction(async (unit) => {
          const known = await unit.kept.get('$answers', 'once')
          if (known !== undefined) return known.value
          await unit.records('pets').create({})
          await unit.kept.put('$answers', 'once', `${i}`, { absent: true })
          return `${i}`
        }),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect((await readKept([ref('once')]))[0]?.value).toBe(answers[0])
  })

  it('of another version than expected is not replaced', async () => {
    const { transaction, readKept } = openTestEntities({ pets: {} }, { store: await world().connect() })
    await transaction(({ kept }) => kept.put('$answers', 'a', '1'))
    const [first] = await readKept([ref('a')])
    const ifVersion = first?.version ?? 0
    await transaction(({ kept }) => kept.put('$answers', 'a', '2', { ifVersion }))
    const stale = transaction(({ kept }) => kept.put('$answers', 'a', '3', { ifVersion }))
    expect(await codeOf(stale)).toBe('MOCK_LOST_RACE')
    expect((await readKept([ref('a')]))[0]?.value).toBe('2')
  })

  it('stands in no collection of records, counters or due times', async () => {
    const { transaction, readKept } = openTestEntities({ pets: {} }, { store: await world().connect() })
    for (const collection of ['pets', '$counters', '$due']) {
      await expect(readKept([{ collection, id: 'a' }])).rejects.toThrow(TypeError)
      await expect(transaction(({ kept }) => kept.get(collection, 'a'))).rejects.toThrow(TypeError)
    }
  })
})

onEveryStore('identifiers for requests', (world) => {
  const made = async (keySeed: number | undefined, store = world()) => {
    const entities = openTestEntities(
      { pets: {} },
      { store: await store.connect(), ...(keySeed !== undefined && { keySeed }) },
    )
    const inside = await entities.transaction(async (unit) => {
      const [ids, same] = await Promise.all([unit.ids(), unit.ids()])
      return [ids.uuid(), same.uuid(), ids.nanoid(), ids.ulid(entities.time)]
    })
    const outside = await entities.ids()
    return [...inside, outside.uuid(), outside.uuid()]
  }

  it('are random without a seed', async () => {
    const found = [...(await made(undefined)), ...(await made(undefined))]
    expect(new Set(found).size).toBe(12)
  })

  it('repeat in every space of one seed, and never inside a space', async () => {
    const first = world()
    const [a, again, b] = [await made(7, first), await made(7, first), await made(7)]
    expect(b).toEqual(a)
    expect(new Set([...a, ...again]).size).toBe(12)
    expect(a[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/)
  })

  it('do not repeat after work was undone', async () => {
    const { transaction, ids } = openTestEntities(
      { pets: {} },
      { store: await world().connect(), keySeed: 7 },
    )
    const seen = await transaction(async (unit) => {
      const found: string[] = []
      const nested = unit.nested(async () => {
        found.push((await unit.ids()).uuid())
        throw new RangeError('no')
      })
      await expect(nested).rejects.toThrow(RangeError)
      found.push((await unit.ids()).uuid())
      return found
    })
    seen.push((await ids()).uuid())
    expect(new Set(seen).size).toBe(3)
  })
})
