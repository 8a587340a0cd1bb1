// Everything below `/system`: the endpoint of a request is found, its Host header and its key are checked, and its
// refusals are answered.
import { isIP } from 'node:net'
import { MockError } from '../errors.js'
import { methodNotAllowed, problemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import { createRouter } from '../http/router.js'
import type { SystemCall, SystemParts } from './endpoint.js'
import { systemEndpoints } from './endpoints.js'
import { foldId } from './record-path.js'
import { createKeyCheck } from './system-key.js'

/** What the system endpoints look at in a request. */
export interface SystemRequest extends Pick<SystemCall, 'headers' | 'readBody'> {
  readonly method: string
  /** Raw path of the URL. */
  readonly path: string
  /** Raw query of the URL, without the question mark. */
  readonly query: string
}

export interface SystemOptions extends SystemParts {
  /** What every request but those for health must have in `X-System-Key`. */
  readonly key: string
  /** Host names besides `localhost` and IP addresses under which `/system` may be asked: what the server listens on. */
  readonly hosts: readonly string[]
}

/** The reply of a request to `/system`; undefined for every other path. Rejects with faults and bugs only. */
export type System = (request: SystemRequest) => Promise<Reply> | undefined

/** Answers below `/system`; every refusal is a problem document, and no answer is for other origins to read. */
export function createSystem({ key, hosts, ...parts }: SystemOptions): System {
  const router = createRouter(systemEndpoints.map(({ method, path }, i) => ({ method, path, id: String(i) })))
  const allowed = new Set(['localhost', ...hosts.map((host) => host.toLowerCase())])
  const assertKey = createKeyCheck(key)

  const answer = async ({ method, path, query, headers, readBody }: SystemRequest): Promise<Reply> => {
    if (!isAllowedHost(headers.host, allowed)) throw foreignHost()
    const match = router.match(method, foldId(path))
    if (match.kind === 'not-found') throw unknownPath()
    if (match.kind === 'method-not-allowed') {
      if (method !== 'OPTIONS') throw methodNotAllowed(match.allow)
      return { status: 204, headers: { allow: match.allow.join(', ') }, body: undefined }
    }
    const endpoint = systemEndpoints[Number(match.id)]
    if (endpoint === undefined) throw unknownPath()
    if (endpoint.isOpen !== true) assertKey(headers['x-system-key'])
    return endpoint.answer(
      { params: match.params, query: new URLSearchParams(query), headers, readBody },
      parts,
    )
  }

  return (request) => {
    if (!isSystemPath(request.path)) return undefined
    return answer(request).catch((error: unknown) => {
      if (error instanceof MockError) return problemReply(error)
      throw error
    })
  }
}

/** True for a raw path that the mock itself answers. */
export function isSystemPath(path: string): boolean {
  return path === '/system' || path.startsWith('/system/')
}

// A page of another origin can point its own host name at this machine (DNS rebinding) and would then be allowed to
// read answers. It cannot do so for `localhost` or a bare address; a request without Host does not come from a browser.
function isAllowedHost(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (host === undefined) return true
  const name = host.replace(/:\d*$/, '').toLowerCase()
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  return allowed.has(bare) || isIP(bare) !== 0
}

function foreignHost(): MockError {
  return new MockError('MOCK_FOREIGN_HOST', {
    detail:
      'below /system the Host header must be localhost, an IP address or the name that the server listens on (HOST)',
  })
}

function unknownPath(): MockError {
  return new MockError('MOCK_NO_ROUTE', { detail: 'there is no such system endpoint; /system/health is one' })
}
