// A declared header of a response: what it may hold, and a value for it.
import { MockError } from '../errors.js'
import { isObject, type Json } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import type { HeaderContract } from './contract.js'
import { readExamples } from './examples.js'
import type { DeclaredParameter } from './parameters/declared-parameters.js'
import { encodeParameters } from './parameters/encode-parameters.js'
import { compileParameters, type DecodeParameters } from './parameters/parameters.js'
import type { Parts } from './parts.js'
import type { Place, References } from './references.js'
import { usualHeaderValues } from './samples/header-values.js'

// OpenAPI, Response Object: a header named Content-Type is ignored. The others say how the answer is sent, which only the
// sender knows (RFC 9110, sections 6.6.1, 7.6.1 and 8.4 to 8.6).
const madeElsewhere: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'upgrade',
  'te',
  'date',
])

// RFC 9110, section 5.1.
const fieldName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** True for a name, in lower case, that a header can have. */
export function isFieldName(name: string): boolean {
  return fieldName.test(name)
}

/** The headers of a Response Object that a mock may set, by name in lower case; the first of equal names holds. */
export function readHeaders(
  response: Place | undefined,
  status: number,
  parts: Parts,
): ReadonlyMap<string, HeaderContract> {
  const found = new Map<string, HeaderContract>()
  if (response === undefined || !isObject(response.value) || !isObject(response.value.headers)) return found
  for (const key of Object.keys(response.value.headers)) {
    const name = key.toLowerCase()
    if (!isFieldName(name) || madeElsewhere.has(name) || found.has(name)) continue
    const place = parts.references.child(response, 'headers', key)
    if (place !== undefined && isObject(place.value))
      found.set(name, createHeader(name, status, place, parts))
  }
  return found
}

// A header is a parameter of the answer: it is written and read in the same styles (OpenAPI, Header Object).
function createHeader(name: string, status: number, place: Place, parts: Parts): HeaderContract {
  const declared = readHeader(name, place, parts.references)
  const { schema: pointer } = declared
  const written = pointer === undefined ? undefined : parts.references.schema(pointer)?.value
  const id = pointer === undefined ? undefined : parts.schemas.id(pointer, 'response')
  const example = declared.examples[0] ?? schemaExample(written)
  let decode: DecodeParameters | undefined
  const allows = (text: string): boolean => {
    decode ??= compileParameters([declared], parts)
    return isAllowed(decode, { [name]: text })
  }
  return {
    name,
    required: declared.required,
    format: isObject(written) && typeof written.format === 'string' ? written.format : undefined,
    example: headerText(declared, example),
    cookies: name === 'set-cookie' ? cookieLines(declared, example) : [],
    allows,
    sample: (random) => {
      const known = [headerText(declared, example), ...usualHeaderValues(name, status)]
      const fitting = known.find((text) => text !== undefined && allows(text))
      if (fitting !== undefined) return fitting
      if (id === undefined) return known.find((text) => text !== undefined) ?? 'mock'
      return headerText(declared, parts.sampler.sample(parts.schemas.get(id), { random, name }))
    },
  }
}

/** A Header Object as the parameter that it is written like; `name` in lower case. */
export function readHeader(name: string, place: Place, references: References): DeclaredParameter {
  const header = isObject(place.value) ? place.value : {}
  const content = isObject(header.content) ? header.content : {}
  const [mediaType] = header.schema === undefined ? Object.keys(content) : []
  const media = mediaType === undefined ? undefined : references.child(place, 'content', mediaType)
  const owner = media ?? place
  const hasSchema = isObject(owner.value) && owner.value.schema !== undefined
  return {
    name,
    in: 'header',
    required: header.required === true,
    style: 'simple',
    explode: header.explode === true,
    allowEmptyValue: false,
    hasContent: media !== undefined,
    json: mediaType !== undefined && isJsonMediaType(mediaType),
    schema: hasSchema ? `${owner.pointer}/schema` : undefined,
    examples: [...readExamples(place, references).values(), ...readExamples(owner, references).values()],
  }
}

function schemaExample(schema: Json | undefined): Json | undefined {
  if (!isObject(schema)) return undefined
  const examples = Array.isArray(schema.examples) ? schema.examples : []
  return schema.const ?? schema.example ?? examples[0] ?? schema.default
}

/**
 * A header's value as it stands in the header; undefined for none. Strings that are examples of something else are written as
 * they are: many documents quote the numbers of headers. Of several cookies it is the first.
 */
export function headerText(declared: DeclaredParameter, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  const { name } = declared
  if (name === 'set-cookie') return cookieLines(declared, value)[0]
  const headers = { [name]: value }
  const written = encodeParameters([declared], { path: {}, query: {}, cookies: {}, headers }).headers[name]
  return typeof written === 'string' ? sendable(written) : undefined
}

/** Cookies of one answer that are sent at most: so many a browser keeps of one domain (RFC 6265, section 6.1). */
const maxCookies = 50

// Several cookies cannot stand in one header, and are no list with commas (RFC 6265, section 3). They are the items of a list,
// the properties of an object, or the lines of a text (OpenAPI 3.2, "Representing the Set-Cookie Header").
function cookieLines({ hasContent }: DeclaredParameter, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  const values = Array.isArray(value)
    ? value.map(plainText)
    : isObject(value)
      ? Object.entries(value).map(([cookie, text]) => `${cookie}=${plainText(text)}`)
      : hasContent
        ? plainText(value).split(/\r?\n/)
        : [plainText(value)]
  const lines = values.map(sendable).filter((line) => line !== '')
  return lines.slice(0, maxCookies)
}

function plainText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

// What cannot stand in a header field is left out (RFC 9110, section 5.5).
function sendable(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim()
}

function isAllowed(decode: DecodeParameters, headers: Readonly<Record<string, string>>): boolean {
  try {
    decode({ path: {}, query: '', headers })
    return true
  } catch (error) {
    if (error instanceof MockError) return false
    throw error
  }
}
