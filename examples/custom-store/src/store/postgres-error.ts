// What went wrong in Postgres, as a StoreError with a remedy.
import { StoreError, type StoreErrorCode } from '@mockgen/runtime'

type Meaning = readonly [code: StoreErrorCode, problem: string, remedy: string]

const unreachable: Meaning = [
  'MOCK_STORE_UNAVAILABLE',
  'Postgres cannot be reached',
  'start it or correct its address',
]
const notReady: Meaning = [
  'MOCK_STORE_UNAVAILABLE',
  'Postgres takes no connection now',
  'wait, or raise max_connections',
]
const interrupted: Meaning = [
  'MOCK_STORE_INTERRUPTED',
  'the connection to Postgres broke before it answered',
  'read before you repeat a change, because it may have been made',
]

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or its class, or an error of the system. */
const meanings: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ECONNRESET: interrupted,
  EPIPE: interrupted,
  '08': interrupted,
  '25000': [
    'MOCK_STORE_SETTING_INVALID',
    'the isolation level is not READ COMMITTED',
    'take default_transaction_isolation back to it for this user',
  ],
  '25006': ['MOCK_STORE_READ_ONLY', 'this Postgres takes no writes', 'name the primary'],
  '28': ['MOCK_STORE_CREDENTIALS', 'Postgres refused the user or the password', 'correct the URL'],
  '3D000': ['MOCK_STORE_SETTING_INVALID', 'there is no such database', 'create it or correct the URL'],
  '42501': [
    'MOCK_STORE_FORBIDDEN',
    'the user may not do what the store does',
    'grant it CREATE on the database',
  ],
  '53100': ['MOCK_STORE_FULL', 'the disk of Postgres is full', 'free some space; the next write tries again'],
  '53300': notReady,
  '54': [
    'MOCK_STORE_LIMIT',
    'a name, an id or an indexed value is longer than the 2,704 bytes of an index entry, or the call too large',
    'send shorter texts, or fewer at a time',
  ],
  '57P': notReady,
}

/** The StoreError of whatever a call to Postgres was rejected with. `cause` is the error itself. */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const [code, problem, remedy] = meaningOf(cause)
  return new StoreError(code, problem, remedy, { cause })
}

/** What every call after `close` rejects with. */
export function closedFault(): StoreError {
  return new StoreError('MOCK_STORE_CLOSED', 'the store in Postgres is closed', 'do not use it after close')
}

function meaningOf(error: unknown): Meaning {
  const { code, message } = describe(error)
  const known = [code, code.slice(0, 3), code.slice(0, 2)].find((key) => Object.hasOwn(meanings, key))
  if (known !== undefined && meanings[known] !== undefined) return meanings[known]
  // The driver's own errors have no code.
  if (/timeout exceeded when trying to connect/.test(message)) return notReady
  if (/Connection terminated|Query read timeout|Client has encountered a connection error/.test(message))
    return interrupted
  return ['MOCK_STORE_FAILED', `Postgres answered an error: ${message}`, 'look into its log']
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message }
}
