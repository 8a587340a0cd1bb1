// Waits until replicas have what was written: Redis answers before that, and a failover then loses the difference.
import type { RedisConnection } from './connection.js'
import { redisFault, toStoreError } from './redis-error.js'
import { asNumber } from './replies.js'

/** How long replicas may take. */
const replicaWaitMs = 1_000

export class Replicas {
  readonly #connection: Pick<RedisConnection, 'call' | 'epoch'>
  readonly #wanted: number
  #next: Promise<number> | undefined

  /** `wanted`: how many replicas must have a change; 0 waits for none. */
  constructor(connection: Pick<RedisConnection, 'call' | 'epoch'>, wanted: number) {
    this.#connection = connection
    this.#wanted = wanted
  }

  /**
   * Called right after the answer to a write: resolves when enough replicas have it. MOCK_STORE_INTERRUPTED when they do not,
   * or when the connection broke, so that another primary would be asked: it may have the write or not.
   */
  async haveIt(): Promise<void> {
    if (this.#wanted === 0) return
    const { epoch } = this.#connection
    const count = await this.#wait().catch((error: unknown) => {
      throw notReplicated('the replicas could not be asked', toStoreError(error))
    })
    if (this.#connection.epoch !== epoch) throw notReplicated('the connection to Redis broke')
    if (count < this.#wanted)
      throw notReplicated(`${count} replicas have the change, and waitForReplicas is ${this.#wanted}`)
  }

  // One question is enough for all writes that were answered in the same turn of the event loop.
  #wait(): Promise<number> {
    this.#next ??= Promise.resolve().then(async () => {
      this.#next = undefined
      return asNumber(await this.#connection.call('WAIT', [this.#wanted, replicaWaitMs]))
    })
    return this.#next
  }
}

function notReplicated(problem: string, cause?: unknown) {
  return redisFault(
    'MOCK_STORE_INTERRUPTED',
    problem,
    'see that the replicas run, and read before you repeat a change, because it was made and may be lost',
    cause,
  )
}
