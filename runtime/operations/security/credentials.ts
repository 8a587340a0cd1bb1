// Credentials as requests carry them: API keys, Basic (RFC 7617), Bearer (RFC 6750) and other schemes of Authorization.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { SecurityRequirement, SecurityScheme } from '../../contract/contract.js'
import {
  parseCookies,
  parseQuery,
  percentDecode,
  queryDecode,
} from '../../contract/parameters/query-string.js'

/** What a client brings: an API key, a token, or a user with a password. */
export interface Credential {
  readonly value: string
  /** Only with basic authentication. */
  readonly password?: string
}

/** Where credentials stand; the query is raw, without its question mark. */
export interface CredentialSources {
  readonly headers: IncomingHttpHeaders
  readonly query: string
}

/** The credential of a scheme; undefined when there is none, or none that is well-formed. */
export function readCredential(scheme: SecurityScheme, sources: CredentialSources): Credential | undefined {
  switch (scheme.type) {
    case 'apiKey':
      return notEmpty(readApiKey(scheme, sources))
    case 'http':
      return readAuthorization(scheme.scheme, sources.headers.authorization)
    case 'unchecked':
      return { value: '' }
  }
}

/**
 * What may tell one client of an operation from another, whether anybody checks it or not: the Authorization header, and the
 * keys of the operation's security schemes.
 */
export function clientMarks(
  security: readonly SecurityRequirement[],
  { headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>,
): readonly (string | null)[] {
  const mark = headers.authorization ?? null
  const schemes = security.flat()
  if (schemes.length === 0) return [mark]
  const start = url.indexOf('?')
  const sources = { headers, query: start < 0 ? '' : url.slice(start + 1) }
  const keys = schemes.map((scheme) =>
    scheme.type === 'apiKey' ? (readApiKey(scheme, sources) ?? null) : null,
  )
  return [mark, ...keys]
}

function readApiKey(
  { in: place, parameter }: Extract<SecurityScheme, { readonly type: 'apiKey' }>,
  { headers, query }: CredentialSources,
): string | undefined {
  switch (place) {
    case 'header': {
      const value = headers[parameter.toLowerCase()]
      return typeof value === 'string' ? value.trim() : value?.[0]
    }
    case 'query':
      return decoded(parseQuery(query).get(parameter)?.[0], queryDecode)
    case 'cookie':
      return decoded(parseCookies(headers.cookie).get(parameter)?.[0], percentDecode)
  }
}

function decoded(text: string | undefined, decode: (text: string) => string): string | undefined {
  try {
    return text === undefined ? undefined : decode(text)
  } catch {
    return undefined
  }
}

// RFC 9110, section 11.4: the name of the scheme, in whatever case, spaces, and what the scheme wants.
function readAuthorization(scheme: string, header: string | undefined): Credential | undefined {
  const end = header?.indexOf(' ') ?? -1
  if (header === undefined || header.slice(0, end).toLowerCase() !== scheme) return undefined
  const value = header.slice(end).trim()
  if (scheme === 'basic') return readBasic(value)
  return scheme === 'bearer' && /\s/.test(value) ? undefined : notEmpty(value)
}

function readBasic(base64: string): Credential | undefined {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const pair = Buffer.from(base64, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : { value: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

function notEmpty(value: string | undefined): Credential | undefined {
  return value === undefined || value === '' ? undefined : { value }
}
