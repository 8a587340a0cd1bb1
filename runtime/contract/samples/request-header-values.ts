// What request headers hold whose syntax the protocol knows, where the contract only says that they are text.

/** Texts for a header parameter, the best first; none where its name says nothing. Every one of them lets the request pass. */
export function requestHeaderValues(name: string): readonly string[] {
  return byName.get(name.toLowerCase()) ?? []
}

const past = 'Mon, 01 Jan 2024 00:00:00 GMT'
const future = 'Thu, 31 Dec 2099 23:59:59 GMT'
const key = '7d444840-9dc0-4f4a-b1a4-0c6f1b0f3a5e'
const anyAddress = '192.0.2.1'

const byName: ReadonlyMap<string, readonly string[]> = new Map([
  // RFC 9110, section 13: whatever stands there now; nothing that stands there.
  ['if-match', ['*', '"1"']],
  ['if-none-match', ['"none"', 'W/"none"']],
  ['if-modified-since', [past, '2024-01-01T00:00:00Z']],
  ['if-unmodified-since', [future, '2099-12-31T23:59:59Z']],
  ['if-range', ['"none"', past]],
  ['range', ['bytes=0-99']],
  ['content-range', ['bytes 0-99/100']],
  ['date', [past, '2024-01-01T00:00:00Z']],
  ['accept-language', ['en']],
  ['accept-encoding', ['identity']],
  ['accept-charset', ['utf-8']],
  ['content-language', ['en']],
  ['content-encoding', ['identity']],
  ['content-disposition', ['attachment; filename="mock.txt"']],
  // RFC 1864: the MD5 digest of nothing, in base64.
  ['content-md5', ['1B2M2Y8AsgTpgAmY7PhCfg==']],
  ['cache-control', ['no-cache']],
  ['pragma', ['no-cache']],
  ['prefer', ['return=representation']],
  ['idempotency-key', [key]],
  ['x-request-id', [key]],
  ['x-correlation-id', [key]],
  ['traceparent', ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']],
  ['origin', ['https://example.com']],
  ['referer', ['https://example.com/']],
  ['user-agent', ['mock/1.0']],
  ['from', ['ada@example.com']],
  ['forwarded', [`for=${anyAddress}`]],
  ['x-forwarded-for', [anyAddress]],
  ['x-forwarded-proto', ['https']],
  ['link', ['<https://example.com/>; rel="self"']],
])
