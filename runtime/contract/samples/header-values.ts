// What well-known headers hold where the contract says no more than that they are there.

/** Texts for a header, the best first; none where its name says nothing. `status` is that of its answer. */
export function usualHeaderValues(name: string, status: number): readonly string[] {
  return byName.get(name) ?? (status === 401 ? (challenges.get(name) ?? []) : [])
}

const anyPage = 'https://example.com/?page=1'
const someDay = 'Wed, 01 Jan 2025 00:00:00 GMT'

const byName: ReadonlyMap<string, readonly string[]> = new Map([
  // A reference, where the schema asks for one; some ask for an absolute URI.
  ['location', ['/', 'https://example.com/']],
  ['content-location', ['/', 'https://example.com/']],
  ['link', [`<${anyPage}>; rel="first"`]],
  ['etag', ['"1"']],
  ['last-modified', [someDay, '2025-01-01T00:00:00Z']],
  ['expires', [someDay, '2025-01-01T00:00:00Z']],
  ['x-expires-after', [someDay, '2025-01-01T00:00:00Z']],
  ['sunset', ['Thu, 31 Dec 2099 23:59:59 GMT', '2099-12-31T23:59:59Z']],
  // RFC 9745: a date of structured fields; its drafts had a boolean.
  ['deprecation', ['@1735689600', 'true', someDay]],
  ['retry-after', ['1', someDay]],
  ['cache-control', ['no-cache']],
  ['vary', ['Accept']],
  ['allow', ['GET']],
  ['accept-ranges', ['none']],
  ['accept-patch', ['application/merge-patch+json']],
  ['content-language', ['en', 'en-US']],
  ['content-disposition', ['attachment']],
  ['set-cookie', ['mock=1; Path=/; HttpOnly']],
  ['server', ['mock']],
])

const challenges: ReadonlyMap<string, readonly string[]> = new Map([
  ['www-authenticate', ['Bearer']],
  ['proxy-authenticate', ['Basic realm="mock"']],
])
