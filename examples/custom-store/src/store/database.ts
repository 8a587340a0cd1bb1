// The door to `pg`: a pool of connections, the store's schema, and one call at a time of one of its functions.
import { readFileSync } from 'node:fs'
import { StoreError } from '@mockgen/runtime'
import { Pool, type PoolClient } from 'pg'
import { closedFault, toStoreError } from './postgres-error.js'

/** Grows with every change of schema.sql; two layouts live side by side, in schemas of their own. */
const layout = 1

const plainName = /^[a-z_][a-z0-9_]{0,40}$/
const schemaText = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8')

export interface DatabaseOptions {
  /** postgres://user:password@host:port/database. Default: what `PGHOST`, `PGUSER` … say. */
  readonly url?: string
  /** A pool to use instead of one of the store's own. Its owner ends it. */
  readonly pool?: Pool
  /** Name of the Postgres schema, which is made when it is missing; `_v1` is added. Default: `mockgen`. */
  readonly schema?: string
  /** Connections at once. Default: 10. */
  readonly maxConnections?: number
  /** How long a call waits for a connection. Default: 5,000. */
  readonly waitMs?: number
  /** How long Postgres may take to answer. Default: 10,000. */
  readonly answerMs?: number
}

/** What a function of schema.sql takes. */
export type Argument = string | number | boolean | readonly string[] | null

export interface Database {
  /** Name of the schema with its layout. */
  readonly schema: string
  /** The JSON that a function of schema.sql answers, as its comment there says. Rejects with a StoreError. */
  call<Answer>(name: string, ...args: readonly Argument[]): Promise<Answer>
  /** Resolves when every call is answered and every connection of the store's own is closed. */
  close(): Promise<void>
}

/** Connects when it is first used. StoreError MOCK_STORE_SETTING_INVALID for a schema's name that would need quotes. */
export function openDatabase(options: DatabaseOptions): Database {
  const name = options.schema ?? 'mockgen'
  if (!plainName.test(name))
    throw settingFault(`${JSON.stringify(name)} is no name for a schema`, 'use up to 40 of a-z, 0-9 and "_"')
  const schema = `${name}_v${layout}`
  const pool = options.pool ?? createPool(options)
  const running = new Set<Promise<unknown>>()
  let installed: Promise<void> | undefined
  let closed = false

  const install = async (): Promise<void> => {
    installed ??= installSchema(pool, schema)
    try {
      await installed
    } catch (error) {
      // The next call tries again: the server may only have been away.
      installed = undefined
      throw error
    }
  }

  const ask = async <Answer>(fn: string, args: readonly Argument[]): Promise<Answer | undefined> => {
    try {
      await install()
      const places = args.map((_, i) => `$${i + 1}`).join(', ')
      const { rows } = await pool.query<{ answer: Answer }>(`SELECT ${schema}.${fn}(${places}) AS answer`, [
        ...args,
      ])
      return rows[0]?.answer
    } catch (error) {
      throw toStoreError(error)
    }
  }

  return {
    schema,
    async call<Answer>(fn: string, ...args: readonly Argument[]): Promise<Answer> {
      if (closed) throw closedFault()
      const asking = ask<Answer>(fn, args)
      running.add(asking)
      try {
        const answer = await asking
        if (answer === undefined) throw new TypeError(`${fn} answered nothing`)
        return answer
      } finally {
        running.delete(asking)
      }
    },
    async close() {
      closed = true
      // `Pool.end` would leave those without an answer that still wait for a connection.
      await Promise.allSettled(running)
      if (options.pool === undefined) await pool.end()
    },
  }
}

function createPool({ url, maxConnections = 10, waitMs = 5_000, answerMs = 10_000 }: DatabaseOptions): Pool {
  const pool = new Pool({
    ...(url !== undefined && { connectionString: url }),
    max: maxConnections,
    connectionTimeoutMillis: waitMs,
    query_timeout: answerMs,
    statement_timeout: answerMs,
  })
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

// One look, and the rest only where the schema is missing.
async function installSchema(pool: Pool, schema: string): Promise<void> {
  const { rows } = await pool.query<{ encoding: string; found: boolean }>(
    `SELECT current_setting('server_encoding') AS encoding, to_regnamespace($1) IS NOT NULL AS found`,
    [schema],
  )
  const { encoding, found } = rows[0] ?? {}
  if (encoding !== 'UTF8')
    throw settingFault(`the database has the encoding ${encoding}`, 'create one with ENCODING UTF8')
  if (found === true) return
  const client = await pool.connect()
  try {
    await createSchema(client, schema)
    client.release()
  } catch (error) {
    // A connection in an unknown state does not go back to the pool; closing it rolls back.
    client.release(true)
    throw error
  }
}

async function createSchema(client: PoolClient, schema: string): Promise<void> {
  await client.query('BEGIN')
  // Of servers that start together one makes it, and the others find it when they have waited.
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`install ${schema}`])
  const { rows } = await client.query('SELECT WHERE to_regnamespace($1) IS NULL', [schema])
  if (rows.length > 0)
    await client.query(`CREATE SCHEMA ${schema}; SET LOCAL search_path TO ${schema}; ${schemaText}`)
  await client.query('COMMIT')
}

function settingFault(problem: string, remedy: string): StoreError {
  return new StoreError('MOCK_STORE_SETTING_INVALID', problem, remedy)
}
