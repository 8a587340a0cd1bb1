// Tells addresses of the public internet from all others: loopback, private networks, link-local ones, where clouds answer with
// credentials, and the many ways to write one of these inside an IPv6 address.
import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** IPv4 networks that are not global (IANA IPv4 Special-Purpose Address Registry), multicast and reserved ones included. */
const specialV4 = blockList('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
])

/** All that is assigned to the public IPv6 internet (RFC 4291, 2.4); addresses that wrap IPv4 ones lie mostly outside. */
const globalV6 = blockList('ipv6', ['2000::/3'])

/** Exceptions inside it: protocol assignments and Teredo, documentation, 6to4 (IANA IPv6 Special-Purpose Address Registry). */
const specialV6 = blockList('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** True for an address that anybody on the internet can reach; false for everything else, text that is no address included. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4')
  if (!isIPv6(address) || address.includes('%')) return false
  return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6')
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
