// Random commits, some at once, on the file store and on the memory store: the same answers, also after each new start.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import type { Check, Store, Write } from '../../../runtime/store/store.js'
import { SimulatedDisk } from './simulated-disk.js'
import { openSimulated } from './test-commits.js'

const runs = 150
const seed = Number(process.env.STORE_SEED ?? 20_261)

const spaces = ['a', '__proto__', 'z/\u{1F600}']
const collections = ['pets', 'constructor']
const ids = ['1', '2', '\u0000', '"],[', '\uD800']
const texts = ['x', '', '\n', '\uFFFF', '{"crc":"00000000",']
const values = [
  '{"a":1}',
  '{"__proto__":{"b":[]},"1":2}',
  '{ "a" : 1 }',
  'not JSON',
  '',
  '"\uD800"',
  '1e400',
  '12345678901234567890',
]

const pick = <T>(items: readonly T[]) => fc.constantFrom(...items)
const row = { collection: pick(collections), id: pick(ids) }

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({ check: fc.constantFrom('absent', 'present'), ...row }),
  fc.record({ check: fc.constant('version'), ...row, version: fc.nat(12) }),
  fc.record({
    check: fc.constant('unique'),
    collection: row.collection,
    constraint: pick(texts),
    value: pick(texts),
  }),
  fc.record({
    check: fc.constant('count'),
    collection: row.collection,
    index: pick(texts),
    range: fc.record({ from: pick(texts), to: pick(texts) }, { requiredKeys: [] }),
    count: fc.nat(2),
  }),
)

// The port wants index entries gone before their row is: a delete takes those of all values out first.
const deletion = fc
  .record(row)
  .map(({ collection, id }): readonly Write[] => [
    ...texts.flatMap((index) =>
      texts.map((value): Write => ({ write: 'unindex', collection, index, value, id })),
    ),
    { write: 'delete', collection, id },
  ])

const write: fc.Arbitrary<readonly Write[]> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: fc.constant('put'), ...row, value: pick(values) }).map(one) },
  { weight: 1, arbitrary: deletion },
  fc.record({ write: fc.constant('claim'), ...row, constraint: pick(texts), value: pick(texts) }).map(one),
  fc
    .record({
      write: fc.constant('release'),
      collection: row.collection,
      constraint: pick(texts),
      value: pick(texts),
    })
    .map(one),
  fc
    .record({ write: fc.constantFrom('index', 'unindex'), ...row, index: pick(texts), value: pick(texts) })
    .map(one),
  fc.record({ write: fc.constant('due'), ...row, at: fc.option(fc.nat(30), { nil: undefined }) }).map(one),
)

type Step =
  | {
      readonly do: 'commit'
      readonly space: string
      readonly now: number
      readonly checks: readonly Check[]
      readonly writes: readonly Write[]
      readonly settling: boolean
    }
  | { readonly do: 'drop'; readonly space: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      space: pick(spaces),
      now: fc.nat(10),
      checks: fc.array(check, { maxLength: 2 }),
      writes: fc.array(write, { minLength: 1, maxLength: 4 }).map((groups) => groups.flat()),
      settling: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), space: pick(spaces) }) },
)

describe('the file store', () => {
  it.each([1, 4_000])(
    `answers as the memory store does, compacted from %i bytes on (seed ${seed})`,
    async (minJournalBytes) => {
      const program = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 12 })
      await fc.assert(
        fc.asyncProperty(program, async (groups) => {
          const disk = new SimulatedDisk()
          const model = createMemoryStore()
          let store = await openSimulated(disk, { minJournalBytes })
          for (const [position, group] of groups.entries()) {
            const answers = await Promise.all(group.map((each) => run(store, each)))
            const wanted: unknown[] = []
            for (const each of group) wanted.push(await run(model, each))
            expect(answers).toEqual(wanted)
            if (position % 3 !== 2) continue
            await store.close()
            store = await openSimulated(disk, { minJournalBytes })
            expect(await contentOf(store)).toEqual(await contentOf(model))
            expectSorted(disk)
          }
          await store.close()
          store = await openSimulated(disk)
          expect(await contentOf(store)).toEqual(await contentOf(model))
          expectSorted(disk)
          await store.close()
        }),
        { numRuns: runs, seed },
      )
    },
  )
})

// Spaces by name; in a space the records that have a row by collection, then by sequence.
function expectSorted(disk: SimulatedDisk): void {
  const lines = String(disk.files.get('snapshot.jsonl') ?? '')
    .split('\n')
    .slice(1, -1)
  let [space, collection, sequence]: [string?, string?, number?] = []
  for (const line of lines.map((text) => JSON.parse(text))) {
    if (line.space !== undefined) {
      if (space !== undefined) expect(line.space > space).toBe(true)
      space = line.space
      collection = undefined
    } else if (line.version !== undefined) {
      if (collection !== undefined && sequence !== undefined)
        expect(
          line.collection > collection || (line.collection === collection && line.sequence > sequence),
        ).toBe(true)
      collection = line.collection
      sequence = line.sequence
    }
  }
}

function one(write: Write): readonly Write[] {
  return [write]
}

function run(store: Store, each: Step): Promise<unknown> {
  return each.do === 'drop' ? store.drop(each.space) : store.commit(each.space, each.now, each)
}

// Everything that the port shows, and what the next commit would be.
async function contentOf(store: Store): Promise<unknown> {
  const content: unknown[] = [await store.spaces()]
  for (const space of spaces) {
    content.push(await store.commit(space, 0, { checks: [], writes: [], settling: true }))
    content.push(await store.read(space, 100, []))
    for (const collection of collections) {
      const page = { collection, offset: 0, limit: 100 }
      content.push(await store.list(space, -1, page))
      for (const name of texts) {
        content.push(await store.list(space, -1, { ...page, index: name }))
        for (const value of texts)
          for (const holder of ids) {
            const unique = { check: 'unique', collection, constraint: name, value, holder } as const
            content.push(await store.commit(space, -1, { checks: [unique], writes: [] }))
          }
      }
    }
  }
  return content
}
