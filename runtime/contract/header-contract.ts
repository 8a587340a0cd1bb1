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
import type { Place } from './references.js'
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
    if (!fieldName.test(name) || madeElsewhere.has(name) || found.has(name)) continue
    const place = parts.references.child(response, 'headers', key)
    if (place !== undefined && isObject(place.value))
      found.set(name, createHeader(name, status, place, parts))
  }
  return found
}

// A header is a parameter of the answer: it is written and read in the same styles (OpenAPI, Header Object).
function createHeader(name: string, status: number, place: Place, parts: Parts): HeaderContract {
  const declared = readHeader(name, place, parts)
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

function readHeader(name: string, place: Place, parts: Parts): DeclaredParameter {
  const header = isObject(place.value) ? place.value : {}
  const content = isObject(header.content) ? header.content : {}
  const [mediaType] = header.schema === undefined ? Object.keys(content) : []
  const media = mediaType === undefined ? undefined : parts.references.child(place, 'content', mediaType)
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
    examples: [
      ...readExamples(place, parts.references).values(),
      ...readExamples(owner, parts.references).values(),
    ],
  }
}

function schemaExample(schema: Json | undefined): Json | undefined {
  if (!isObject(schema)) return undefined
  const examples = Array.isArray(schema.examples) ? schema.examples : []
  return schema.const ?? schema.example ?? examples[0] ?? schema.default
}

// Strings that are examples of something else are written as they are: many documents quote the numbers of headers.
function headerText(declared: DeclaredParameter, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  const { name } = declared
  // Several cookies cannot stand in one header, and are no list with commas (RFC 6265, section 3).
  const single = name === 'set-cookie' && Array.isArray(value) ? value[0] : value
  if (single === undefined) return undefined
  const headers = { [name]: single }
  const written = encodeParameters([declared], { path: {}, query: {}, cookies: {}, headers }).headers[name]
  return typeof written === 'string' ? sendable(written) : undefined
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
