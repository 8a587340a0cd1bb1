// Decodes and validates the parameters of an operation: each compiled once, then applied to what arrives.
import { MockError, type Violation } from '../../errors.js'
import { type Json, type JsonObject, toPointer } from '../../json.js'
import { parseExactJson } from '../../parse-json.js'
import type { Parameters, RawParameters } from '../contract.js'
import type { Parts } from '../parts.js'
import type { Schema } from '../schemas/schema.js'
import { compileCheck } from './compile-check.js'
import type { DeclaredParameter } from './declared-parameters.js'
import { type DecodeText, decodeTree, isAmbiguous, isInexactInteger, type RawTree } from './decode-value.js'
import { shapeOf } from './parameter-shape.js'
import { compileStyle, type Location, type RawSources } from './parameter-styles.js'
import { parseCookies, parseQuery, percentDecode, queryDecode, type RawPairs } from './query-string.js'

/** Decodes what arrived; throws MockError MOCK_INVALID_REQUEST with every violation. */
export type DecodeParameters = (raw: RawParameters) => Parameters

/** Compiles the decoder of an operation's parameters. */
export function compileParameters(declared: readonly DeclaredParameter[], parts: Parts): DecodeParameters {
  const compiled = (location: Location) =>
    declared
      .filter((parameter) => parameter.in === location)
      .map((parameter) => compile(parameter, declared, parts))
  const groups = {
    path: compiled('path'),
    query: compiled('query'),
    headers: compiled('header'),
    cookies: compiled('cookie'),
  }
  const hasQuery = groups.query.length > 0
  const hasCookies = groups.cookies.length > 0
  return (raw) => {
    const sources: RawSources = {
      path: raw.path,
      query: hasQuery ? parseQuery(raw.query) : noPairs,
      wholeQuery: raw.query,
      headers: raw.headers,
      cookies: hasCookies ? parseCookies(raw.headers.cookie) : noPairs,
    }
    const violations: Violation[] = []
    const parameters = {
      path: readGroup(groups.path, sources, violations),
      query: readGroup(groups.query, sources, violations),
      headers: readGroup(groups.headers, sources, violations),
      cookies: readGroup(groups.cookies, sources, violations),
    }
    if (violations.length > 0) throw new MockError('MOCK_INVALID_REQUEST', { errors: violations })
    return parameters
  }
}

const noPairs: RawPairs = new Map()
const nothing: JsonObject = Object.freeze({})

/** Reads one parameter: its value, undefined when it is absent; violations are added to the list. */
type ReadParameter = (sources: RawSources, violations: Violation[]) => Json | undefined

interface CompiledParameter {
  readonly name: string
  readonly read: ReadParameter
}

function readGroup(
  group: readonly CompiledParameter[],
  sources: RawSources,
  violations: Violation[],
): JsonObject {
  if (group.length === 0) return nothing
  const found: Record<string, Json> = {}
  for (const { name, read } of group) {
    const value = read(sources, violations)
    if (value === undefined) continue
    // Assigning `__proto__` would set the prototype.
    if (name === '__proto__') Object.defineProperty(found, name, { value, enumerable: true })
    else found[name] = value
  }
  return found
}

const groupNames: Readonly<Record<Location, string>> = {
  path: 'path',
  query: 'query',
  header: 'headers',
  cookie: 'cookies',
}
const decoders: Readonly<Record<Location, DecodeText>> = {
  path: percentDecode,
  query: queryDecode,
  // OpenAPI gives header values no percent-encoding (3.1.1, Parameter Object, "style").
  header: (text) => text,
  cookie: percentDecode,
}

// A plus is a space in forms alone, and the style `cookie` escapes nothing (OpenAPI 3.2, Parameter Object, "style").
function decoderOf(parameter: DeclaredParameter): DecodeText {
  if (parameter.isWholeQuery) return percentDecode
  return parameter.in === 'cookie' && parameter.style === 'cookie' ? decoders.header : decoders[parameter.in]
}

function compile(
  parameter: DeclaredParameter,
  all: readonly DeclaredParameter[],
  parts: Parts,
): CompiledParameter {
  const pointer = toPointer([groupNames[parameter.in], parameter.name])
  const schema = schemaOf(parameter, parts)
  const shape = shapeOf(parameter.hasContent ? true : schema, parts.flattener)
  const others = new Set(
    all.filter((other) => other !== parameter && other.in === parameter.in).map((other) => other.name),
  )
  const find = compileStyle({ ...parameter, shape, others })
  const decode = decoderOf(parameter)
  const isUnclear = isAmbiguous(shape)
  const check = compileCheck(schema, parts)
  const missing = parts.flattener.flatten(schema).default
  const asJson = parameter.json
  const isNumeric = shape.types.has('integer') || shape.types.has('number')
  const isScalar = !shape.types.has('array') && !shape.types.has('object')

  function value(tree: RawTree): Json | undefined {
    return asJson ? readJson(tree, decode) : decodeTree(tree, shape, decode, false)
  }

  const read: ReadParameter = (sources, violations) => {
    const tree = find(sources)
    if (tree === undefined) {
      if (parameter.required) violations.push({ pointer, message: 'is required', keyword: 'required' })
      return parameter.required ? undefined : missing
    }
    if (tree === '' && parameter.allowEmptyValue) return ''
    if (isScalar && Array.isArray(tree)) {
      const message = `must be given once, but is given ${tree.length} times`
      violations.push({ pointer, message, keyword: 'duplicate' })
      return undefined
    }
    try {
      const decoded = value(tree)
      if (decoded === undefined) {
        violations.push({ pointer, message: 'must be JSON', keyword: 'content' })
        return undefined
      }
      const found = check(decoded)
      if (found.length === 0) return decoded
      const plain = isUnclear && !asJson ? decodeTree(tree, shape, decode, true) : decoded
      if (plain !== decoded && check(plain).length === 0) return plain
      if (typeof decoded === 'string' && isNumeric && isInexactInteger(decoded)) {
        violations.push({ pointer, message: inexact, keyword: 'precision' })
        return undefined
      }
      for (const violation of found) {
        violations.push({ ...violation, pointer: pointer + violation.pointer })
      }
    } catch (error) {
      if (!(error instanceof URIError)) throw error
      violations.push({ pointer, message: 'must be well-formed percent-encoding', keyword: 'encoding' })
    }
    return undefined
  }
  return { name: parameter.name, read }
}

const inexact = `must be an integer that a number can hold, such as those up to ${Number.MAX_SAFE_INTEGER}`

function schemaOf(parameter: DeclaredParameter, parts: Parts): Schema {
  const id = parameter.schema === undefined ? undefined : parts.schemas.id(parameter.schema, 'request')
  return id === undefined ? true : parts.schemas.get(id)
}

function readJson(tree: RawTree, decode: DecodeText): Json | undefined {
  return typeof tree === 'string' ? parseExactJson(decode(tree)) : undefined
}
