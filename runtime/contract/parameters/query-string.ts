// Query strings and cookie headers, split before anything is percent-decoded.

/** Raw values by decoded name, in the order they came; a name may come several times. */
export type RawPairs = ReadonlyMap<string, readonly string[]>

/** The pairs of a query string without its question mark; values stay percent-encoded. */
export function parseQuery(query: string): RawPairs {
  return query === ''
    ? noPairs
    : collect(query.split('&'), (name) => tolerantDecode(name.replaceAll('+', ' ')))
}

/** The pairs of a Cookie header (RFC 6265, section 4.2.1); values stay as they are, without surrounding quotes. */
export function parseCookies(header: string | undefined): RawPairs {
  if (header === undefined || header === '') return noPairs
  return collect(header.split(';').map(unquote), (name) => name)
}

/** Percent-decodes; throws URIError when the text is malformed. */
export function percentDecode(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text
}

/** Decodes a query's value, in which `+` is a space; throws URIError when the text is malformed. */
export function queryDecode(text: string): string {
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

const noPairs: RawPairs = new Map()

function collect(parts: readonly string[], decodeName: (name: string) => string): RawPairs {
  const pairs = new Map<string, string[]>()
  for (const part of parts) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decodeName(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : part.slice(equals + 1)
    const values = pairs.get(name)
    if (values === undefined) pairs.set(name, [value])
    else values.push(value)
  }
  return pairs
}

// A name that cannot be decoded is no declared name; it is ignored like every unknown one.
function tolerantDecode(text: string): string {
  try {
    return percentDecode(text)
  } catch {
    return text
  }
}

function unquote(pair: string): string {
  const whole = pair.trim()
  const equals = whole.indexOf('=')
  if (equals < 0) return whole
  const value = whole.slice(equals + 1).trimStart()
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"')
  return isQuoted ? `${whole.slice(0, equals)}=${value.slice(1, -1)}` : whole
}
