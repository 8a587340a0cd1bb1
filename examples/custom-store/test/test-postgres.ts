// The Postgres that tests use: a server that DATABASE_URL names, else PGlite, which is a real one that npm installs.
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { Pool } from 'pg'

export interface TestPostgres {
  readonly url: string
  /** Connections for the test's own stores. PGlite gives out one at a time: use either the pool or the address. */
  readonly pool: Pool
  /** Ends what was started here. */
  stop(): Promise<void>
}

/** Connects to the server that DATABASE_URL names; without one, starts PGlite. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const { DATABASE_URL: url } = process.env
  if (url === undefined || url === '') return startPGlite()
  const pool = new Pool({ connectionString: url })
  return { url, pool, stop: () => pool.end() }
}

/** Starts PGlite on a free port of the loopback interface, empty and in memory. */
export async function startPGlite(): Promise<TestPostgres> {
  const db = await PGlite.create()
  // Its sockets take several connections and give all of them one session: only one may be in use. The others are for the
  // pool, which replaces a connection after an error before the server has noticed that the old one is gone.
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 8 })
  await server.start()
  const url = `postgres://postgres@${server.getServerConn()}/postgres`
  const pool = new Pool({ connectionString: url, max: 1 })
  return {
    url,
    pool,
    async stop() {
      await pool.end()
      await server.stop()
      await db.close()
    },
  }
}
