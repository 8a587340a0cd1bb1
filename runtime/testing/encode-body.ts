// A body written for its media type: JSON, form, multipart, or text.

import { isObject, type Json } from '../json.js'
import { isJsonMediaType } from '../media-types.js'

export interface EncodedBody {
  readonly contentType: string
  readonly body: string | Buffer
}

/** Encodes JSON data for a media type; text goes out as it is where the media type is not JSON. */
export function encodeBody(value: unknown, mediaType: string): EncodedBody {
  const essence = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
  const data: Json = JSON.parse(JSON.stringify(value))
  if (essence === 'application/x-www-form-urlencoded' && isObject(data)) {
    return { contentType: essence, body: formPairs(data).join('&') }
  }
  if (essence === 'multipart/form-data' && isObject(data)) return encodeMultipart(Object.entries(data))
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

function encodeMultipart(entries: readonly (readonly [string, Json])[]): EncodedBody {
  const parts = entries.flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((item: Json) => part(name, item)) : [part(name, value)],
  )
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: `${parts.join('')}--${boundary}--\r\n`,
  }
}

function part(name: string, value: Json): string {
  const quoted = name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const type = isObject(value) ? 'Content-Type: application/json\r\n' : ''
  return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"\r\n${type}\r\n${scalar(value)}\r\n`
}

function scalar(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
