// The store in Redis: what several servers share, and what survives them.
import type { ConnectionOptions } from 'node:tls'
import { isDue, type ListQuery, type ListResult, type Row, type RowRef, type Store } from '../store.js'
import type { StoreLog } from '../store-log.js'
import { commitArguments } from './commit-arguments.js'
import { DamagedRows } from './damaged-rows.js'
import { maxDuePerCall } from './due-entry.js'
import { createRedisKeys } from './keys.js'
import { lowerBound, upperBound, wellFormed } from './ordered-text.js'
import { closedFault } from './redis-error.js'
import { redisHealth } from './redis-health.js'
import { parseRedisUrl } from './redis-url.js'
import { type PageReply, parseCommitReply, parseListReply, parseReadReply } from './replies.js'
import { parseRow } from './row-text.js'
import { openSession, type Session } from './session.js'
import { SpaceLifetime } from './space-lifetime.js'

export interface RedisStoreOptions {
  /** Where Redis is; `parseRedisUrl` tells the forms. */
  readonly url: string
  /** What every key begins with. Default: `mockgen`. */
  readonly prefix?: string
  /** What `node:tls` takes besides host and port (`ca`, `cert`, `key` …); only with rediss://. */
  readonly tls?: ConnectionOptions
  /** Calls that may wait while Redis is away; more are refused at once. Default: 1,000. */
  readonly maxWaitingCalls?: number
  /** How long a call waits for Redis. Once Redis has been away for so long, calls do not wait. Default: 1,000. */
  readonly waitMs?: number
  /** How long Redis may take to answer. Default: 5,000. */
  readonly answerMs?: number
  /**
   * After how many milliseconds without any call for a space Redis removes it by itself: a safety net for the sandboxes
   * of servers that never come back. It counts real time, not the clock's. Default: never.
   */
  readonly abandonedAfterMs?: (space: string) => number | undefined
  /** Default: nothing is said. */
  readonly log?: StoreLog
}

const silent: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * A store in Redis. It connects in the background when it is first used; `read`, `list` and `commit` are one round trip
 * each. A fault rejects with a StoreError. A row that is damaged is left out of pages and fails the reads that ask for
 * it. Throws StoreError MOCK_STORE_SETTING_INVALID for a URL or prefix that cannot be used.
 */
export function createRedisStore(options: RedisStoreOptions): Store {
  const { log = silent, tls = {}, maxWaitingCalls = 1_000, waitMs = 1_000, answerMs = 5_000 } = options
  const target = parseRedisUrl(options.url)
  const keys = createRedisKeys(options.prefix ?? 'mockgen')
  const damaged = new DamagedRows(log)
  const lifetime = options.abandonedAfterMs && new SpaceLifetime(keys, options.abandonedAfterMs)
  let session: Promise<Session> | undefined
  let closed = false

  const open = (): Promise<Session> => {
    if (closed) throw closedFault()
    session ??= openSession(target, keys, { tls, maxWaitingCalls, waitMs, answerMs, log })
    return session
  }

  return {
    async read(space, now, refs) {
      const opened = await open()
      const at = keys.space(space)
      const rowKeys = refs.map(({ collection }) => at.rows(collection))
      const pairs = refs.flatMap(({ id }, i) => [i + 1, wellFormed(id)])
      const reply = await opened.run('read', [at.due, ...rowKeys], [now, maxDuePerCall, ...pairs])
      lifetime?.used(space, opened)
      const texts = parseReadReply(reply)
      return isDue(texts) ? texts : readRows(damaged, space, refs, texts)
    },

    async list(space, now, query) {
      const opened = await open()
      const at = keys.space(space)
      const { collection, index, also } = query
      const listed = index === undefined ? at.order(collection) : at.index(collection, index)
      const reply = await opened.run(
        'list',
        [at.due, at.rows(collection), listed, ...(also === undefined ? [] : [at.rows(also.collection)])],
        [now, maxDuePerCall, ...listArguments(query)],
      )
      lifetime?.used(space, opened)
      const page = parseListReply(reply)
      return isDue(page) ? page : readPage(damaged, space, query, page)
    },

    async commit(space, now, commit) {
      const opened = await open()
      const { run, registry, replicas } = opened
      const sent = commitArguments(keys.space(space), now, commit)
      const isWriting = commit.writes.length > 0
      const isKnown = registry.isKnown(space)
      const reply =
        isKnown || !isWriting
          ? await run('commit', sent.keys, sent.args)
          : await registry.registering(space, () => run('commit', sent.keys, sent.args))
      const result = parseCommitReply(reply)
      // It made the space again: another server has dropped it, and its name with it.
      if (isKnown && isWriting && 'version' in result && result.version === 1)
        await registry.registering(space, async () => undefined)
      if (isWriting && 'version' in result) await replicas.haveIt()
      lifetime?.used(space, opened)
      return result
    },

    async drop(space) {
      const { run, registry, replicas } = await open()
      const at = keys.space(space)
      await run('drop', [at.meta, at.due, at.registry], [])
      await registry.remove(space)
      await replicas.haveIt()
      lifetime?.forget(space)
      damaged.clearSpace(space)
    },

    async spaces() {
      const { registry } = await open()
      return registry.names()
    },

    async health() {
      const { connection } = await open()
      return redisHealth(connection, target.mode, damaged)
    },

    async close() {
      closed = true
      const opened = await session?.catch(() => undefined)
      await opened?.connection.close()
    },
  }
}

function listArguments(query: ListQuery): readonly (string | number)[] {
  const { index, range, offset, limit, reverse = false, also } = query
  const kind = index === undefined ? 'order' : 'index'
  return [
    kind,
    lowerBound(range?.from),
    upperBound(range?.to),
    offset,
    limit,
    reverse ? 1 : 0,
    ...(also === undefined ? [] : [wellFormed(also.id)]),
  ]
}

// A call that asks for a damaged row fails: what it would decide without the row could be wrong.
function readRows(
  damaged: DamagedRows,
  space: string,
  refs: readonly RowRef[],
  texts: readonly (string | undefined)[],
): readonly (Row | undefined)[] {
  return refs.map((ref, i) => {
    const text = texts[i]
    const row = text === undefined ? undefined : parseRow(ref.id, text)
    if (text !== undefined && row === undefined) throw damaged.add(space, ref)
    damaged.clear(space, ref)
    return row
  })
}

// A page goes on without a damaged row. One that is missing is damaged too: its entry says that it should be there.
function readPage(
  damaged: DamagedRows,
  space: string,
  { collection, also }: ListQuery,
  { total, ids, texts, also: alsoText }: PageReply,
): ListResult {
  const rows: Row[] = []
  for (const [i, id] of ids.entries()) {
    const row = parseRow(id, texts[i] ?? '')
    if (row === undefined) damaged.add(space, { collection, id })
    else rows.push(row)
  }
  if (also === undefined) return { rows, total }
  const [alsoRow] = readRows(damaged, space, [also], [alsoText])
  return alsoRow === undefined ? { rows, total } : { rows, total, also: alsoRow }
}
