// What keeps a store from doing what it was asked for: a fault, with a remedy for the person who runs the server.

/** `MOCK_STORE_…`; each adapter documents its own. */
export type StoreErrorCode = `MOCK_STORE_${string}`

/** A fault of a store. `message` says what is wrong and ends with `remedy`; `cause` is the error behind it. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  /** What to do about it: part of a sentence, without a full stop. */
  readonly remedy: string

  constructor(
    code: StoreErrorCode,
    problem: string,
    remedy: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`${problem}; ${remedy}`, options)
    this.name = 'StoreError'
    this.code = code
    this.remedy = remedy
  }
}

/** True for the faults of a store that cannot be reached: the call was not made, or nobody knows whether it was. */
export function isAway(error: unknown): error is StoreError {
  return (
    error instanceof StoreError &&
    (error.code === 'MOCK_STORE_UNAVAILABLE' || error.code === 'MOCK_STORE_INTERRUPTED')
  )
}
