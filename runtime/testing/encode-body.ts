// A body written for its media type: JSON, form, multipart, or text.

import type { PartHeaders } from '../contract/contract.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { isJsonMediaType } from '../media-types.js'

export interface EncodedBody {
  readonly contentType: string
  readonly body: string | Buffer
}

/**
 * Encodes JSON data for a media type; text goes out as it is where the media type is not JSON. `partHeaders`: headers of the parts
 * of a multipart body, by property.
 */
export function encodeBody(value: unknown, mediaType: string, partHeaders: PartHeaders = {}): EncodedBody {
  const essence = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
  const data: Json = JSON.parse(JSON.stringify(value))
  if (essence === 'application/x-www-form-urlencoded' && isObject(data)) {
    return { contentType: essence, body: formPairs(data).join('&') }
  }
  if (essence === 'multipart/form-data' && isObject(data)) return encodeMultipart(data, partHeaders)
  if (essence.includes('*')) return { contentType: 'application/json', body: JSON.stringify(data) }
  if (isJsonMediaType(essence) || typeof data !== 'string')
    return { contentType: mediaType, body: JSON.stringify(data) }
  return { contentType: mediaType, body: data }
}

function formPairs(data: { readonly [name: string]: Json }): readonly string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    const key = encodeURIComponent(name)
    if (Array.isArray(value)) return value.map((item: Json) => `${key}=${encodeURIComponent(scalar(item))}`)
    if (isObject(value))
      return Object.entries(value).map(
        ([inner, item]) => `${key}[${encodeURIComponent(inner)}]=${encodeURIComponent(scalar(item))}`,
      )
    return [`${key}=${encodeURIComponent(scalar(value))}`]
  })
}

// Fixed, so that a request is the same bytes in every run; it does not occur in samples.
const boundary = 'mockgen-part-6f2d1c'

function encodeMultipart(data: JsonObject, headers: PartHeaders): EncodedBody {
  const parts = Object.entries(data).flatMap(([name, value]) => {
    const own = Object.hasOwn(headers, name) ? (headers[name] ?? {}) : {}
    return Array.isArray(value) ? value.map((item: Json) => part(name, item, own)) : [part(name, value, own)]
  })
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: `${parts.join('')}--${boundary}--\r\n`,
  }
}

// A part has one Content-Disposition (RFC 7578, section 4.2), and what HTTP does not allow in a header it does not have either.
function part(
  name: string,
  value: Json,
  { 'content-disposition': _, ...headers }: PartHeaders[string],
): string {
  const quoted = name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const type = isObject(value) ? 'Content-Type: application/json\r\n' : ''
  const head = `Content-Disposition: form-data; name="${quoted}"\r\n${type}`
  const others = Object.entries(headers).map(([header, text]) => `${header}: ${text}\r\n`)
  return `--${boundary}\r\n${head}${others.join('')}\r\n${scalar(value)}\r\n`
}

function scalar(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
