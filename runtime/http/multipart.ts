// Reads multipart/form-data (RFC 7578): the only door to @fastify/busboy.
import { Busboy, type BusboyConfig, type BusboyInstance, Dicer } from '@fastify/busboy'
import type { MockError } from '../errors.js'
import { badForm, type FormField, maxFormFields } from '../form-fields.js'
import type { Json } from '../json.js'
import { isJsonMediaType, isTextMediaType, parseMediaType } from '../media-types.js'
import { parseJsonBody } from './json-body.js'

/** A part that is a file: one with a file name, or with a media type that is neither text nor JSON. */
export interface UploadedFile {
  /** Name of the form field. */
  readonly field: string
  /** Last segment of the name that the client gave, if it gave one. Never use it as a path. */
  readonly filename: string | undefined
  /** Media type without parameters. */
  readonly mediaType: string
  readonly bytes: Buffer
}

export interface Multipart {
  /** All parts in order. A file stands among them as text: decoded when its type is text or JSON, else as base64. */
  readonly fields: readonly FormField[]
  readonly files: readonly UploadedFile[]
}

/** Most files in one body. */
const maxFiles = 100
/** Bytes of one part's headers. */
const maxHeaderBytes = 16 * 1024

/**
 * Reads a body that is complete in memory. MOCK_BAD_REQUEST when it is malformed or has too many parts, or one that is no form
 * data (RFC 7578, section 4.2).
 */
export async function readMultipart(bytes: Buffer, contentType: string): Promise<Multipart> {
  const boundary = boundaryOf(contentType)
  refuseManyParts(bytes, boundary)
  const [parts, heads] = await Promise.all([readParts(bytes, contentType), readHeads(bytes, boundary)])
  // The parser passes over parts of another kind, and then nobody knows whose head is whose.
  if (heads.length !== parts.length) throw badForm('a part of the multipart body is no form data')
  return {
    fields: parts.map((part, index) => ({
      name: part.field,
      value: partValue(part),
      ...declaredType(part),
      ...furtherHeaders(heads[index]),
    })),
    files: parts.flatMap((part) => (part.chunks === undefined ? [] : [toFile(part, part.chunks)])),
  }
}

// The parsers stop at no limit: they pass over what comes after it, at a price for each part.
function refuseManyParts(bytes: Buffer, boundary: string): void {
  const delimiter = `\r\n--${boundary}`
  // One of them ends the last part, and one may end a preamble.
  let left = maxFormFields + 1
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    if (left-- === 0) throw tooManyParts()
  }
}

function tooManyParts(): MockError {
  return badForm(`the multipart body has more than ${maxFormFields} parts`)
}

/** A part as the parser hands it over: text, or a file in chunks. */
interface Part {
  readonly field: string
  readonly mediaType: string
  readonly text: string
  readonly filename: string | undefined
  readonly chunks: readonly Buffer[] | undefined
}

function readParts(bytes: Buffer, contentType: string): Promise<readonly Part[]> {
  return new Promise((resolve, reject) => {
    const parts: Part[] = []
    const refuse = (message: string) => reject(badForm(message))
    const parser = createParser(contentType, bytes.length)
    parser.on('field', (field: string | undefined, text, _nameCut, _cut, _encoding, mediaType) => {
      if (field === undefined) refuse('a part of the multipart body has no name')
      else parts.push({ field, mediaType, text, filename: undefined, chunks: undefined })
    })
    parser.on('file', (field: string | undefined, stream, name: string | undefined, _encoding, mediaType) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      // A body that ends inside a file is reported by the parser as well.
      stream.on('error', () => undefined)
      if (field === undefined) refuse('a part of the multipart body has no name')
      else parts.push({ field, mediaType, text: '', filename: name || undefined, chunks })
    })
    parser.on('partsLimit', () => reject(tooManyParts()))
    parser.on('filesLimit', () => refuse(`the multipart body has more than ${maxFiles} files`))
    parser.on('error', (cause) => reject(badForm('the multipart body is malformed', cause)))
    parser.on('finish', () => resolve(parts))
    parser.end(bytes)
  })
}

/** Values of a part's headers by name in lower case, in an object without a prototype. */
type Head = object

// The parser of forms keeps the heads to itself, the one that it is made of does not. What is wrong with the body, and with too
// many parts, is found by the first.
function readHeads(bytes: Buffer, boundary: string): Promise<readonly Head[]> {
  return new Promise((resolve) => {
    const heads: Head[] = []
    const parser = new Dicer({ boundary })
    parser.on('part', (part) => {
      part.on('header', (head) => heads.push(head))
      part.on('error', () => undefined)
      part.resume()
    })
    parser.on('error', () => resolve(heads))
    parser.on('finish', () => resolve(heads))
    parser.end(bytes)
  })
}

/** Headers of parts that fields have by other names. */
const knownHeaders: ReadonlySet<string> = new Set(['content-type', 'content-transfer-encoding'])

function furtherHeaders(head: Head = {}): Pick<FormField, 'headers'> {
  const others = Object.entries(head).filter(([name]) => !knownHeaders.has(name))
  return { headers: Object.fromEntries(others.map(([name, values]) => [name, textOf(values)])) }
}

function textOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values)
}

/** Characters of a boundary (RFC 2046, section 5.1.1). */
const maxBoundary = 70

function boundaryOf(contentType: string): string {
  const boundary = parseMediaType(contentType)?.parameters.get('boundary') ?? ''
  if (boundary === '') throw badForm('the multipart Content-Type has no boundary')
  if (boundary.length > maxBoundary)
    throw badForm(`the multipart boundary has more than ${maxBoundary} characters`)
  return boundary
}

// What is thrown here rejects the promise around it.
function createParser(contentType: string, bodyBytes: number): BusboyInstance {
  try {
    return new Busboy(parserOptions(contentType, bodyBytes))
  } catch (cause) {
    throw badForm('the multipart Content-Type cannot be read', cause)
  }
}

// Parts cannot be larger than the whole body, which is limited already.
function parserOptions(contentType: string, bodyBytes: number): BusboyConfig {
  return {
    headers: { 'content-type': contentType },
    // A part that the parser passes over is drained by nobody when it is larger than this, and the form never ends.
    fileHwm: bodyBytes + 1,
    isPartAFile: (_field, mediaType = '', filename) => filename !== undefined || !isReadable(mediaType),
    limits: {
      fieldSize: bodyBytes,
      fileSize: bodyBytes,
      parts: maxFormFields,
      files: maxFiles,
      headerSize: maxHeaderBytes,
    },
  }
}

// The parser calls a part that says nothing text/plain (RFC 7578, section 4.4).
function declaredType({ mediaType, filename }: Part): Pick<FormField, 'mediaType'> {
  return mediaType === 'text/plain' && filename === undefined ? {} : { mediaType }
}

function partValue(part: Part): Json {
  if (part.chunks !== undefined) {
    return Buffer.concat(part.chunks).toString(isReadable(part.mediaType) ? 'utf8' : 'base64')
  }
  return isJsonMediaType(part.mediaType) ? parseJsonBody(Buffer.from(part.text)) : part.text
}

function toFile(part: Part, chunks: readonly Buffer[]): UploadedFile {
  return {
    field: part.field,
    filename: part.filename,
    mediaType: part.mediaType,
    bytes: Buffer.concat(chunks),
  }
}

function isReadable(mediaType: string): boolean {
  return isTextMediaType(mediaType) || isJsonMediaType(mediaType)
}
