// The Idempotency-Key of a request, what it is good for, and what tells one request from another
// (draft-ietf-httpapi-idempotency-key-header).
import { createHash } from 'node:crypto'
import type { OperationContract } from '../../contract/contract.js'
import { MockError } from '../../errors.js'
import type { IdempotencyFacts, SecurityFacts } from '../../facts.js'
import { parseMediaType } from '../../media-types.js'
import type { Call, OneOperation } from '../behaviour.js'
import { clientMarks } from '../security/credentials.js'

/** How an operation takes keys. */
export interface IdempotencyRule {
  /** The header that holds the key, and its name in lower case. */
  readonly header: string
  readonly name: string
  readonly required: boolean
  readonly ttlMs: number
}

const defaultHeader = 'Idempotency-Key'
const defaultTtlSeconds = 86_400
const maxKeyLength = 255

/** How an operation takes keys; undefined when one means nothing to it. By default POST and PATCH do. */
export function idempotencyRule({ facts, parts }: OneOperation): IdempotencyRule | undefined {
  const general = parts.settings.idempotency
  const own = facts?.idempotency
  const byDefault = general !== false && (facts?.method === 'post' || facts?.method === 'patch')
  if (own === false || (own === undefined && !byDefault)) return undefined
  const declared: IdempotencyFacts = { ...(general !== false && general), ...own }
  const header = declared.header ?? defaultHeader
  return {
    header,
    name: header.toLowerCase(),
    required: declared.required ?? false,
    ttlMs: (declared.ttl ?? defaultTtlSeconds) * 1_000,
  }
}

/**
 * The key of a request, undefined when it has none: a quoted string (RFC 8941, section 3.3.3), or a bare word as most clients
 * send it. MOCK_KEY_REQUIRED where there must be one, MOCK_BAD_REQUEST for what is none.
 */
export function readIdempotencyKey(
  { header, name, required }: IdempotencyRule,
  { exchange }: Call,
): string | undefined {
  const value = exchange.request.headers[name]
  const text = typeof value === 'object' ? value.join(', ') : value?.trim()
  if (text === undefined) {
    if (!required) return undefined
    throw new MockError('MOCK_KEY_REQUIRED', {
      detail: `the header ${header} must hold a key of its own for each request that is not a repetition (draft-ietf-httpapi-idempotency-key-header)`,
    })
  }
  const key = quotedText.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text
  const isKey = key === text ? bareWord.test(key) : key !== ''
  if (isKey && key.length <= maxKeyLength) return key
  throw new MockError('MOCK_BAD_REQUEST', {
    detail: `the header ${header} must hold one key of 1 to ${maxKeyLength} characters, in double quotes or without spaces`,
  })
}

const quotedText = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/
const bareWord = /^[\x21\x23-\x7e]+$/

/**
 * The id under which the answer to a request with this key is kept: keys are of an operation, its client's credentials and a
 * session, so that no client is answered what another one asked.
 */
export function keptId(
  key: string,
  { id, security }: OperationContract,
  { session, exchange }: Call,
  lookedUp: SecurityFacts = {},
): string {
  const owner = Object.values(lookedUp).map((scheme) => session?.[scheme.key] ?? null)
  return digest([id, owner, clientMarks(security, exchange.request), key])
}

/** A text that hardly any other request has: of its method, target, type and content. */
export function fingerprintOf({ request, exchange }: Call): string {
  const { method, url, headers } = exchange.request
  // Without parameters: the boundary of a multipart body is another one each time.
  const media = parseMediaType(headers['content-type'] ?? '')
  return digest([method, url, media?.type ?? '', media?.subtype ?? '', request.body ?? null])
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
