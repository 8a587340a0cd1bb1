// Pages after a position: what was there all the time is listed once, whatever comes and goes in between.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordPosition, RecordQuery, Records } from '../../runtime/entities/records.js'
import type { Json } from '../../runtime/json.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { onEveryStore } from './on-every-store.js'
import { openTestEntities } from './open-test-entities.js'

const schema = {
  properties: { id: { type: 'string' }, v: { type: ['string', 'number'] }, w: { type: 'integer' } },
}
const asc = (...properties: string[]) => properties.map((property) => ({ property, descending: false }))
const desc = (...properties: string[]) => properties.map((property) => ({ property, descending: true }))

const queries: readonly RecordQuery[] = [
  {},
  { sort: asc('v') },
  { sort: desc('v') },
  { sort: [...asc('w'), ...desc('v')] },
  { where: { w: 1 } },
  { where: { w: 1 }, sort: asc('v') },
  { compare: [{ property: 'v', operator: 'lt', value: 'c' }], sort: desc('v') },
  { compare: [{ property: 'v', operator: 'gte', value: 0 }], sort: asc('v') },
]

type Change = { readonly add: { readonly v?: Json; readonly w: number } } | { readonly remove: number }

const value = fc.constantFrom<Json>('a', 'b', 'c', '\u{1F600}', '\uE000', 0, 1, -1, 2.5)
const row = fc.record({ v: value, w: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: ['w'] })
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ add: row }),
  fc.record({ remove: fc.nat({ max: 30 }) }),
)

async function walk(
  records: Records,
  query: RecordQuery,
  limit: number,
  between: (page: number) => Promise<void>,
): Promise<readonly Json[]> {
  const seen: Json[] = []
  let after: RecordPosition | undefined
  for (let page = 0; page < 200; page++) {
    const { records: found, end } = await records.list({ ...query, limit, ...(after && { after }) })
    seen.push(...found.map((record) => record.value.id ?? null))
    if (end === undefined) return seen
    // A cursor goes through a client as text.
    after = JSON.parse(JSON.stringify(end))
    await between(page)
  }
  throw new Error('The list has no end')
}

onEveryStore('pages after a position', (world) => {
  it.each([
    ['by an index', ['v', 'w']],
    ['by a scan', []],
  ])('list everything that stays exactly once, in order, %s', async (_kind, indexes) => {
    const store = await world().connect()
    let runs = 0
    const runsWanted = (await store.health()).kind === 'memory' ? 60 : 8
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 20 }),
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(...queries),
        async (initial, changes, limit, query) => {
          const name = `pets${runs++}`
          const pets = openTestEntities({ [name]: { indexes, schema } }, { store }).reader(name)
          let ids = 0
          for (const content of initial) await pets.create({ id: `r${ids++}`, ...content })
          const before = (await pets.list(query)).records.map((record) => record.value.id ?? null)
          const seen = await walk(pets, query, limit, async (page) => {
            for (const one of changes[page] ?? []) {
              if ('add' in one) await pets.create({ id: `r${ids++}`, ...one.add })
              else await pets.delete(`r${one.remove}`)
            }
          })
          const left = new Set((await pets.list(query)).records.map((record) => record.value.id ?? null))
          const stayed = new Set(before.filter((id) => left.has(id)))
          expect(seen.filter((id) => stayed.has(id))).toEqual([...stayed])
          expect(new Set(seen).size).toBe(seen.length)
        },
      ),
      { numRuns: runsWanted },
    )
  })
})

function counting(store: Store): { readonly store: Store; calls: number } {
  const counted = {
    calls: 0,
    store: {
      ...store,
      list: (...args: Parameters<Store['list']>) => {
        counted.calls++
        return store.list(...args)
      },
    },
  }
  return counted
}

describe('a position', () => {
  const many = async () => {
    const counted = counting(createMemoryStore())
    const { transaction, reader } = openTestEntities(
      {
        pets: { generateKey: 'increment', indexes: ['v'], schema: { properties: { v: { type: 'number' } } } },
      },
      counted,
    )
    for (let part = 0; part < 20; part++)
      await transaction(async (unit) => {
        for (let i = 0; i < 900; i++) await unit.records('pets').create({ v: (i * 7) % 1_000 })
      })
    return { counted, pets: reader('pets') }
  }

  it('is found with one call where nothing changed before it, and with few where something did', async () => {
    const { counted, pets } = await many()
    for (const sort of [[], asc('v'), desc('v')]) {
      const { end, records } = await pets.list({ sort, offset: 9_000, limit: 20 })
      const last = records.at(-1)?.value.id
      if (end === undefined) throw new Error('The page has no end')
      counted.calls = 0
      const next = await pets.list({ sort, after: end, limit: 20 })
      expect(counted.calls).toBe(1)
      expect([next.start, next.records.length]).toEqual([9_020, 20])
      const { offset: _, ...unguided } = end
      counted.calls = 0
      const again = await pets.list({ sort, after: unguided, limit: 20 })
      expect(again.records.map(({ json }) => json)).toEqual(next.records.map(({ json }) => json))
      expect(counted.calls).toBeLessThan(25)
      const first = await pets.list({ sort, limit: 3 })
      for (const { value } of first.records) await pets.delete(Number(value.id))
      await pets.delete(Number(last))
      counted.calls = 0
      const shifted = await pets.list({ sort, after: end, limit: 20 })
      expect(counted.calls).toBeLessThan(12)
      expect(shifted.records.map(({ json }) => json)).toEqual(next.records.map(({ json }) => json))
      expect(shifted.start).toBe(9_016)
    }
  })

  it('past the last record has no page', async () => {
    const { reader } = openTestEntities({ pets: {} })
    await reader('pets').create({ id: 1 })
    const { end } = await reader('pets').list()
    if (end === undefined) throw new Error('The page has no end')
    expect(await reader('pets').list({ after: end })).toMatchObject({
      records: [],
      total: 1,
      start: 1,
      end: undefined,
    })
  })

  it('is not known inside the transaction that adds the record', async () => {
    const { transaction } = openTestEntities({ pets: {} })
    const end = await transaction(async (unit) => {
      await unit.records('pets').create({ id: 1 })
      return (await unit.records('pets').list()).end
    })
    expect(end).toBeUndefined()
  })
})
