// `/system/health`: how the server and its store are, for people, containers and load balancers.
import { isIP } from 'node:net'
import { monotonicMs } from '../clock.js'
import { MockError } from '../errors.js'
import { methodNotAllowed, problemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import type { StoreHealth } from '../store/store.js'

/** What the system endpoints look at in a request. */
export interface SystemRequest {
  readonly method: string
  /** Raw path of the URL. */
  readonly path: string
  /** The Host header as it came. */
  readonly host: string | undefined
}

/** How a part of the server is. */
export type PartHealth = Pick<StoreHealth, 'status' | 'details'> & { readonly kind?: string }

/** A part of the server that can say how it is. */
export interface HealthSource {
  health(): Promise<PartHealth>
}

export interface SystemOptions {
  readonly store: HealthSource
  /** The worlds in the store. Default: nothing is said of them. */
  readonly sandboxes?: HealthSource
  /** Version of the runtime. */
  readonly version: string
  /** Host names besides `localhost` and IP addresses under which `/system` may be asked: what the server listens on. */
  readonly hosts: readonly string[]
}

/** The reply of a request to `/system`; undefined for every other path. */
export type System = (request: SystemRequest) => Promise<Reply> | undefined

/** How long a part may take to say how it is. */
const healthWaitMs = 2_000

/**
 * Answers below `/system`. `/health` says how everything is, `/health/ready` the same in short, both with 503 when the
 * store or another part is unhealthy; `/health/live` only that the process answers. Refusals are problem documents.
 */
export function createSystem({ store, sandboxes, version, hosts }: SystemOptions): System {
  const startedMs = monotonicMs()
  const allowed = new Set(['localhost', ...hosts.map((host) => host.toLowerCase())])
  const parts: Parts = [
    ['store', store],
    ...(sandboxes === undefined ? [] : [['sandboxes', sandboxes] as const]),
  ]
  const endpoints: ReadonlyMap<string, () => Promise<Reply>> = new Map([
    ['/system/health', () => fullHealth(parts, version, startedMs)],
    ['/system/health/ready', () => readiness(parts)],
    ['/system/health/live', async () => json(200, { status: 'healthy' })],
  ])
  return ({ method, path, host }) => {
    if (path !== '/system' && !path.startsWith('/system/')) return undefined
    if (!isAllowedHost(host, allowed)) return Promise.resolve(problemReply(foreignHost()))
    const endpoint = endpoints.get(path)
    if (endpoint === undefined) return Promise.resolve(problemReply(unknownPath()))
    if (method === 'GET' || method === 'HEAD') return endpoint()
    return Promise.resolve(problemReply(methodNotAllowed(['GET', 'HEAD', 'OPTIONS'])))
  }
}

type Parts = readonly (readonly [name: string, source: HealthSource])[]

async function fullHealth(parts: Parts, version: string, startedMs: number): Promise<Reply> {
  const checks = await askAll(parts)
  const status = worstOf(checks)
  const uptimeSeconds = Math.floor((monotonicMs() - startedMs) / 1000)
  return json(statusFor(status), { status, version, uptimeSeconds, checks })
}

async function readiness(parts: Parts): Promise<Reply> {
  const status = worstOf(await askAll(parts))
  return json(statusFor(status), { status })
}

function askAll(parts: Parts): Promise<readonly PartHealth[]> {
  return Promise.all(
    parts.map(async ([name, source]) => {
      const { status, kind, details = {} } = await ask(name, source)
      return { name, status, ...(kind !== undefined && { kind }), details }
    }),
  )
}

// A part that fails or hangs is unhealthy; asking it must neither fail nor hang.
async function ask(name: string, source: HealthSource): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<PartHealth>((resolve) => {
    timer = setTimeout(() => resolve(unhealthy(`no answer within ${healthWaitMs} ms`)), healthWaitMs)
  })
  try {
    return await Promise.race([source.health(), late])
  } catch {
    return unhealthy(`the ${name} failed`)
  } finally {
    clearTimeout(timer)
  }
}

function unhealthy(reason: string): PartHealth {
  return { kind: 'unknown', status: 'unhealthy', details: { reason } }
}

function worstOf(parts: readonly PartHealth[]): PartHealth['status'] {
  const found = new Set(parts.map(({ status }) => status))
  if (found.has('unhealthy')) return 'unhealthy'
  return found.has('degraded') ? 'degraded' : 'healthy'
}

function statusFor(status: PartHealth['status']): number {
  return status === 'unhealthy' ? 503 : 200
}

function json(status: number, body: object): Reply {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status, headers, body: JSON.stringify(body) }
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
