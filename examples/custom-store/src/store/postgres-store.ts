// A store in Postgres: the port of mockgen's runtime in terms of the functions of schema.sql.
import type { CommitResult, Due, ListResult, Row, RowRef, Store } from '@mockgen/runtime'
import { type DatabaseOptions, openDatabase } from './database.js'
import { closedFault, toStoreError } from './postgres-error.js'
import { decodeText, encodeSteps, encodeText } from './text.js'

/** A store, and a way to wait until it is connected. */
export interface PostgresStore extends Store {
  /** Resolves when the schema is there; rejects with a StoreError when Postgres cannot be used. `createMockApp` asks it. */
  ready(): Promise<void>
}

// What the functions of schema.sql answer. Their texts are encoded.
type DueAnswer = { readonly due: readonly RowRef[] }
type ReadAnswer = DueAnswer | { readonly rows: readonly (Row | null)[] }
type ListAnswer =
  | DueAnswer
  | { readonly total: number; readonly rows: readonly (Row | null)[]; readonly also: Row | null }
type CommitAnswer = DueAnswer | { readonly failed: number } | { readonly version: number }

/**
 * A store that any number of servers may share. It connects when it is first used, and makes its schema when there is none.
 * Every call is one round trip; a fault rejects with a StoreError.
 */
export function createPostgresStore(options: DatabaseOptions = {}): PostgresStore {
  const database = openDatabase(options)

  return {
    async ready() {
      await database.call('space_names')
    },

    async read(space, now, refs) {
      const collections = refs.map(({ collection }) => encodeText(collection))
      const ids = refs.map(({ id }) => encodeText(id))
      const answer = await database.call<ReadAnswer>('read_rows', encodeText(space), now, collections, ids)
      return 'due' in answer
        ? toDue(answer)
        : answer.rows.map((row) => (row === null ? undefined : toRow(row)))
    },

    async list(space, now, query): Promise<ListResult | Due> {
      const { collection, index, range, offset, limit, reverse = false, also } = query
      const answer = await database.call<ListAnswer>(
        'list_rows',
        encodeText(space),
        now,
        encodeText(collection),
        orNull(index),
        orNull(range?.from),
        orNull(range?.to),
        offset,
        limit,
        reverse,
        orNull(also?.collection),
        orNull(also?.id),
      )
      if ('due' in answer) return toDue(answer)
      // An entry whose row is gone is the mistake of whoever deleted the row; the page goes on without it.
      const rows = answer.rows.flatMap((row) => (row === null ? [] : [toRow(row)]))
      const page = { rows: reverse ? rows.toReversed() : rows, total: answer.total }
      return answer.also === null ? page : { ...page, also: toRow(answer.also) }
    },

    async commit(space, now, { checks, writes, settling = false }): Promise<CommitResult | Due> {
      const answer = await database.call<CommitAnswer>(
        'commit_steps',
        encodeText(space),
        now,
        encodeSteps(checks),
        encodeSteps(writes),
        settling,
      )
      if ('due' in answer) return toDue(answer)
      return 'failed' in answer ? { ok: false, failed: answer.failed } : { ok: true, version: answer.version }
    },

    async drop(space) {
      await database.call('drop_space', encodeText(space))
    },

    async spaces() {
      return (await database.call<readonly string[]>('space_names')).map(decodeText)
    },

    async health() {
      const details = { schema: database.schema }
      try {
        await database.call('space_names')
        return { kind: 'postgres', status: 'healthy', details }
      } catch (error) {
        const { code, message } = toStoreError(error)
        if (code === closedFault().code) throw error
        return { kind: 'postgres', status: 'unhealthy', details: { ...details, error: message } }
      }
    },

    close: () => database.close(),
  }
}

function toDue({ due }: DueAnswer): Due {
  return {
    due: due.map(({ collection, id }) => ({ collection: decodeText(collection), id: decodeText(id) })),
  }
}

function toRow({ id, value, version, sequence }: Row): Row {
  return { id: decodeText(id), value: decodeText(value), version, sequence }
}

function orNull(text: string | undefined): string | null {
  return text === undefined ? null : encodeText(text)
}
