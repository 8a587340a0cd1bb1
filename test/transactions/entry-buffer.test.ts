// The buffer of index entries gives the net effect of what it was told, like a map that applies each write in turn.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EntryBuffer, type EntryWrite } from '../../runtime/transactions/entry-buffer.js'

const entry = (write: 'index' | 'unindex', id: string, value: string): EntryWrite => ({
  write,
  collection: 'pets',
  index: 'age',
  value,
  id,
})
const text = ({ write, id, value }: EntryWrite) => `${write} ${id} ${value}`
const written = (buffer: EntryBuffer) => Array.from(buffer.writes(), text).sort()

describe('EntryBuffer', () => {
  it.each<[string, { given: readonly EntryWrite[]; want: readonly string[] }]>([
    ['holds nothing at first', { given: [], want: [] }],
    ['keeps what is added', { given: [entry('index', 'a', '1')], want: ['index a 1'] }],
    [
      'forgets what is removed again',
      { given: [entry('index', 'a', '1'), entry('unindex', 'a', '1')], want: [] },
    ],
    [
      'forgets what is added again',
      { given: [entry('unindex', 'a', '1'), entry('index', 'a', '1')], want: [] },
    ],
    [
      'keeps other entries of the row',
      { given: [entry('index', 'a', '1'), entry('unindex', 'a', '2')], want: ['index a 1', 'unindex a 2'] },
    ],
  ])('%s', (_title, { given, want }) => {
    const buffer = new EntryBuffer()
    for (const write of given) buffer.add(write)
    expect(written(buffer)).toEqual(want)
    expect(buffer.isEmpty).toBe(want.length === 0)
  })

  it('takes a store from one state to the other, in whatever order entries come and go', () => {
    const change = fc.record({ id: fc.constantFrom('a', 'b'), value: fc.constantFrom('1', '2', '3') })
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (stored, changes) => {
        const before = new Set(stored.map(({ id, value }) => `${id} ${value}`))
        const after = new Set(before)
        const buffer = new EntryBuffer()
        for (const { id, value } of changes) {
          const isThere = after.has(`${id} ${value}`)
          buffer.add(entry(isThere ? 'unindex' : 'index', id, value))
          if (isThere) after.delete(`${id} ${value}`)
          else after.add(`${id} ${value}`)
        }
        const added = [...after].filter((key) => !before.has(key)).map((key) => `index ${key}`)
        const removed = [...before].filter((key) => !after.has(key)).map((key) => `unindex ${key}`)
        expect(written(buffer)).toEqual([...added, ...removed].sort())
      }),
    )
  })

  it('is independent of its clones', () => {
    for (const first of [entry('index', 'a', '1'), entry('unindex', 'a', '1')]) {
      const buffer = new EntryBuffer()
      buffer.add(first)
      const clone = buffer.clone()
      clone.add(entry('index', 'b', '1'))
      buffer.add(entry('unindex', 'c', '1'))
      expect(written(clone)).toEqual([text(first), 'index b 1'].sort())
      expect(written(buffer)).toEqual([text(first), 'unindex c 1'].sort())
    }
  })
})
