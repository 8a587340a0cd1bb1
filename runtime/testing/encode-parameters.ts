// The inverse of decoding: parameter values written into a URL and headers (OpenAPI 3.1, section 4.8.12, style values).
import { isObject, type Json } from '../json.js'

/** How a parameter is serialised. */
export interface ParameterStyle {
  readonly name: string
  readonly in: string
  readonly style: string
  readonly explode: boolean
  /** True for a parameter that is described by `content`: its value travels as JSON text. */
  readonly json: boolean
}

/** The text that stands for `value` in place of `{name}` in the path. */
export function encodePathParameter(parameter: ParameterStyle, value: Json): string {
  const { name, style, explode, json } = parameter
  if (json) return encodeURIComponent(JSON.stringify(value))
  const pairs = toPairs(value)
  switch (style) {
    case 'label':
      return `.${joinValue(value, pairs, explode ? '.' : ',', explode)}`
    case 'matrix':
      if (!explode || (pairs === undefined && !Array.isArray(value))) return `;${name}=${joinValue(value, pairs, ',', false)}`
      return (pairs ?? [...toList(value)].map((item) => [name, item] as const))
        .map(([key, item]) => `;${encodeURIComponent(key)}=${text(item)}`)
        .join('')
    default:
      return joinValue(value, pairs, ',', explode)
  }
}

/** `name=value` pairs of a query, encoded; empty for an empty array or object. */
export function encodeQueryParameter(parameter: ParameterStyle, value: Json): readonly string[] {
  const { style, explode, json } = parameter
  const name = encodeURIComponent(parameter.name)
  if (json) return [`${name}=${encodeURIComponent(JSON.stringify(value))}`]
  if (style === 'deepObject') return deepPairs(name, value)
  const pairs = toPairs(value)
  if (Array.isArray(value) && explode) return toList(value).map((item) => `${name}=${text(item)}`)
  if (pairs !== undefined && explode) return pairs.map(([key, item]) => `${encodeURIComponent(key)}=${text(item)}`)
  const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '|' : ','
  return [`${name}=${joinValue(value, pairs, separator, false)}`]
}

/** The text of a header or of a cookie's value. */
export function encodeHeaderParameter(parameter: ParameterStyle, value: Json): string {
  if (parameter.json) return JSON.stringify(value)
  const encoded = joinValue(value, toPairs(value), ',', parameter.explode)
  return parameter.in === 'cookie' ? encoded : decodeURIComponent(encoded)
}

function deepPairs(prefix: string, value: Json): readonly string[] {
  if (Array.isArray(value)) return toList(value).flatMap((item) => deepPairs(prefix, item))
  if (!isObject(value)) return [`${prefix}=${text(value)}`]
  return Object.entries(value).flatMap(([key, item]) => deepPairs(`${prefix}[${encodeURIComponent(key)}]`, item))
}

function joinValue(
  value: Json,
  pairs: readonly (readonly [string, Json])[] | undefined,
  separator: string,
  explode: boolean,
): string {
  if (pairs === undefined) return toList(value).map(text).join(separator)
  const between = explode ? '=' : separator
  return pairs.map(([key, item]) => `${encodeURIComponent(key)}${between}${text(item)}`).join(separator)
}

function toPairs(value: Json): readonly (readonly [string, Json])[] | undefined {
  return isObject(value) ? Object.entries(value) : undefined
}

function toList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value]
}

function text(value: Json): string {
  return encodeURIComponent(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))
}
