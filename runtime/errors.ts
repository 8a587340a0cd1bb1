// Every error a client can be given: code, status and title stand here and nowhere else (RFC 9457).

const table = {
  MOCK_BAD_REQUEST: { status: 400, title: 'The request cannot be read' },
  MOCK_INVALID_REQUEST: { status: 400, title: 'The request does not match the contract' },
  MOCK_PREFERENCE: { status: 400, title: 'The contract does not have the answer that is preferred' },
  MOCK_SANDBOX_NAME: { status: 400, title: 'The sandbox has a name that none can have' },
  MOCK_SANDBOX_REQUIRED: { status: 400, title: 'The request names no sandbox' },
  MOCK_SNAPSHOT_NAME: { status: 400, title: 'The snapshot has a name that none can have' },
  MOCK_SNAPSHOT_INVALID: { status: 400, title: 'The document is no snapshot of this mock' },
  MOCK_SNAPSHOT_VERSION: { status: 400, title: 'The snapshot was written by a newer version' },
  MOCK_UNAUTHENTICATED: { status: 401, title: 'The request has no valid credentials' },
  MOCK_FOREIGN_HOST: { status: 403, title: 'The Host header names another server' },
  MOCK_NOT_FOUND: { status: 404, title: 'There is no such record' },
  MOCK_SNAPSHOT_NOT_FOUND: { status: 404, title: 'There is no such snapshot' },
  MOCK_WEBHOOK_NOT_FOUND: { status: 404, title: 'The contract has no such webhook' },
  MOCK_NO_ROUTE: { status: 404, title: 'The contract has no such path' },
  MOCK_METHOD_NOT_ALLOWED: { status: 405, title: 'The path does not have this method' },
  MOCK_NOT_ACCEPTABLE: { status: 406, title: 'No declared media type is acceptable' },
  MOCK_WEBHOOK_TARGET: { status: 409, title: 'Nothing says where the webhook goes' },
  MOCK_CONFLICT: { status: 409, title: 'The request conflicts with the stored state' },
  MOCK_DUPLICATE: { status: 409, title: 'A record with this value exists already' },
  MOCK_REFERENCED: { status: 409, title: 'Other records refer to this one' },
  MOCK_VERSION: { status: 409, title: 'The record has another version than expected' },
  MOCK_TRANSITION: { status: 409, title: 'The state of the record does not allow this' },
  MOCK_IN_PROGRESS: { status: 409, title: 'The same request is still being carried out' },
  MOCK_LOST_RACE: { status: 409, title: 'Other requests changed the same records' },
  MOCK_SNAPSHOT_LIMIT: { status: 409, title: 'The sandbox has too many snapshots' },
  MOCK_PRECONDITION: { status: 412, title: 'A precondition of the request does not hold' },
  MOCK_SNAPSHOT_TOO_LARGE: { status: 413, title: 'The snapshot is too large for a document' },
  MOCK_BODY_TOO_LARGE: { status: 413, title: 'The request body is too large' },
  MOCK_UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The contract does not accept this media type' },
  MOCK_MISSING_REFERENCE: { status: 422, title: 'The request refers to a record that does not exist' },
  MOCK_REFUSED: { status: 422, title: 'A rule of the contract forbids this' },
  MOCK_EXPRESSION: { status: 422, title: 'An expression of the contract has no value for this request' },
  MOCK_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  MOCK_PRECONDITION_REQUIRED: { status: 428, title: 'The request must say which version it changes' },
  MOCK_KEY_REQUIRED: { status: 400, title: 'The request needs an Idempotency-Key' },
  MOCK_SCAN_LIMIT: { status: 400, title: 'The query needs an index' },
  MOCK_TOO_MANY_RELATED: { status: 400, title: 'The answer would hold too many related records' },
  MOCK_INTERNAL: { status: 500, title: 'The mock server failed' },
  MOCK_CONTRACT_VIOLATION: { status: 500, title: 'The answer does not match the contract' },
  MOCK_SANDBOX_BEGINNING: { status: 503, title: 'The sandbox cannot begin as it should' },
  MOCK_SANDBOX_LIMIT: { status: 503, title: 'There are too many sandboxes' },
  MOCK_UNAVAILABLE: { status: 503, title: 'The store is not available' },
} as const

export type MockErrorCode = keyof typeof table

/**
 * One broken rule of a request: where it is, as a JSON pointer below `/body`, `/path`, `/query`, `/headers` or `/cookies`;
 * of an answer, below `/response`.
 */
export interface Violation {
  readonly pointer: string
  readonly message: string
  /** The JSON Schema keyword that failed, or what was being read. */
  readonly keyword: string
}

/** What an error may carry besides its code. */
export interface MockErrorOptions {
  readonly detail?: string
  /** Overrides the table's status. */
  readonly status?: number
  readonly errors?: readonly Violation[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal of a client's request; everything in it may be shown to the client, except `cause`. */
export class MockError extends Error {
  readonly code: MockErrorCode
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly Violation[]
  readonly headers: Readonly<Record<string, string>>

  constructor(code: MockErrorCode, options: MockErrorOptions = {}) {
    super(options.detail ?? table[code].title, { cause: options.cause })
    this.name = 'MockError'
    this.code = code
    this.status = options.status ?? table[code].status
    this.title = table[code].title
    this.detail = options.detail
    this.errors = options.errors ?? []
    this.headers = options.headers ?? {}
  }
}
