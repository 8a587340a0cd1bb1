// A fallback store over a real Redis, behind a line that can be cut, and another server that shares the Redis.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createFallbackStore, type FallbackStoreOptions } from '../../runtime/store/fallback-store.js'
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import {
  type Check,
  type CommitResult,
  isDue,
  type ListQuery,
  type Row,
  type RowRef,
  type Store,
  type Write,
} from '../../runtime/store/store.js'
import {
  type RedisServer,
  startRedis,
  startWire,
  stopAll,
  until,
  type Wire,
} from '../support/redis-server.js'

export const collection = 'pets'
const space = 's'

export const ref = (id: string): RowRef => ({ collection, id })
export const put = (id: string, value: string): Write => ({ write: 'put', ...ref(id), value })
export const remove = (id: string): Write => ({ write: 'delete', ...ref(id) })
export const index = (value: string, id: string): Write => ({
  write: 'index',
  ...ref(id),
  index: 'kind',
  value,
})
export const version = (id: string, at: number): Check => ({ check: 'version', ...ref(id), version: at })

type FallbackStore = ReturnType<typeof createFallbackStore>
type Options = Partial<Omit<FallbackStoreOptions, 'primary' | 'log'>>

/** One server and, for each test, a new prefix in it. The members are those of the test that runs. */
export class FallbackScene {
  /** What was logged as an error. */
  logged: object[] = []
  #server: RedisServer | undefined
  #wire: Wire | undefined
  #store: FallbackStore | undefined
  #other: Store | undefined
  #prefixes = 0

  constructor() {
    beforeAll(async () => {
      this.#server = await startRedis()
    })
    beforeEach(async () => {
      this.#prefixes++
      this.#wire = await startWire(this.server.port)
      this.logged = []
      this.#store = this.open()
      this.#other = createRedisStore({ url: this.server.url, prefix: `test${this.#prefixes}` })
    })
    afterEach(async () => {
      await this.store.close().catch(() => undefined)
      await this.other.close()
      await this.wire.cut()
    })
    afterAll(() => stopAll([this.server]))
  }

  get server(): RedisServer {
    return given(this.#server)
  }

  get wire(): Wire {
    return given(this.#wire)
  }

  /** The store that is tested. */
  get store(): FallbackStore {
    return given(this.#store)
  }

  /** A store whose line is never cut. */
  get other(): Store {
    return given(this.#other)
  }

  open(options: Options = {}): FallbackStore {
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (fields: object) => void this.logged.push(fields),
    }
    const url = `redis://127.0.0.1:${this.wire.port}`
    const primary = createRedisStore({ url, prefix: `test${this.#prefixes}`, waitMs: 50 })
    return createFallbackStore({ primary, log, retryMs: 20, ...options })
  }

  /** Closes the store and opens another one with these options. */
  async reopen(options: Options): Promise<void> {
    await this.store.close()
    this.#store = this.open(options)
  }

  async commit(
    checks: readonly Check[],
    writes: readonly Write[],
    at: Store = this.store,
  ): Promise<CommitResult> {
    const result = await at.commit(space, 0, { checks, writes })
    if (isDue(result)) throw new Error('Nothing is due')
    return result
  }

  /** A commit that succeeds; its version. */
  async write(writes: readonly Write[], at: Store = this.store): Promise<number> {
    const result = await this.commit([], writes, at)
    if (!result.ok) throw new Error(`Check ${result.failed} failed`)
    return result.version
  }

  async rows(at: Store, ...ids: readonly string[]): Promise<readonly (Row | undefined)[]> {
    const rows = await at.read(space, 0, ids.map(ref))
    if (isDue(rows)) throw new Error('Nothing is due')
    return rows
  }

  async values(at: Store, ...ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    return (await this.rows(at, ...ids)).map((row) => row?.value)
  }

  /** The ids of a list of the store, and its total. */
  async list(
    query: Partial<ListQuery> = {},
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
    const page = await this.store.list(space, 0, { collection, offset: 0, limit: 100, ...query })
    if (isDue(page)) throw new Error('Nothing is due')
    return { ids: page.rows.map(({ id }) => id), total: page.total }
  }

  /** Cuts the line and waits until the store has noticed. */
  async goAway(): Promise<void> {
    await this.wire.cut()
    await until(async () => {
      await this.values(this.store, 'none')
      return this.store.isDegraded()
    })
  }

  /** Mends the line and waits until the store has caught up. */
  async comeBack(): Promise<void> {
    await this.wire.mend()
    await until(async () => !this.store.isDegraded())
  }
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The scene is only there while a test runs')
  return value
}
