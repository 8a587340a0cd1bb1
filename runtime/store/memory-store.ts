// The store that keeps everything in this process: the fastest one, and the model that the others must agree with.
import { MemorySpace } from './memory-space.js'
import type { CommitResult, Due, ListResult, Row, Store } from './store.js'

const nothing: ListResult = Object.freeze({ rows: Object.freeze([]), total: 0 })

/** A store without durability: what it holds ends with the process, or with `close`. Never unhealthy. */
export function createMemoryStore(): Store {
  const spaces = new Map<string, MemorySpace>()
  let closed = false

  const open = (name: string): MemorySpace | undefined => {
    refuseClosed()
    return spaces.get(name)
  }

  const refuseClosed = () => {
    if (closed) throw new Error('The memory store is closed')
  }

  return {
    isVolatile: true,

    async read(name, now, refs) {
      const space = open(name)
      if (space === undefined) return refs.map(() => undefined)
      const due = space.dueAt(now)
      if (due !== undefined) return { due } satisfies Due
      // Few rows are what every plain read asks for: an array literal costs less than `map`.
      const [first, second] = refs
      if (refs.length === 1 && first !== undefined) return [space.row(first)]
      if (refs.length === 2 && first !== undefined && second !== undefined)
        return [space.row(first), space.row(second)]
      return refs.map((ref): Row | undefined => space.row(ref))
    },

    async list(name, now, query) {
      const space = open(name)
      if (space === undefined) return nothing
      const due = space.dueAt(now)
      return due === undefined ? space.list(query) : { due }
    },

    async commit(name, now, { checks, writes, settling = false }): Promise<CommitResult | Due> {
      const space = open(name) ?? new MemorySpace()
      const due = settling ? undefined : space.dueAt(now)
      if (due !== undefined) return { due }
      const failed = space.firstFailed(checks)
      if (failed >= 0) return { ok: false, failed }
      if (writes.length === 0) return { ok: true, version: space.version }
      spaces.set(name, space)
      return { ok: true, version: space.apply(writes) }
    },

    async drop(name) {
      refuseClosed()
      spaces.delete(name)
    },

    async spaces() {
      refuseClosed()
      return [...spaces.keys()].sort()
    },

    async health() {
      refuseClosed()
      let rows = 0
      for (const space of spaces.values()) rows += space.rowCount
      return { kind: 'memory', status: 'healthy', details: { spaces: spaces.size, rows } }
    },

    async close() {
      closed = true
      spaces.clear()
    },
  }
}
