// Stores that commit, drop, settle or close as they must not.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDue, type Write } from '../../../runtime/store/store.js'
import { type BrokenStore, checkingBefore, isDone } from './defect.js'

export const brokenCommits: readonly BrokenStore[] = [
  [
    'looks at the first check only',
    (store) => ({
      commit: (space, now, commit) =>
        store.commit(space, now, { ...commit, checks: commit.checks.slice(0, 1) }),
    }),
    'Checks',
  ],
  [
    'answers the wrong position of a failed check',
    (store) => ({
      commit: async (space, now, commit) => {
        const result = await store.commit(space, now, commit)
        return 'failed' in result ? { ok: false, failed: commit.checks.length - 1 } : result
      },
    }),
    'Checks',
  ],
  [
    'writes before it checks',
    (store) => ({
      commit: async (space, now, commit) => {
        const before = await store.commit(space, now, { ...commit, writes: [] })
        await store.commit(space, now, { ...commit, checks: [] })
        return before
      },
    }),
    'Atomicity',
  ],
  [
    'commits one write after the other',
    (store) => ({
      commit: async (space, now, commit) => {
        const { writes, ...rest } = commit
        let result = await store.commit(space, now, { ...rest, writes: writes.slice(0, 1) })
        for (const write of isDone(result) ? writes.slice(1) : []) {
          await nextTurn()
          result = await store.commit(space, now, { ...rest, checks: [], writes: [write] })
        }
        return result
      },
    }),
    'Atomicity',
  ],
  [
    'groups the writes of a commit by kind',
    (store) => ({
      commit: (space, now, commit) =>
        store.commit(space, now, {
          ...commit,
          writes: commit.writes.toSorted((a, b) => (a.write < b.write ? -1 : a.write > b.write ? 1 : 0)),
        }),
    }),
    'Atomicity',
  ],
  ['counts before it writes, so phantoms get in', checkingBefore('count'), 'Concurrency'],
  ['looks for unique values before it writes', checkingBefore('unique'), 'Concurrency'],
  ['compares versions before it writes', checkingBefore('version'), 'Concurrency'],
  [
    'keeps all spaces in one',
    (store) => ({
      read: (_space, now, refs) => store.read('one', now, refs),
      list: (_space, now, query) => store.list('one', now, query),
      commit: (_space, now, commit) => store.commit('one', now, commit),
    }),
    'Spaces',
  ],
  [
    'leaves claims behind when it drops a space',
    (store) => {
      const claims = new Map<string, Write[]>()
      return {
        commit: (space, now, commit) => {
          const kept = claims.get(space) ?? []
          claims.set(space, [...kept, ...commit.writes.filter(({ write }) => write === 'claim')])
          return store.commit(space, now, commit)
        },
        drop: async (space) => {
          await store.drop(space)
          await store.commit(space, 0, { checks: [], writes: claims.get(space) ?? [] })
        },
      }
    },
    'Spaces',
  ],
  [
    'drops every space at once',
    (store) => ({
      drop: async () => {
        for (const space of await store.spaces()) await store.drop(space)
      },
    }),
    'Spaces',
  ],
  [
    'never finds anything due',
    (store) => ({
      read: (space, _now, refs) => store.read(space, -Infinity, refs),
      list: (space, _now, query) => store.list(space, -Infinity, query),
      commit: (space, _now, commit) => store.commit(space, -Infinity, commit),
    }),
    'Time',
  ],
  [
    'looks at a clock of its own',
    (store) => ({ read: (space, _now, refs) => store.read(space, Date.now(), refs) }),
    'Time',
  ],
  [
    'finds nothing due where it has nothing to read',
    (store) => ({
      read: async (space, now, refs) => (refs.length === 0 ? [] : store.read(space, now, refs)),
    }),
    'Time',
  ],
  [
    'refuses to settle while something is due',
    (store) => ({
      commit: (space, now, { checks, writes }) => store.commit(space, now, { checks, writes }),
    }),
    'Time',
  ],
  [
    'forgets the checks of a settling commit',
    (store) => ({
      commit: (space, now, commit) =>
        store.commit(space, now, commit.settling === true ? { ...commit, checks: [] } : commit),
    }),
    'Time',
  ],
  [
    'answers what is due in the order of ids',
    (store) => ({
      read: async (space, now, refs) => {
        const rows = await store.read(space, now, refs)
        return isDue(rows) ? { due: rows.due.toSorted((a, b) => (a.id < b.id ? -1 : 1)) } : rows
      },
    }),
    'Time',
  ],
  [
    'rounds times to milliseconds',
    (store) => ({ read: (space, now, refs) => store.read(space, Math.ceil(now), refs) }),
    'Time',
  ],
  [
    'goes on after close',
    (store) => ({ close: async () => undefined, spaces: () => store.spaces() }),
    'Health and close',
  ],
  [
    'has no health',
    () => ({ health: async () => ({ kind: 'broken', status: 'unhealthy' }) }),
    'Health and close',
  ],
  ['says that it is shared and is not', () => ({}), 'Several stores over the same data'],
  ['says that it is durable and is not', () => ({}), 'A store that is opened again'],
]
