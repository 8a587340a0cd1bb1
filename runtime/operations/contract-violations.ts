// What answers have broken of the contract: told once, counted, and refused where that is wanted.
import { MockError, type Violation } from '../errors.js'
import type { Logger } from '../logger.js'

/** A rule of the contract that answers of one operation with one status have broken. */
export interface ContractViolation extends Violation {
  readonly operation: string
  readonly status: number
  /** How often, in this process. */
  readonly count: number
}

/** Most violations that are told apart; others are only counted in `total`. */
const maxKnown = 1_000
/** Most that are told of one answer: what is wrong with a thousand items is mostly the same. */
const maxOfAnswer = 10

export class ContractViolations {
  readonly #isStrict: boolean
  readonly #log: Logger
  readonly #known = new Map<string, { readonly first: Omit<ContractViolation, 'count'>; count: number }>()
  #total = 0

  /** `strict`: an answer that breaks the contract is refused with MOCK_CONTRACT_VIOLATION, and what was done is undone. */
  constructor({ strict, log }: { readonly strict: boolean; readonly log: Logger }) {
    this.#isStrict = strict
    this.#log = log
  }

  /** How many there were, those included that are not listed. */
  get total(): number {
    return this.#total
  }

  /** Each one once, in the order in which they were first found. */
  list(): readonly ContractViolation[] {
    return [...this.#known.values()].map(({ first, count }) => ({ ...first, count }))
  }

  /** Takes what is wrong with an answer; pointers are below `/response`. Throws MOCK_CONTRACT_VIOLATION where strict. */
  report(operation: string, status: number, found: readonly Violation[]): void {
    const [first] = found
    if (first === undefined) return
    this.#total += found.length
    for (const violation of found.slice(0, maxOfAnswer)) this.#count({ ...violation, operation, status })
    if (!this.#isStrict) return
    throw new MockError('MOCK_CONTRACT_VIOLATION', {
      detail: `the answer ${status} of ${operation} breaks the contract at ${first.pointer}: ${first.message}`,
      errors: found.slice(0, maxOfAnswer),
    })
  }

  #count(violation: Omit<ContractViolation, 'count'>): void {
    const { operation, status, keyword, pointer, message } = violation
    // The members of a list break one rule, not one each.
    const id = JSON.stringify([operation, status, keyword, pointer.replace(/\/\d+(?=\/|$)/g, '/*')])
    const known = this.#known.get(id)
    if (known !== undefined) known.count += 1
    else if (this.#known.size < maxKnown) {
      this.#known.set(id, { first: violation, count: 1 })
      this.#log.warn({ operation, status, pointer, message, keyword }, 'an answer breaks the contract')
    }
  }
}
