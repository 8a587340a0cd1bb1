// Remembers rows that are not what was written, so that health can name them.

import type { StoreError } from '../../store-error.js'
import type { RowRef } from '../store.js'
import type { StoreLog } from '../store-log.js'
import { redisFault } from './redis-error.js'

/** Most rows that are remembered; more are only logged. */
const maxRemembered = 100

export class DamagedRows {
  readonly #log: StoreLog
  readonly #rows = new Set<string>()

  constructor(log: StoreLog) {
    this.#log = log
  }

  /** `space/collection/id` of each, the first ones found. */
  get names(): readonly string[] {
    return [...this.#rows]
  }

  /** Remembers and logs a row; the error that a call for this row answers. */
  add(space: string, { collection, id }: RowRef): StoreError {
    const name = nameOf(space, { collection, id })
    const error = redisFault(
      'MOCK_STORE_DAMAGED',
      `the row ${name} in Redis is not what was written`,
      'write it again or delete it',
    )
    if (this.#rows.has(name)) return error
    if (this.#rows.size < maxRemembered) this.#rows.add(name)
    this.#log.error({ err: error, space, collection, id }, 'A row in Redis is damaged')
    return error
  }

  /** Forgets a row that is whole, or gone. */
  clear(space: string, ref: RowRef): void {
    if (this.#rows.size > 0) this.#rows.delete(nameOf(space, ref))
  }

  clearSpace(space: string): void {
    for (const name of this.#rows) if (name.startsWith(`${space}/`)) this.#rows.delete(name)
  }
}

function nameOf(space: string, { collection, id }: RowRef): string {
  return `${space}/${collection}/${id}`
}
