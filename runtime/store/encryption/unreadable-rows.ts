// Remembers rows that do not open, so that health can name them, and says what is wrong with each.
import { StoreError } from '../../store-error.js'
import type { RowRef, StoreHealth } from '../store.js'
import type { StoreLog } from '../store-log.js'
import { isEncrypted, keyIdOf } from './space-cipher.js'

/** Most rows that are remembered; more are only logged. */
const maxRemembered = 100

/** Rows that health names; the others are counted. */
const namedRows = 10

/**
 * Rows are named as the store below knows them, by their encrypted ids: that is where one finds them, and the log holds
 * nothing that encryption keeps out of the store.
 */
export class UnreadableRows {
  readonly #knownKeys: ReadonlySet<string>
  readonly #log: StoreLog
  readonly #rows = new Set<string>()

  constructor(knownKeys: ReadonlySet<string>, log: StoreLog) {
    this.#knownKeys = knownKeys
    this.#log = log
  }

  /** Remembers and logs a stored row; the error that a call for this row answers. `keyId` is the key of its space. */
  add(space: string, ref: RowRef, value: string, keyId: string): StoreError {
    const error = this.#fault(nameOf(space, ref), value, keyId)
    this.#remember(space, ref, error, 'A row in the encrypted store cannot be read')
    return error
  }

  /** Remembers and logs that something is due which is no row of the space's key; until the space is dropped. */
  addDue(space: string, ref: RowRef): void {
    const error = new StoreError(
      'MOCK_STORE_DAMAGED',
      `the due time of ${nameOf(space, ref)} was not set under the key of its space`,
      'remove it from the store',
    )
    this.#remember(space, ref, error, 'A due time in the encrypted store is damaged')
  }

  /** Forgets a row that opens, or is gone. */
  clear(space: string, ref: RowRef): void {
    if (this.#rows.size > 0) this.#rows.delete(nameOf(space, ref))
  }

  clearSpace(space: string): void {
    for (const name of this.#rows) if (name.startsWith(`${space}/`)) this.#rows.delete(name)
  }

  /** The health of the store below, degraded when rows in it do not open. `keyId` is that of the key in use, if any. */
  healthOf(health: StoreHealth, keyId: string | undefined): StoreHealth {
    if (keyId === undefined && this.#rows.size === 0) return health
    const details = { ...health.details, ...(keyId !== undefined && { encryptionKeyId: keyId }) }
    if (this.#rows.size === 0) return { ...health, details }
    const unreadable = [...this.#rows].slice(0, namedRows).join(' ')
    return {
      kind: health.kind,
      status: health.status === 'healthy' ? 'degraded' : health.status,
      details: { ...details, unreadableRows: this.#rows.size, unreadable },
    }
  }

  #remember(space: string, ref: RowRef, error: StoreError, message: string): void {
    const name = nameOf(space, ref)
    if (this.#rows.has(name)) return
    if (this.#rows.size < maxRemembered) this.#rows.add(name)
    this.#log.error({ err: error, space, ...ref }, message)
  }

  #fault(name: string, value: string, keyId: string): StoreError {
    if (!isEncrypted(value))
      return new StoreError(
        'MOCK_STORE_NOT_ENCRYPTED',
        `the row ${name} is stored in plain, and its space is encrypted`,
        'write it again or delete it',
      )
    const found = keyIdOf(value)
    if (found === undefined || found === keyId)
      return new StoreError(
        'MOCK_STORE_DAMAGED',
        `the row ${name} does not open: somebody changed it, or put another row in its place`,
        'write it again or delete it',
      )
    return this.#knownKeys.has(found)
      ? new StoreError(
          'MOCK_STORE_KEY_OTHER',
          `the row ${name} is encrypted with the key ${found}, and its space with ${keyId}`,
          'write it again or delete it',
        )
      : unknownKey(`the row ${name}`, found)
  }
}

/** What is encrypted with a key that nobody has given. */
export function unknownKey(what: string, keyId: string): StoreError {
  return new StoreError(
    'MOCK_STORE_KEY_UNKNOWN',
    `${what} is encrypted with the key ${keyId}, which is not there`,
    'put that key into MOCK_ENCRYPTION_KEY or add it to MOCK_ENCRYPTION_OLD_KEYS',
  )
}

function nameOf(space: string, { collection, id }: RowRef): string {
  return `${space}/${collection}/${id}`
}
