// The ordered list agrees with a plain sorted array, whatever is done to it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderedList } from '../../runtime/store/ordered-list.js'

interface Item {
  readonly at: number
}

const same = <T>(item: T) => item
const newList = () => new OrderedList<Item>((a, b) => a.at - b.at, same)

describe('OrderedList', () => {
  const item = fc.integer({ min: -40, max: 40 })
  const operation = fc.oneof(
    fc.record({ do: fc.constant('add' as const), at: item }),
    fc.record({ do: fc.constant('remove' as const), at: item }),
  )

  it('adds, removes, ranks and pages like a sorted array', () => {
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
            if (action === 'add') {
              list.add({ at })
              model.add(at)
            } else expect(list.remove({ at })).toBe(model.delete(at))
          }
          agree(list, model, bound, from, to)
        },
      ),
    )
  })

  // Batches of every size: added one by one, merged into the blocks at once, and with or without a look in between.
  it('agrees with a sorted array however much waits unsorted when somebody looks', () => {
    const step = fc.record({
      add: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 700, size: 'max' }),
      look: fc.constantFrom('nothing', 'count', 'page', 'rank', 'remove'),
      at: fc.integer({ min: 0, max: 3_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }), (steps) => {
        const list = newList()
        const model = new Set<number>()
        for (const { add, look, at } of steps) {
          for (const added of add) {
            list.add({ at: added })
            model.add(added)
          }
          if (look === 'count') expect(list.size).toBe(model.size)
          if (look === 'remove') expect(list.remove({ at })).toBe(model.delete(at))
          if (look === 'page' || look === 'rank') agree(list, model, at, at - 20, at)
        }
        agree(list, model, 1_500, 100, 200)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['two', 2],
    ['many', 5_000],
  ])('keeps the first of equal items when %s are added before somebody looks', (_title, count) => {
    const list = new OrderedList<Item & { readonly name: string }>((a, b) => a.at - b.at, same)
    const places = Array.from({ length: count }, (_, i) => (i * 7919) % 5_003)
    for (const at of places) list.add({ at, name: 'first' })
    for (const at of places) list.add({ at, name: 'second' })
    expect(list.size).toBe(count)
    for (const at of places) list.add({ at, name: 'third' })
    const items = list.slice(0, count)
    expect(items.every(({ name }) => name === 'first')).toBe(true)
    expect(items.every(({ at }, i) => i === 0 || at > (items[i - 1]?.at ?? 0))).toBe(true)
  })

  it.each([
    ['in order', (i: number) => i],
    ['in reverse', (i: number) => 20_000 - i],
    ['scattered', (i: number) => (i * 7919) % 20_011],
  ])('stays right over many blocks filled %s, and when they empty again', (_title, place) => {
    const list = newList()
    const model = new Set<number>()
    for (let i = 0; i < 20_000; i++) {
      list.add({ at: place(i) })
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
    list.add({ at: 1 })
    expect(list.slice(0, 10)).toEqual([{ at: 1 }])
  })

  it('shows each item as it was when it was last refreshed, also one that still waits', () => {
    const step = fc.record({
      add: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 700, size: 'max' }),
      change: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 50 }),
      remove: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 }),
      looks: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }), (steps) => {
        const list = new OrderedList<Item, { readonly at: number; label: string }, string>(
          (a, b) => a.at - b.at,
          ({ label }) => label,
        )
        const model = new Map<number, { readonly at: number; label: string }>()
        for (const [number, { add, change, remove, looks }] of steps.entries()) {
          for (const at of new Set(add)) {
            if (model.has(at)) continue
            const item = { at, label: `${at}` }
            model.set(at, item)
            list.add(item)
          }
          for (const item of change.flatMap((at) => model.get(at) ?? [])) {
            item.label = `${item.at} in step ${number}`
            list.refresh(item)
          }
          if (looks) for (const at of remove) expect(list.remove({ at })).toBe(model.delete(at))
        }
        const labels = [...model.values()].sort((a, b) => a.at - b.at).map(({ label }) => label)
        expect(list.slice(0, labels.length)).toEqual(labels)
      }),
      { numRuns: 60 },
    )
  })

  it('ranks and pages between changes', () => {
    const list = newList()
    for (let i = 0; i < 3_000; i++) {
      list.add({ at: (i * 7919) % 3_001 })
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
