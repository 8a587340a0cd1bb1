// Remembers the sandboxes that nobody can read any more, so that health can name them.
import type { Logger } from '../logger.js'
import { StoreError } from '../store-error.js'

/** Most sandboxes that are remembered; more are only logged. */
const maxRemembered = 100

/** Sandboxes that health names; the others are counted. */
const maxNamed = 10

/** How the sandboxes are, for `/system/health`. */
export interface SandboxesHealth {
  readonly status: 'healthy' | 'degraded'
  /** `damagedSandboxes` is how many, `damaged` the names of the first ten. Absent when there is none. */
  readonly details?: Readonly<Record<string, string | number>>
}

export class DamagedSandboxes {
  readonly #log: Pick<Logger, 'error'>
  readonly #names = new Set<string>()

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log
  }

  /** Remembers a sandbox and logs why it cannot be read, once until it was found whole. */
  add(sandbox: string, error: StoreError): void {
    if (this.#names.has(sandbox)) return
    if (this.#names.size < maxRemembered) this.#names.add(sandbox)
    this.#log.error({ sandbox, err: error }, 'The sandbox cannot be read; the others go on')
  }

  /** Asks about those that are remembered, and forgets those that are whole again or gone. */
  async health(isDamaged: (sandbox: string) => Promise<boolean>): Promise<SandboxesHealth> {
    for (const name of this.#names) if (!(await isDamaged(name))) this.#names.delete(name)
    if (this.#names.size === 0) return { status: 'healthy' }
    const damaged = [...this.#names].slice(0, maxNamed).join(' ')
    return { status: 'degraded', details: { damagedSandboxes: this.#names.size, damaged } }
  }
}

/** True for the fault of a call that found something else in the store than what was written. */
export function isDamage(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'MOCK_STORE_DAMAGED'
}
