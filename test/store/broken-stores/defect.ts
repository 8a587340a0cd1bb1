// What turns a memory store into a broken one: the mistakes that several adapters make in different places.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { isDue, type ListResult, type Row, type Store, type Write } from '../../../runtime/store/store.js'

/** What a broken store does instead of the memory store. */
export type Defect = (store: Store) => Partial<Store>

/** A memory store with a defect. */
export function withDefect(defect: Defect): Store {
  const store = createMemoryStore()
  return { ...store, ...defect(store) }
}

/** True for a commit whose checks hold. */
export const isDone = (result: object): boolean => 'ok' in result && result.ok === true

/** Pages that come out changed. */
export function changingPages(
  change: (page: ListResult, query: Parameters<Store['list']>[2]) => ListResult,
): Defect {
  return (store) => ({
    list: async (space, now, query) => {
      const page = await store.list(space, now, query)
      return isDue(page) ? page : change(page, query)
    },
  })
}

/** Rows that are read changed. */
export function changingRows(change: (row: Row) => Row): Defect {
  return (store) => ({
    read: async (space, now, refs) => {
      const rows = await store.read(space, now, refs)
      return isDue(rows) ? rows : rows.map((row) => row && change(row))
    },
  })
}

/** Writes that are done otherwise. */
export function changingWrites(change: (write: Write) => readonly Write[]): Defect {
  return (store) => ({
    commit: (space, now, commit) =>
      store.commit(space, now, { ...commit, writes: commit.writes.flatMap(change) }),
  })
}

/** Names, ids and values that pass through `change` on their way in, as a lossy encoding would do it. */
export function changingIds(change: (id: string) => string): Defect {
  return (store) => ({
    read: async (space, now, refs) => {
      const rows = await store.read(
        space,
        now,
        refs.map((ref) => ({ ...ref, id: change(ref.id) })),
      )
      return isDue(rows) ? rows : rows.map((row, i) => row && { ...row, id: refs[i]?.id ?? '' })
    },
    commit: (space, now, commit) =>
      store.commit(space, now, {
        ...commit,
        checks: commit.checks.map((check) => ('id' in check ? { ...check, id: change(check.id) } : check)),
        writes: commit.writes.map((write) => ('id' in write ? { ...write, id: change(write.id) } : write)),
      }),
  })
}

/** Indexed values that are compared in another way: `change` makes a text whose order is the wrong one. */
export function orderedBy(change: (value: string) => string): Defect {
  const bounds = ({ from, to }: { readonly from?: string; readonly to?: string }) => ({
    ...(from !== undefined && { from: change(from) }),
    ...(to !== undefined && { to: change(to) }),
  })
  return (store) => ({
    list: (space, now, query) =>
      store.list(space, now, { ...query, ...(query.range && { range: bounds(query.range) }) }),
    commit: (space, now, commit) =>
      store.commit(space, now, {
        ...commit,
        checks: commit.checks.map((check) =>
          check.check === 'count' ? { ...check, range: bounds(check.range) } : check,
        ),
        writes: commit.writes.map((write) =>
          write.write === 'index' || write.write === 'unindex'
            ? { ...write, value: change(write.value) }
            : write,
        ),
      }),
  })
}

/** Looks at checks of one kind in a step of its own, and writes without them in the next: what others do between goes unseen. */
export function checkingBefore(kind: string): Defect {
  return (store) => ({
    commit: async (space, now, commit) => {
      const asked = await store.commit(space, now, { ...commit, writes: [] })
      if (!isDone(asked) || commit.writes.length === 0) return asked
      await nextTurn()
      const checks = commit.checks.filter(({ check }) => check !== kind)
      return store.commit(space, now, { ...commit, checks })
    },
  })
}

/** What is broken, how, and the group of the suite that finds it. */
export type BrokenStore = readonly [title: string, defect: Defect, group: string]
