// URLs in headers, where the contract wants them with scheme and host.
import type { IncomingMessage } from 'node:http'
import type { HeaderContract } from '../../contract/contract.js'

/** True for a header that holds an absolute URL: by the format of its schema, else by its example. */
export function isAbsolute({ name, format, example }: HeaderContract): boolean {
  if (name !== 'location' && name !== 'content-location') return false
  if (format === 'uri' || format === 'url') return true
  return format === undefined && example !== undefined && /^https?:\/\//i.test(example)
}

/** The URL of a path of this server as the client knows it; what is no path stays as it is. */
export function absoluteUrl(
  url: string | undefined,
  { headers, socket }: IncomingMessage,
): string | undefined {
  const { host } = headers
  if (url === undefined || !url.startsWith('/') || url.startsWith('//')) return url
  if (host === undefined || !hostName.test(host)) return url
  return `${'encrypted' in socket ? 'https' : 'http'}://${host}${url}`
}

// A name, an IPv4 or an IPv6 address, and a port (RFC 3986, section 3.2.2).
const hostName = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/
