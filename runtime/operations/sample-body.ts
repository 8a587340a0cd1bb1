// Bodies that a contract gives as examples or schemas, as they stand in an answer: JSON, text, streams, forms, files.
import type { BodyContract } from '../contract/contract.js'
import { sampleFile } from '../http/sample-files.js'
import type { Random } from '../ids.js'
import { isObject, type Json } from '../json.js'
import {
  essenceOf,
  isJsonMediaType,
  isStreamMediaType,
  isTextMediaType,
  parseMediaType,
} from '../media-types.js'

/**
 * False for a body that nothing writes: XML and multipart, of which the contract has no text as an example. `mediaType` is
 * the one to answer with.
 */
export function isWritable(body: BodyContract, mediaType: string): boolean {
  const media = parseMediaType(mediaType)
  const isXml = media?.subtype === 'xml' || (media?.suffix === 'xml' && media.type !== 'image')
  if (!isXml && media?.type !== 'multipart') return true
  return textExample(body) !== undefined
}

/** A body from the examples, else from the schema. `varied`: made up even where there are examples. */
export function sampleBody(
  body: BodyContract,
  mediaType: string,
  random: Random,
  varied = false,
): string | Uint8Array | undefined {
  const essence = essenceOf(mediaType)
  if (isJsonMediaType(mediaType)) {
    const value = body.sample(random, { varied })
    // A body that may be anything is an object, which clients can at least parse.
    return JSON.stringify(value === undefined && body.pointer === undefined ? {} : value)
  }
  const file = sampleFile(essence)
  if (file !== undefined) return file
  const example = varied && !isXmlOf(essence) ? undefined : textExample(body)
  if (example !== undefined) return example
  if (essence === 'text/html') return emptyPage
  return exampleText(body.sample(random, { varied }), mediaType)
}

/** A value of the contract as it stands in a body of this media type; undefined where there is none. */
export function exampleText(value: Json | undefined, mediaType: string): string | undefined {
  if (value === undefined) return undefined
  if (isJsonMediaType(mediaType)) return JSON.stringify(value)
  if (typeof value === 'string') return value
  const essence = essenceOf(mediaType)
  if (isStreamMediaType(mediaType)) return streamText(value, essence)
  if (essence === 'application/x-www-form-urlencoded' && isObject(value)) return formText(value)
  // JSON is YAML, and as good as any other text.
  return JSON.stringify(value)
}

const emptyPage = '<!doctype html>\n<html lang="en"><head><title>mock</title></head><body></body></html>\n'

function isXmlOf(essence: string): boolean {
  return essence.endsWith('/xml') || essence.endsWith('+xml')
}

// What cannot be text in JSON, such as a picture, has no example that could be sent.
function textExample(body: BodyContract): string | undefined {
  for (const example of body.examples.values()) if (typeof example === 'string') return example
  return undefined
}

function streamText(value: Json, essence: string): string {
  const items: readonly Json[] = Array.isArray(value) ? value : [value]
  switch (essence) {
    case 'text/event-stream':
      return items.map(eventText).join('')
    case 'application/json-seq':
    case 'application/geo+json-seq':
      // RFC 7464, section 2.2.
      return items.map((item) => `\x1e${JSON.stringify(item)}\n`).join('')
    default:
      return items.map((item) => `${JSON.stringify(item)}\n`).join('')
  }
}

// An item that has the fields of an event is one; anything else is the data of one (HTML, section 9.2.6).
function eventText(item: Json): string {
  const fields =
    isObject(item) && Object.hasOwn(item, 'data') ? Object.entries(item) : [['data', item] as const]
  const lines = fields.flatMap(([name, value]) => {
    if (!eventFields.has(name)) return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return text.split(/\r\n|\r|\n/).map((line) => `${name}: ${line}\n`)
  })
  return `${lines.join('')}\n`
}

const eventFields: ReadonlySet<string> = new Set(['event', 'data', 'id', 'retry'])

function formText(value: { readonly [name: string]: Json }): string {
  const pairs = Object.entries(value).map(([name, child]): [string, string] => [
    name,
    typeof child === 'string' ? child : JSON.stringify(child),
  ])
  return new URLSearchParams(pairs).toString()
}

/** True for media types of which a mock sends bytes as a file. */
export function isFileMediaType(mediaType: string): boolean {
  return !isJsonMediaType(mediaType) && !isTextMediaType(mediaType) && !isStreamMediaType(mediaType)
}
