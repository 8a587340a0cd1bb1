// CORS (Fetch standard, section 3.3): which pages of other origins may read the answers, and what they may send.
import type { IncomingMessage } from 'node:http'
import type { Logger } from '../../logger.js'
import type { Reply } from '../reply.js'
import { requestPath } from '../request-target.js'
import type { OriginRules } from './origin-rules.js'

/** What CORS adds to the answers of a server. */
export interface Cors {
  /**
   * The answer to a preflight of an origin that may ask: what the path and the request are about, for the browser to send it.
   * Undefined for every other request, OPTIONS included.
   */
  preflight(request: IncomingMessage): Reply | undefined
  /** The answer with what the page of the request's origin needs to read it. */
  allow(reply: Reply, request: IncomingMessage): Reply
}

export interface CorsParts {
  readonly rules: OriginRules
  /** The methods that a path has; the path is raw. */
  readonly methodsOf: (path: string) => readonly string[]
  /** False for a path that no page of another origin may ever ask. */
  readonly covers: (path: string) => boolean
  readonly log: Logger
}

/** What every answer varies by, whether its request has an origin or not: caches serve both. */
export const varyingBy = 'Origin'

/** How long browsers may keep the answer to a preflight: short enough for a setting that is changed. */
const maxAgeSeconds = 600
/** Origins that may not ask and that are told apart in the log. */
const maxTold = 100

/** Makes the CORS of a server. An origin that may not ask is logged once: the browser's own words do not name the setting. */
export function createCors({ rules, methodsOf, covers, log }: CorsParts): Cors {
  const told = new Set<string>()

  const originHeaders = ({ headers, url = '/' }: IncomingMessage): Reply['headers'] | undefined => {
    const { origin } = headers
    if (origin === undefined || !covers(requestPath(url))) return undefined
    const right = rules(origin)
    if (right === 'none') {
      if (told.size < maxTold && !told.has(origin)) {
        told.add(origin)
        log.warn({ origin }, 'a page of an origin that MOCK_CORS does not list cannot read the answers')
      }
      return undefined
    }
    // Without credentials the answer is nobody's, so anybody may have it.
    if (right === 'anonymous') return { 'access-control-allow-origin': '*' }
    return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
  }

  return {
    preflight: (request) => {
      const { method, headers, url = '/' } = request
      const wanted = headers['access-control-request-method']
      if (method !== 'OPTIONS' || wanted === undefined) return undefined
      const origin = originHeaders(request)
      if (origin === undefined) return undefined
      const names = headers['access-control-request-headers']
      return {
        status: 204,
        headers: {
          ...origin,
          vary: varyingBy,
          'access-control-allow-methods': methodsFor(wanted, methodsOf(requestPath(url))).join(', '),
          ...(names !== undefined && nameList.test(names) && { 'access-control-allow-headers': names }),
          'access-control-max-age': String(maxAgeSeconds),
        },
        body: undefined,
      }
    },
    allow: (reply, request) => {
      const { vary, ...others } = reply.headers
      const headers = { ...others, vary: vary === undefined ? varyingBy : `${varyingBy}, ${vary}` }
      const origin = originHeaders(request)
      if (origin === undefined) return covers(requestPath(request.url ?? '/')) ? { ...reply, headers } : reply
      const exposed = Object.keys(headers).filter((name) => !isReadable(name))
      return {
        ...reply,
        headers: {
          ...headers,
          ...origin,
          ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
        },
      }
    },
  }
}

// The method that is asked for is among them in any case: the mock's own 404 or 405 says more than a browser that refuses
// to send.
function methodsFor(wanted: string, known: readonly string[]): readonly string[] {
  return methodName.test(wanted) ? [...new Set([...known, wanted])] : known
}

const methodName = /^[\w!#$%&'*+.^`|~-]{1,40}$/
const nameList = /^[\w!#$%&'*+.^`|~, \t-]*$/

// Pages may read these without being told (Fetch, CORS-safelisted response-header name), or never (Set-Cookie).
const readable: ReadonlySet<string> = new Set([
  ...['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified'],
  ...['pragma', 'set-cookie', 'vary'],
])

function isReadable(name: string): boolean {
  return readable.has(name) || name.startsWith('access-control-')
}
