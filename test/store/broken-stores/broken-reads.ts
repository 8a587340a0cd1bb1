// Stores that lose, change or order what they were given as they must not.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDue } from '../../../runtime/store/store.js'
import {
  type BrokenStore,
  changingIds,
  changingPages,
  changingRows,
  changingWrites,
  orderedBy,
} from './defect.js'

const utf16Units = (text: string) =>
  Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0')).join('')

export const brokenReads: readonly BrokenStore[] = [
  [
    'answers commits before they are done',
    (store) => {
      let last: Promise<unknown> = Promise.resolve()
      return {
        commit: async (space, now, commit) => {
          const asked = await store.commit(space, now, { ...commit, writes: [] })
          if (!('version' in asked) || commit.writes.length === 0) return asked
          last = last
            .then(() => nextTurn())
            .then(() => store.commit(space, now, commit).catch(() => undefined))
          return { ok: true, version: asked.version + 1 }
        },
      }
    },
    'Visibility',
  ],
  [
    'answers references in the order of ids',
    (store) => ({
      read: (space, now, refs) =>
        store.read(
          space,
          now,
          refs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        ),
    }),
    'Visibility',
  ],
  [
    'parses values and prints them again',
    changingRows((row) => {
      try {
        return { ...row, value: JSON.stringify(JSON.parse(row.value)) }
      } catch {
        return row
      }
    }),
    'Visibility',
  ],
  [
    'moves a row that is updated to the end',
    changingWrites((write) => (write.write === 'put' ? [{ ...write, write: 'delete' }, write] : [write])),
    'Order of insertion',
  ],
  [
    'lists by id instead of insertion',
    changingPages((page) => ({ ...page, rows: page.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) })),
    'Order of insertion',
  ],
  ['orders by UTF-16 units', orderedBy(utf16Units), 'Order of an index'],
  ['orders without regard to case', orderedBy((value) => value.toLowerCase()), 'Order of an index'],
  [
    'treats the upper bound as exclusive',
    (store) => ({
      list: (space, now, query) =>
        store.list(space, now, {
          ...query,
          ...(query.range?.to && { range: { ...query.range, to: query.range.to.slice(0, -1) } }),
        }),
    }),
    'Order of an index',
  ],
  [
    'walks backwards inside the page only',
    (store) => ({
      list: async (space, now, query) => {
        const page = await store.list(space, now, { ...query, reverse: false })
        return isDue(page) || query.reverse !== true ? page : { ...page, rows: page.rows.toReversed() }
      },
    }),
    'Pages',
  ],
  ['counts the rows of the page', changingPages((page) => ({ ...page, total: page.rows.length })), 'Pages'],
  [
    'counts no further than 1,000',
    changingPages((page) => ({ ...page, total: Math.min(page.total, 1_000) })),
    'Pages',
  ],
  [
    'answers no more than 1,000 rows',
    changingPages((page) => ({ ...page, rows: page.rows.slice(0, 1_000) })),
    'Pages',
  ],
  [
    'drops the row beside the page',
    changingPages(({ rows, total }) => ({ rows, total })),
    'A row beside a page',
  ],
  [
    'reads the row beside the page later',
    (store) => ({
      list: async (space, now, { also, ...query }) => {
        const page = await store.list(space, now, query)
        if (isDue(page) || also === undefined) return page
        await nextTurn()
        const rows = await store.read(space, now, [also])
        const [row] = isDue(rows) ? [] : rows
        return row === undefined ? page : { ...page, also: row }
      },
    }),
    'A row beside a page',
  ],
  [
    'fails for a space that was never written',
    (store) => ({
      list: async (space, now, query) => {
        if (!(await store.spaces()).includes(space)) throw new Error('no such table')
        return store.list(space, now, query)
      },
    }),
    'Absence',
  ],
  ['normalises ids', changingIds((id) => id.normalize('NFC')), 'Hostile text'],
  ['trims ids', changingIds((id) => id.trim()), 'Hostile text'],
  ['mends what is no Unicode', changingIds((id) => id.toWellFormed()), 'Hostile text'],
  ['ends ids at NUL', changingIds((id) => id.split('\0')[0] ?? ''), 'Hostile text'],
  [
    'joins parts of keys with a colon',
    (store) => {
      const joined = ({ collection, id }: { collection: string; id: string }) => `${collection}:${id}`
      return {
        read: async (space, now, refs) => {
          const at = refs.map((ref) => ({ collection: 'all', id: joined(ref) }))
          const rows = await store.read(space, now, at)
          return isDue(rows) ? rows : rows.map((row, i) => row && { ...row, id: refs[i]?.id ?? '' })
        },
        commit: (space, now, commit) => {
          const copies = commit.writes.map((write) =>
            write.write === 'put' ? { ...write, collection: 'all', id: joined(write) } : write,
          )
          return store.commit(space, now, { ...commit, writes: [...commit.writes, ...copies] })
        },
      }
    },
    'Hostile text',
  ],
  ['cuts ids off at 255 units', changingIds((id) => id.slice(0, 255)), 'Sizes'],
  [
    'cuts values off at 64 KiB',
    changingRows((row) => ({ ...row, value: row.value.slice(0, 65_536) })),
    'Sizes',
  ],
  [
    'splits large commits',
    (store) => ({
      commit: async (space, now, { writes, ...rest }) => {
        const size = 1_000
        if (writes.length > 5 * size)
          await store.commit(space, now, { ...rest, writes: writes.slice(0, size) })
        return store.commit(space, now, { ...rest, writes: writes.slice(0, 5 * size) })
      },
    }),
    'Sizes',
  ],
]
