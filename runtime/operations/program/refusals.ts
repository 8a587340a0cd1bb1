// Refusals of programs: what a declaration forbids, and which step of which unit refused.
import { MockError, type MockErrorCode, type Violation } from '../../errors.js'

/** Where a step is declared, and what it is called in messages. */
export interface StepName {
  /** "step 2 (inventory update)"; undefined for the only step of its unit, which needs no name. */
  readonly label: string | undefined
  /** Pointer into the document. */
  readonly at: string
}

/** An error that names the place in the document whose rule refused. */
export function refusal(
  code: MockErrorCode,
  at: string,
  message: string,
  options: { readonly status?: number | undefined; readonly errors?: readonly Violation[] } = {},
): MockError {
  const { status, errors } = options
  return new MockError(code, {
    detail: message,
    ...(status !== undefined && { status }),
    errors: errors ?? [{ pointer: at, message, keyword: 'step' }],
  })
}

/** The refusal with its pointers moved; whatever is no refusal stays as it is. */
export function relocated(error: unknown, move: (pointer: string) => string): unknown {
  if (!(error instanceof MockError) || error.errors.length === 0) return error
  const { code, status, headers, cause, detail, errors } = error
  return new MockError(code, {
    ...(detail !== undefined && { detail }),
    status,
    headers,
    errors: errors.map((violation) => ({ ...violation, pointer: move(violation.pointer) })),
    cause: cause ?? error,
  })
}

/** The refusal of a step, which says which one it was; whatever is no refusal stays as it is. */
export function refusedBy({ label, at }: StepName, error: unknown): unknown {
  if (label === undefined || !(error instanceof MockError)) return error
  const { code, status, headers, cause } = error
  const reason = error.detail ?? error.title
  const isPlaced = error.errors.some(({ pointer }) => pointer === at || pointer.startsWith(`${at}/`))
  const place: Violation = { pointer: at, message: reason, keyword: 'step' }
  return new MockError(code, {
    detail: `${label}: ${reason}`,
    status,
    headers,
    errors: isPlaced ? error.errors : [...error.errors, place],
    cause: cause ?? error,
  })
}
