// The primary of a fallback store, with a copy that learns from every answer.
import type { FallbackCopy } from './fallback-copy.js'
import { isDue, type Store } from './store.js'

/** The calls of a store that work on spaces. */
export type StoreCalls = Pick<Store, 'read' | 'list' | 'commit' | 'drop' | 'spaces'>

/** The calls of `primary`; `copy` follows what they read and write. */
export function followPrimary(primary: Store, copy: FallbackCopy): StoreCalls {
  return {
    async read(space, now, refs) {
      const begun = copy.moment(space)
      const rows = await primary.read(space, now, refs)
      copy.learnRows(space, begun, refs, rows)
      return rows
    },
    async list(space, now, query) {
      const begun = copy.moment(space)
      const page = await primary.list(space, now, query)
      copy.learnPage(space, begun, query, page)
      return page
    },
    async commit(space, now, commit) {
      const result = await primary.commit(space, now, commit)
      if (!isDue(result) && result.ok && commit.writes.length > 0)
        copy.follow(space, commit.writes, result.version)
      return result
    },
    async drop(space) {
      await primary.drop(space)
      copy.drop(space)
    },
    spaces: () => primary.spaces(),
  }
}
