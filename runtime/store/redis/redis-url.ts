// Where Redis is, read from a URL.
import type { StoreError } from '../../store-error.js'
import { redisFault } from './redis-error.js'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A user and its password; absent is the default user without one. */
export interface Credentials {
  readonly username?: string
  readonly password?: string
}

/** One Redis, the primary that sentinels name, or a cluster. */
export type RedisTarget = { readonly tls: boolean; readonly credentials: Credentials } & (
  | {
      readonly mode: 'standalone'
      readonly endpoint: Endpoint
      readonly db: number
      /** Replicas that must have a change before it is acknowledged. */
      readonly waitForReplicas: number
    }
  | {
      readonly mode: 'sentinel'
      readonly sentinels: readonly Endpoint[]
      /** The name under which the sentinels watch the primary. */
      readonly name: string
      readonly db: number
      readonly waitForReplicas: number
      readonly sentinelCredentials: Credentials
    }
  | { readonly mode: 'cluster'; readonly nodes: readonly Endpoint[] }
)

const shape = /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:(.*)@)?([^@/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/is
const defaultPort = 6379
const defaultSentinelPort = 26379

/**
 * Reads one of
 *
 *     redis://[user:password@]host[:port][/db]                                 rediss:// with TLS
 *     redis+sentinel://[user:password@]host:port,host:port/name[/db]           rediss+sentinel://
 *     redis+cluster://[user:password@]host:port,host:port                      rediss+cluster://
 *
 * with `?sentinelUsername=…&sentinelPassword=…` where the sentinels have credentials of their own. Users and passwords
 * are percent-encoded.
 *
 * `?waitForReplicas=1` (2, 3 … 9), with one server or sentinels, acknowledges a change only when so many replicas have it: Redis by
 * itself replicates afterwards, so a failover may lose what was acknowledged last. It costs a round trip for each change, and
 * changes fail while replicas are missing. Default: 0. A cluster cannot be asked that way; there `min-replicas-to-write 1` in
 * redis.conf narrows the loss.
 *
 * StoreError MOCK_STORE_SETTING_INVALID, which never shows the password.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const [, scheme = '', mode, userInfo, hosts = '', path = '', query = ''] = shape.exec(url.trim()) ?? []
  if (scheme === '') throw invalid('The URL of Redis is not understood')
  const tls = scheme.toLowerCase() === 'rediss'
  const parts = path
    .split('/')
    .slice(1)
    .filter((part) => part !== '')
    .map(decoded)
  const parameters = new URLSearchParams(query)
  const common = { tls, credentials: readUserInfo(userInfo) }
  switch (mode?.toLowerCase()) {
    case 'sentinel':
      return { ...common, mode: 'sentinel', ...readSentinel(hosts, parts, parameters) }
    case 'cluster':
      refuseRest(parts, parameters)
      return { ...common, mode: 'cluster', nodes: readEndpoints(hosts, defaultPort) }
    default:
      return { ...common, mode: 'standalone', ...readStandalone(hosts, parts, parameters) }
  }
}

function readStandalone(hosts: string, [db, ...rest]: readonly string[], parameters: URLSearchParams) {
  const waitForReplicas = readWaitForReplicas(parameters)
  refuseRest(rest, parameters)
  const [endpoint, ...others] = readEndpoints(hosts, defaultPort)
  if (endpoint === undefined || others.length > 0)
    throw invalid('redis:// names one host; several are a cluster or sentinels')
  return { endpoint, db: readDb(db), waitForReplicas }
}

function readSentinel(hosts: string, [name, db, ...rest]: readonly string[], parameters: URLSearchParams) {
  const username = parameters.get('sentinelUsername')
  const password = parameters.get('sentinelPassword')
  parameters.delete('sentinelUsername')
  parameters.delete('sentinelPassword')
  const waitForReplicas = readWaitForReplicas(parameters)
  refuseRest(rest, parameters)
  if (name === undefined) throw invalid('The name of the primary is missing after the sentinels')
  return {
    sentinels: readEndpoints(hosts, defaultSentinelPort),
    name,
    db: readDb(db),
    waitForReplicas,
    sentinelCredentials: { ...(username !== null && { username }), ...(password !== null && { password }) },
  }
}

function readUserInfo(userInfo: string | undefined): Credentials {
  if (userInfo === undefined || userInfo === '') return {}
  const colon = userInfo.indexOf(':')
  const username = decoded(colon === -1 ? userInfo : userInfo.slice(0, colon))
  const password = colon === -1 ? '' : decoded(userInfo.slice(colon + 1))
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) }
}

function readEndpoints(hosts: string, port: number): readonly Endpoint[] {
  return hosts.split(',').map((text) => readEndpoint(text.trim(), port))
}

function readEndpoint(text: string, port: number): Endpoint {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  const number = digits === undefined ? port : Number(digits)
  if (host === undefined || number < 1 || number > 65535)
    throw invalid(`${JSON.stringify(text)} is not a host and port`)
  return { host, port: number }
}

function readDb(text = '0'): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw invalid(`${JSON.stringify(text)} is not the number of a database`)
}

function readWaitForReplicas(parameters: URLSearchParams): number {
  const text = parameters.get('waitForReplicas')
  parameters.delete('waitForReplicas')
  if (text === null) return 0
  if (/^\d$/.test(text)) return Number(text)
  throw invalid(`waitForReplicas is ${JSON.stringify(text)}, and must be a number from 0 to 9`)
}

function refuseRest(parts: readonly string[], parameters: URLSearchParams): void {
  if (parts.length > 0) throw invalid(`${JSON.stringify(`/${parts.join('/')}`)} has no meaning there`)
  const [parameter] = parameters.keys()
  if (parameter !== undefined) throw invalid(`The parameter ${JSON.stringify(parameter)} is unknown`)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw invalid('A "%" in the URL of Redis must be written as "%25"', cause)
  }
}

function invalid(problem: string, cause?: unknown): StoreError {
  const remedy =
    'write redis://user:password@host:6379/0, rediss://…, redis+sentinel://host:26379,host:26379/name or ' +
    'redis+cluster://host:6379,host:6379'
  return redisFault('MOCK_STORE_SETTING_INVALID', problem, remedy, cause)
}
