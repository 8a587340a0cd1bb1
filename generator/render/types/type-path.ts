// From a JSON pointer into the contract to the TypeScript type that openapi-typescript gives the schema there.
import type { JsonObject } from '@mockgen/runtime'
import { child, type Located, own, resolve, tokensOf } from '../../pointers.js'
import { stringLiteral } from '../encode.js'

/** A type, and the interface of `types.gen.d.ts` that it starts from. */
export interface TypePath {
  readonly root: 'components' | 'operations'
  readonly text: string
}

/**
 * The type of the schema at `pointer` (`#/components/schemas/Book`, or inside a request or response body); undefined where
 * that type has no name: inside unions and maps, and outside components and operations.
 */
export function typePath(document: JsonObject, pointer: string): TypePath | undefined {
  const root = { pointer: '', value: document }
  const found = resolve(document, { pointer: '', value: { $ref: pointer } })
  if (found === undefined) return undefined
  const tokens = tokensOf(found.pointer)
  const start = startOf(root, tokens)
  const schema = start && child(root, ...tokens.slice(0, start.length))
  if (start === undefined || schema === undefined) return undefined
  const text = enter(start.text, schema, tokens.slice(start.length))
  return text === undefined ? undefined : { root: start.root, text }
}

interface Start extends TypePath {
  /** Tokens up to and with the schema that the type belongs to. */
  readonly length: number
}

function startOf(root: Located, tokens: readonly string[]): Start | undefined {
  const [area, kind = '', name = '', ...rest] = tokens
  if (area === 'paths') return startInOperation(root, tokens)
  if (area !== 'components') return undefined
  const text = `components${index(kind)}${index(name)}`
  if (kind === 'schemas') return { root: area, text, length: 3 }
  const body = kind === 'responses' || kind === 'requestBodies' ? contentType(rest) : undefined
  return body === undefined ? undefined : { root: area, text: text + body, length: 6 }
}

function startInOperation(root: Located, tokens: readonly string[]): Start | undefined {
  const id = own(child(root, ...tokens.slice(0, 3))?.value, 'operationId')
  if (typeof id !== 'string') return undefined
  const [part, ...rest] = tokens.slice(3)
  const operation = `operations${index(id)}`
  if (part === 'requestBody') {
    const body = contentType(rest)
    return body === undefined
      ? undefined
      : { root: 'operations', text: `NonNullable<${operation}['requestBody']>${body}`, length: 7 }
  }
  const [status = '', ...inResponse] = rest
  const body = part === 'responses' ? contentType(inResponse) : undefined
  if (body === undefined) return undefined
  const key = /^[1-5]\d\d$/.test(status) ? `[${status}]` : index(status)
  return { root: 'operations', text: `${operation}['responses']${key}${body}`, length: 8 }
}

function contentType([word, mediaType, schema]: readonly string[]): string | undefined {
  if (word !== 'content' || mediaType === undefined || schema !== 'schema') return undefined
  return `['content']${index(mediaType)}`
}

// Follows `properties/<name>` and `items` from a schema into its type.
function enter(start: string, schema: Located, tokens: readonly string[]): string | undefined {
  const [word, name = ''] = tokens
  if (word === undefined) return start
  if (isUnion(schema)) return undefined
  const outer = isNullable(schema) ? `NonNullable<${start}>` : start
  if (word === 'items') {
    const items = child(schema, 'items')
    return items && enter(`${outer}[number]`, items, tokens.slice(1))
  }
  const property = word === 'properties' ? child(schema, 'properties', name) : undefined
  if (property === undefined) return undefined
  const type = outer + index(name)
  return enter(isRequired(schema, name) ? type : `NonNullable<${type}>`, property, tokens.slice(2))
}

function isUnion({ value }: Located): boolean {
  if (Array.isArray(value.type) && value.type.filter((name) => name !== 'null').length !== 1) return true
  return ['oneOf', 'anyOf', 'enum', 'const', 'prefixItems'].some((keyword) => Object.hasOwn(value, keyword))
}

function isNullable({ value }: Located): boolean {
  return value.nullable === true || (Array.isArray(value.type) && value.type.includes('null'))
}

function isRequired({ value }: Located, name: string): boolean {
  return Array.isArray(value.required) && value.required.includes(name)
}

function index(name: string): string {
  return `[${stringLiteral(name)}]`
}
