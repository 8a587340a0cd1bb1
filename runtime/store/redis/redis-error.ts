// What went wrong in Redis, as a StoreError with a remedy.
import { StoreError } from '../../store-error.js'

/** The codes of the Redis store's faults. */
export type RedisFault =
  /** Redis cannot be reached or is not ready; nothing was done. */
  | 'MOCK_STORE_UNAVAILABLE'
  /** Redis went away before it answered; a commit may have happened, entirely or not at all. */
  | 'MOCK_STORE_INTERRUPTED'
  /** Redis does not accept the user or its password. */
  | 'MOCK_STORE_CREDENTIALS'
  /** The user may not do what the store does. */
  | 'MOCK_STORE_FORBIDDEN'
  /** There is no room for another write; nothing was written. */
  | 'MOCK_STORE_FULL'
  /** Redis takes no writes; nothing was written. */
  | 'MOCK_STORE_READ_ONLY'
  /** What is stored is not what was written. */
  | 'MOCK_STORE_DAMAGED'
  /** A call is larger than a limit, which the message names, or holds text that Redis cannot keep. */
  | 'MOCK_STORE_LIMIT'
  /** A setting does not fit the Redis that it leads to. */
  | 'MOCK_STORE_SETTING_INVALID'
  | 'MOCK_STORE_CLOSED'
  /** Anything else; `cause` tells. */
  | 'MOCK_STORE_FAILED'

interface Explanation {
  readonly code: RedisFault
  readonly problem: string
  readonly remedy: string
}

// The first whose pattern is in the message counts. Scripts put the error of a command inside their own message.
const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [/\bNOAUTH\b/, credentials('Redis asks for a password')],
  [/\bWRONGPASS\b|invalid password/i, credentials('Redis refused the user name or the password')],
  [
    /\bNOPERM\b|executing the script can't/,
    explain(
      'MOCK_STORE_FORBIDDEN',
      'the Redis user may not do what the store does',
      'give it the keys of the prefix and the commands: ' +
        'ACL SETUSER name ~{mockgen* ~mockgen:* +@read +@write +@scripting +@connection +info +cluster',
    ),
  ],
  [
    /\bOOM\b/,
    explain(
      'MOCK_STORE_FULL',
      'Redis has reached its maxmemory and wrote nothing',
      'raise maxmemory or drop sandboxes that nobody needs',
    ),
  ],
  [
    /\bREADONLY\b/,
    explain(
      'MOCK_STORE_READ_ONLY',
      'this Redis is a replica and wrote nothing',
      'name the primary, or use redis+sentinel:// so that it is found',
    ),
  ],
  [
    /\bMISCONF\b|\bNOREPLICAS\b/,
    explain(
      'MOCK_STORE_READ_ONLY',
      'Redis cannot save or replicate and wrote nothing',
      'look into its log: the disk may be full, its folder not writable, or a replica missing',
    ),
  ],
  [
    /\bLOADING\b|\bMASTERDOWN\b|\bCLUSTERDOWN\b|\bBUSY\b|\bTRYAGAIN\b/,
    explain('MOCK_STORE_UNAVAILABLE', 'Redis is not ready to answer', 'wait until it is'),
  ],
  [
    /\bCROSSSLOT\b/,
    setting(
      'keys of one space are in different slots',
      'let whatever is in between keep {…} in keys as it is',
    ),
  ],
  [
    /DB index is out of range|invalid DB index/i,
    setting(
      'Redis has no database of this number',
      'correct the number in the URL or raise databases in redis.conf',
    ),
  ],
  [
    /SELECT is not allowed in cluster mode/i,
    setting('a cluster has only database 0', 'take the number out of the URL'),
  ],
  [/^(MOVED|ASK)\b/, setting('this Redis is a node of a cluster', 'use redis+cluster://host:port')],
  [/cluster support disabled/i, setting('this Redis is not a cluster', 'use redis://host:port')],
  [
    /\bWRONGTYPE\b/,
    explain(
      'MOCK_STORE_DAMAGED',
      'a key of the store holds something of another type',
      'something else writes below the same prefix: delete that key or use another prefix',
    ),
  ],
  [
    /certificate|self.signed|ERR_TLS|ERR_SSL|SSL routines|wrong version number|EPROTO/i,
    setting(
      'no secure connection to Redis comes about',
      'name its authority in NODE_EXTRA_CA_CERTS or the option tls.ca, or use redis:// when it has no TLS',
    ),
  ],
  [
    /isn't writeable|isn't ready|All sentinels are unreachable|None of startup nodes|Failed to refresh slots cache|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|connect ETIMEDOUT/,
    explain('MOCK_STORE_UNAVAILABLE', 'Redis cannot be reached', 'start it or correct its address'),
  ],
  [
    /Connection is closed|max retries per request|Socket timeout|Cluster is ended|aborted|ECONNRESET|EPIPE|timed out/i,
    explain(
      'MOCK_STORE_INTERRUPTED',
      'the connection to Redis broke before it answered',
      'read before you repeat a change, because it may have been made',
    ),
  ],
  [
    // Each of them only said where else to ask.
    /Too many Cluster redirections/,
    explain(
      'MOCK_STORE_UNAVAILABLE',
      'the nodes of the Redis cluster disagree about who has the data',
      'wait until they agree',
    ),
  ],
]

/**
 * The StoreError of whatever a call to Redis was rejected with. A connection that broke after the call was sent is
 * MOCK_STORE_INTERRUPTED: whether the call was carried out is not known.
 */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const text = describe(cause)
  const found = explanations.find(([pattern]) => pattern.test(text))?.[1]
  if (found !== undefined) return redisFault(found.code, found.problem, found.remedy, cause)
  return redisFault('MOCK_STORE_FAILED', `Redis answered an error, ${text}`, 'look into its log', cause)
}

/** A fault of this store: `problem` and `remedy` are halves of a sentence. */
export function redisFault(code: RedisFault, problem: string, remedy: string, cause?: unknown): StoreError {
  return new StoreError(code, problem, remedy, cause === undefined ? {} : { cause })
}

/** What every call after `close` rejects with. */
export function closedFault(): StoreError {
  return redisFault('MOCK_STORE_CLOSED', 'the Redis store is closed', 'do not use it after close')
}

// The causes too: the error of a cluster or of sentinels only says that all failed.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = 'lastNodeError' in error ? error.lastNodeError : error.cause
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.message}${code}${inner instanceof Error ? `; ${inner.message}` : ''}`
}

function explain(code: RedisFault, problem: string, remedy: string): Explanation {
  return { code, problem, remedy }
}

function credentials(problem: string): Explanation {
  return explain(
    'MOCK_STORE_CREDENTIALS',
    problem,
    'put them into the URL, redis://user:password@host, percent-encoded',
  )
}

function setting(problem: string, remedy: string): Explanation {
  return explain('MOCK_STORE_SETTING_INVALID', problem, remedy)
}
