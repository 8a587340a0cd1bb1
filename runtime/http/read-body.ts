// Reads a request's body: bytes up to a limit, then the value that its media type says it is.
import type { IncomingMessage } from 'node:http'
import { MockError } from '../errors.js'
import { type FormField, parseUrlencoded } from '../form-fields.js'
import type { Json } from '../json.js'
import { essenceOf, isJsonMediaType, isTextMediaType, parseMediaType } from '../media-types.js'
import { decompress } from './inflate.js'
import { parseJsonBody } from './json-body.js'
import { readMultipart, type UploadedFile } from './multipart.js'
import { readBytes } from './read-bytes.js'

/** 1 MiB. */
export const defaultBodyLimitBytes = 1024 * 1024

/** A body that was read. */
export type RequestBody = PlainBody | FormBody

interface SomeBody {
  /** Media type in lower case without parameters; `''` when the request does not say. */
  readonly mediaType: string
  /** The body without its content coding. */
  readonly bytes: Buffer
}

/** A body that is one value as JSON data: that of JSON, a string for text and XML, base64 for everything else. */
export interface PlainBody extends SomeBody {
  readonly value: Json
  readonly fields: undefined
}

/** A form. What its fields mean together is for the contract to say. */
export interface FormBody extends SomeBody {
  readonly fields: readonly FormField[]
  /** The files of a multipart form, with their bytes; their contents also stand in `fields`. */
  readonly files: readonly UploadedFile[]
}

/** True when a request's headers announce a body (RFC 9112, section 6.3); the body may still be empty. */
export function announcesBody(request: IncomingMessage): boolean {
  const { headers } = request
  const length = headers['content-length']
  return length === undefined ? headers['transfer-encoding'] !== undefined : length !== '0'
}

/**
 * Reads and decodes the body; undefined when there is none or it is empty. Rejects with MOCK_BODY_TOO_LARGE (as sent or
 * decompressed), MOCK_BAD_REQUEST (it is not what its headers say), MOCK_UNSUPPORTED_MEDIA_TYPE (content coding or
 * character set), and ClientGone when the connection ends first.
 */
export function readBody(
  request: IncomingMessage,
  limitBytes: number = defaultBodyLimitBytes,
): Promise<RequestBody | undefined> {
  if (!announcesBody(request)) return Promise.resolve(undefined)
  const { 'content-encoding': coding, 'content-type': contentType } = request.headers
  const sent = readBytes(request, limitBytes)
  const bytes =
    coding === undefined
      ? sent
      : sent.then((coded) => (coded.length === 0 ? coded : decompress(coded, coding, limitBytes)))
  return bytes.then((whole) => decode(whole, contentType))
}

function decode(bytes: Buffer, contentType = ''): RequestBody | undefined | Promise<RequestBody | undefined> {
  if (bytes.length === 0) return undefined
  const mediaType = essenceOf(contentType)
  if (isJsonMediaType(mediaType))
    return plainBody(mediaType, bytes, parseJsonBody(toUtf8(bytes, contentType)))
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { mediaType, bytes, fields: parseUrlencoded(decodeText(bytes, contentType)), files: [] }
  }
  if (mediaType === 'multipart/form-data') {
    return readMultipart(bytes, contentType).then((form) => ({ mediaType, bytes, ...form }))
  }
  const isText = isTextMediaType(mediaType)
  return plainBody(mediaType, bytes, isText ? decodeText(bytes, contentType) : bytes.toString('base64'))
}

function plainBody(mediaType: string, bytes: Buffer, value: Json): PlainBody {
  return { mediaType, bytes, value, fields: undefined }
}

// JSON is UTF-8 (RFC 8259, section 8.1); a client that says otherwise is believed.
function toUtf8(bytes: Buffer, contentType: string): Buffer {
  if (!contentType.includes(';')) return bytes
  const charset = parseMediaType(contentType)?.parameters.get('charset')
  const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset)
  return isUtf8 ? bytes : Buffer.from(decodeText(bytes, contentType))
}

function decodeText(bytes: Buffer, contentType: string): string {
  const charset = parseMediaType(contentType)?.parameters.get('charset') ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch (cause) {
    throw new MockError('MOCK_UNSUPPORTED_MEDIA_TYPE', {
      detail: `the character set ${JSON.stringify(charset)} is not supported`,
      cause,
    })
  }
}
