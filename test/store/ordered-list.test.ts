// The ordered list agrees with a plain sorted array, whatever is done to it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderedList } from '../../runtime/store/ordered-list.js'

interface Item {
  readonly at: number
}

const newList = () => new OrderedList<Item>((a, b) => a.at - b.at)

describe('OrderedList', () => {
  const item = fc.integer({ min: -40, max: 40 })
  const operation = fc.oneof(
    fc.record({ do: fc.constant('insert' as const), at: item }),
    fc.record({ do: fc.constant('remove' as const), at: item }),
  )

  it('inserts, removes, ranks and pages like a sorted array', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 200 }),
        item,
        item,
        item,
        (operations, bound, from, to) => {
          const list = newList()
          const model = new Set<number>()
          for (const { do: action, at } of operations) {
            const changed = action === 'insert' ? list.insert({ at }) : list.remove({ at })
            expect(changed).toBe(model.has(at) !== (action === 'insert'))
            if (action === 'insert') model.add(at)
            else model.delete(at)
          }
          agree(list, model, bound, from, to)
        },
      ),
    )
  })

  it.each([
    ['in order', (i: number) => i],
    ['in reverse', (i: number) => 20_000 - i],
    ['scattered', (i: number) => (i * 7919) % 20_011],
  ])('stays right over many blocks filled %s, and when they empty again', (_title, place) => {
    const list = newList()
    const model = new Set<number>()
    for (let i = 0; i < 20_000; i++) {
      list.insert({ at: place(i) })
      model.add(place(i))
    }
    agree(list, model, place(5_000), 9_990, 10_020)
    for (let i = 0; i < 20_000; i++) {
      if (i % 40 === 0) continue
      list.remove({ at: place(i) })
      model.delete(place(i))
    }
    agree(list, model, place(5_000), 100, 450)
    for (const at of model) list.remove({ at })
    expect(list.size).toBe(0)
    expect(list.slice(0, 10)).toEqual([])
    expect(list.insert({ at: 1 })).toBe(true)
    expect(list.slice(0, 10)).toEqual([{ at: 1 }])
  })

  it('ranks and pages between changes', () => {
    const list = newList()
    for (let i = 0; i < 3_000; i++) {
      list.insert({ at: (i * 7919) % 3_001 })
      if (i % 100 === 0) expect(list.slice(0, i + 1)).toHaveLength(i + 1)
      if (i % 3 === 0) expect(list.rank({ at: Number.POSITIVE_INFINITY })).toBe(i + 1)
    }
  })
})

function agree(
  list: OrderedList<Item>,
  model: ReadonlySet<number>,
  bound: number,
  from: number,
  to: number,
): void {
  const sorted = [...model].sort((a, b) => a - b)
  expect(list.size).toBe(sorted.length)
  expect(list.slice(0, sorted.length).map(({ at }) => at)).toEqual(sorted)
  expect(list.slice(from, to).map(({ at }) => at)).toEqual(sorted.slice(Math.max(0, from), Math.max(0, to)))
  expect(list.rank({ at: bound })).toBe(sorted.filter((at) => at < bound).length)
  expect(list.rank({ at: bound + 0.5 })).toBe(sorted.filter((at) => at <= bound).length)
}
