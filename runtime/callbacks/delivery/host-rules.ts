// Which hosts the mock may send requests to: by name, and by the address that the name leads to.
import { BlockList, isIP, isIPv6 } from 'node:net'
import { StartError } from '../../start-error.js'

/** What the mock may connect to. */
export interface HostRules {
  /** Why a URL may not be asked, whatever its host leads to; undefined when it may. */
  refusalOf(url: URL): string | undefined
  /** True when the host of an allowed URL may lead to this address. */
  admits(url: URL, address: string): boolean
}

/** Longest URL that is asked: what servers commonly take. */
const maxUrlLength = 8_192

/**
 * Rules of a list: `hooks.example.test`, `*.example.test`, `10.0.0.7`, `[fd12::7]`; `localhost`, which is
 * this machine by any loopback address; `*` for every host; each also with `:port`. An address in the list is that address
 * alone. A name never leads to link-local addresses, where clouds keep credentials, or to addresses that are none of one
 * host. StartError MOCK_SETTING_INVALID, in the name of `setting`, for anything else.
 */
export function readHostRules(entries: readonly string[], setting: string): HostRules {
  const rules = entries.map((entry) => readRule(entry.trim().toLowerCase(), setting))
  const rulesFor = (url: URL) => rules.filter((rule) => rule.matches(hostOf(url), portOf(url)))
  return {
    refusalOf(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'it is neither http nor https'
      if (url.username !== '' || url.password !== '') return 'it has credentials in it'
      if (url.href.length > maxUrlLength) return `it is longer than ${maxUrlLength} characters`
      const matching = rulesFor(url)
      if (matching.length === 0) return `${url.host} is not among the allowed hosts (${setting})`
      const host = hostOf(url)
      const isAdmitted = isIP(host) === 0 || matching.some((rule) => rule.admits(host))
      return isAdmitted ? undefined : `${host} is an address that no name may lead to`
    },
    admits: (url, address) => rulesFor(url).some((rule) => rule.admits(address)),
  }
}

/** The machine that the mock runs on: a developer's receiver, and nothing that others own. */
export const defaultHosts: readonly string[] = ['localhost']

interface HostRule {
  matches(host: string, port: string): boolean
  admits(address: string): boolean
}

function readRule(entry: string, setting: string): HostRule {
  const { host, port } = splitPort(entry)
  const fitsPort = (asked: string) => port === undefined || port === asked
  if (isIP(host) !== 0) {
    const same = new BlockList()
    same.addAddress(host, familyOf(host))
    const isSame = (address: string) => holds(same, address)
    return { matches: (asked, at) => fitsPort(at) && isSame(asked), admits: isSame }
  }
  const name = /^(?:\*|(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*)$/
  if (!name.test(host) || host.length > 253) {
    const wanted = 'a host, host:port, *.domain or *, several separated by commas'
    throw new StartError(
      'MOCK_SETTING_INVALID',
      `${setting} has ${JSON.stringify(entry)}; it must be ${wanted}.`,
    )
  }
  if (host === 'localhost') {
    const isLocal = (asked: string) => asked === host || asked.endsWith('.localhost') || isLoopback(asked)
    return { matches: (asked, at) => fitsPort(at) && isLocal(asked), admits: isLoopback }
  }
  return {
    matches: (asked, at) => fitsPort(at) && matchesName(asked, host),
    admits: (address) => isLoopback(address) || !holds(neverByName, address),
  }
}

function matchesName(asked: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? asked.endsWith(pattern.slice(1)) : asked === pattern
}

function splitPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  if (isIPv6(entry)) return { host: entry, port: undefined }
  const [, bracketed, plain = entry, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(entry) ?? []
  return { host: bracketed ?? plain, port }
}

// Names may end in the dot of the root.
function hostOf({ hostname }: URL): string {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return bare.endsWith('.') ? bare.slice(0, -1) : bare
}

function portOf({ port, protocol }: URL): string {
  return port !== '' ? port : protocol === 'https:' ? '443' : '80'
}

const loopback = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
])

function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && holds(loopback, address)
}

/**
 * Link-local and cloud metadata addresses (169.254.169.254, 100.100.100.200, 192.0.0.192, fd00:ec2::254), the unspecified
 * address, multicast and reserved ones, and the forms in which IPv6 wraps IPv4, which would get around these: compatible (RFC
 * 4291, which has ::1 among them), translated (RFC 2765, RFC 6052, RFC 8215), Teredo (RFC 4380), 6to4 (RFC 3056).
 */
const neverByName = blockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['224.0.0.0', 3],
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
])

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, familyOf(net))
  return list
}

// What is no address is in no list. An IPv4 address that IPv6 writes (::ffff:127.0.0.1) is that IPv4 address.
function holds(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
