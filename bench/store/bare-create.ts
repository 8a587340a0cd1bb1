// Creates of books as the commands that Redis gets for them, made ahead: what is left is ioredis, the wire and the script.

import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { commitArguments } from '../../runtime/store/redis/commit-arguments.js'
import { createRedisKeys } from '../../runtime/store/redis/keys.js'
import { loadScripts } from '../../runtime/store/redis/scripts.js'
import type { Commit } from '../../runtime/store/store.js'
import { bookOf, now, openStockedBookshop } from './bookshop.js'

/** The commits that creating `count` books makes, caught above a store in memory. */
export async function commitsOfCreates(count: number): Promise<readonly Commit[]> {
  const store = createMemoryStore()
  const commits: Commit[] = []
  const recording: typeof store = {
    ...store,
    commit(space, time, commit) {
      commits.push(commit)
      return store.commit(space, time, commit)
    },
  }
  const books = (await openStockedBookshop(recording, 'recorded')).reader('books')
  commits.length = 0
  for (let number = 0; number < count; number++) await books.create(bookOf(number))
  return commits
}

/** The arguments of EVALSHA for each commit, in a space of the default prefix. */
export async function preparedCommands(
  space: string,
  commits: readonly Commit[],
): Promise<readonly (string | number)[][]> {
  const { commit: script } = await loadScripts()
  const names = createRedisKeys('mockgen').space(space)
  return commits.map((commit) => {
    const { keys, args } = commitArguments(names, now, commit)
    return [script.sha, keys.length, ...keys, ...args]
  })
}
