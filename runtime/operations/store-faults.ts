// Faults of the store as answers: the client is told that nothing was done, or that nobody knows, and when to try again.
import { MockError } from '../errors.js'
import { StoreError } from '../store-error.js'

/** Seconds after which a client may try again (RFC 9110, section 10.2.3). */
const retryAfterSeconds = '1'

/** The refusal that stands for a fault of the store; undefined for every other error. */
export function refusalOf(error: unknown): MockError | undefined {
  if (!(error instanceof StoreError)) return undefined
  if (tooLarge.has(error.code))
    return new MockError('MOCK_BAD_REQUEST', { detail: error.message, cause: error })
  // The message names hosts and folders, which are the log's business and not the client's.
  return new MockError('MOCK_UNAVAILABLE', {
    detail:
      error.code === 'MOCK_STORE_INTERRUPTED'
        ? 'it is not known whether anything was changed'
        : 'nothing was changed',
    headers: { 'retry-after': retryAfterSeconds },
    cause: error,
  })
}

const tooLarge: ReadonlySet<string> = new Set(['MOCK_STORE_LIMIT', 'MOCK_STORE_COMMIT_TOO_LARGE'])
