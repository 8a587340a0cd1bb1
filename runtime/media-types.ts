// Media types (RFC 9110, section 8.3): as headers and contracts write them, what kind they are, and which declared one fits.

export interface MediaType {
  /** Lower case, as everything here but the parameters' values. */
  readonly type: string
  readonly subtype: string
  /** Structured syntax suffix (RFC 6838, section 4.2.8): `json` of `problem+json`. */
  readonly suffix: string | undefined
  readonly parameters: ReadonlyMap<string, string>
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const essence = new RegExp(`^\\s*(${token})/(${token})\\s*(?:;|$)`)
const parameter = new RegExp(`;\\s*(${token})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`, 'g')

/** The parts of a media type or media range; undefined when it is malformed. */
export function parseMediaType(text: string): MediaType | undefined {
  const match = essence.exec(text)
  if (match === null) return undefined
  const [, type = '', subtype = ''] = match
  const plus = subtype.lastIndexOf('+')
  const parameters = [...text.matchAll(parameter)].map(([, name = '', quoted, plain]): [string, string] => [
    name.toLowerCase(),
    plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '',
  ])
  return {
    type: type.toLowerCase(),
    subtype: subtype.toLowerCase(),
    suffix: plus < 0 ? undefined : subtype.slice(plus + 1).toLowerCase(),
    parameters: new Map(parameters),
  }
}

/** True for JSON and everything with the `+json` suffix; false for ranges. */
export function isJsonMediaType(text: string): boolean {
  // What nearly every client sends and every contract declares.
  if (text === 'application/json') return true
  const media = parseMediaType(text)
  if (media === undefined) return false
  return media.suffix === 'json' || (media.subtype === 'json' && media.type !== '*')
}

/** True for what is kept as text: `text/*` and XML. */
export function isTextMediaType(text: string): boolean {
  return isXmlMediaType(text) || parseMediaType(text)?.type === 'text'
}

/** True for XML and everything with the `+xml` suffix. */
export function isXmlMediaType(text: string): boolean {
  const media = parseMediaType(text)
  return media !== undefined && (media.subtype === 'xml' || media.suffix === 'xml')
}

/** True for the media types of HTML forms. */
export function isFormMediaType(text: string): boolean {
  return forms.has(essenceOf(text))
}

const forms: ReadonlySet<string> = new Set(['multipart/form-data', 'application/x-www-form-urlencoded'])

const streams: ReadonlySet<string> = new Set([
  'text/event-stream',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-ndjson',
  'application/ndjson',
  'application/json-seq',
  'application/geo+json-seq',
])

/** True for what is a sequence of JSON values: server-sent events, JSON lines, JSON text sequences (RFC 7464). */
export function isStreamMediaType(text: string): boolean {
  return streams.has(essenceOf(text))
}

/** True for a range: `*` for all, `text/*`. */
export function isMediaRange(text: string): boolean {
  return text.includes('*')
}

/**
 * The most specific of the declared media types that a Content-Type fits: the same, then `type/*+suffix` and the suffix's
 * own type (`application/json` for `vnd.x+json`), then `type/*`, then the range of all. Of equal ones that whose parameters
 * the Content-Type has too, so that versions (`application/json; v=2`) are told apart; else parameters do not matter.
 */
export function matchMediaType<T extends { readonly mediaType: string }>(
  contentType: string,
  declared: readonly T[],
): T | undefined {
  // What clients send is mostly what the contract says.
  for (const candidate of declared) if (candidate.mediaType === contentType) return candidate
  const wanted = parseMediaType(contentType)
  if (wanted === undefined) return undefined
  let best: { readonly candidate: T; readonly rank: number } | undefined
  for (const candidate of declared) {
    const rank = fitness(wanted, candidate.mediaType)
    if (rank > 0 && (best === undefined || rank > best.rank)) best = { candidate, rank }
  }
  return best?.candidate
}

function fitness(wanted: MediaType, declared: string): number {
  const media = parseMediaType(declared)
  if (media === undefined) return 0
  const rank = fitnessOfType(wanted, media)
  const isExact = [...media.parameters].every(([name, value]) => wanted.parameters.get(name) === value)
  return rank > 0 && isExact ? rank + 0.5 : rank
}

function fitnessOfType(wanted: MediaType, media: MediaType): number {
  if (media.type === '*' && media.subtype === '*') return 1
  if (media.type !== wanted.type) return 0
  if (media.subtype === wanted.subtype) return 5
  if (wanted.suffix !== undefined) {
    if (media.subtype === `*+${wanted.suffix}`) return 4
    if (media.subtype === wanted.suffix) return 3
  }
  return media.subtype === '*' ? 2 : 0
}

/** `type/subtype` of a Content-Type in lower case, without parameters; `''` when the header is absent. */
export function essenceOf(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  // What nearly every client sends.
  if (contentType === 'application/json') return contentType
  const semicolon = contentType.indexOf(';')
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}
