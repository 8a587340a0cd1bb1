// Which hosts documents may be fetched from: what `--allow-remote-refs` allows, and never more than that.
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.js'

/** What the user allows to be fetched. Without one nothing is. */
export interface RemoteAccess {
  /** Any host whose addresses are public. Default: false. */
  readonly anyPublic?: boolean
  /** Hosts that may be asked whatever their addresses are: `host`, or `host:port` for one port only. */
  readonly hosts?: readonly string[]
}

/** Why a URL may not be fetched; undefined when it may, as far as its text tells. */
export function findUrlProblem(url: URL, access: RemoteAccess): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `it is no http or https URL`
  if (url.username !== '' || url.password !== '') return 'it holds credentials'
  if (isNamed(url, access)) return undefined
  if (access.anyPublic !== true) return `the host ${url.host} is not among those that are allowed`
  return isIP(bare(url.hostname)) === 0 || isPublicAddress(bare(url.hostname))
    ? undefined
    : privateAddress(url)
}

/** Why a host may not be asked at an address that its name stands for. */
export function findAddressProblem(url: URL, address: string, access: RemoteAccess): string | undefined {
  return isNamed(url, access) || isPublicAddress(address) ? undefined : privateAddress(url)
}

function privateAddress(url: URL): string {
  return `the host ${url.host} has an address that is not public`
}

// The URL parser has brought host names to lower case and addresses to their plain form.
function isNamed(url: URL, { hosts = [] }: RemoteAccess): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return hosts.some((host) => {
    const named = parseHost(host)
    return named?.hostname === url.hostname && (named.port === undefined || named.port === port)
  })
}

/** A host as the user names it, in the form of URLs; undefined when it is none. */
export function parseHost(text: string): { readonly hostname: string; readonly port?: string } | undefined {
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^\s/?#@:[\]\\]+)(?::(\d{1,5}))?$/i.exec(text) ?? []
  if (host === '' || !URL.canParse(`http://${host}`)) return undefined
  const { hostname } = new URL(`http://${host}`)
  return port === undefined ? { hostname } : { hostname, port: String(Number(port)) }
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
