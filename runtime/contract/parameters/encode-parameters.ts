// Writes decoded parameters as a request carries them: the reverse of decoding, for clients and tests.
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { Parameters, RawParameters } from '../contract.js'
import type { DeclaredParameter } from './declared-parameters.js'

/** The raw form of parameter values, each in its declared style; values of undeclared parameters are left out. */
export function encodeParameters(
  declared: readonly DeclaredParameter[],
  parameters: Parameters,
): RawParameters {
  const path: [string, string][] = []
  const query: string[] = []
  const headers: [string, string][] = []
  const cookies: string[] = []
  for (const parameter of declared) {
    const value = ownValue(groupOf(parameter, parameters), parameter.name)
    if (value === undefined) continue
    if (parameter.in === 'path') path.push([parameter.name, encodePath(parameter, value)])
    else if (parameter.isWholeQuery) query.push(percentEncode(contentText(parameter, value)))
    else if (parameter.in === 'query') query.push(...encodeForm(parameter, value, percentEncode))
    else if (parameter.in === 'cookie')
      cookies.push(...encodeForm(parameter, value, parameter.style === 'cookie' ? asIs : percentEncode))
    else headers.push([parameter.name.toLowerCase(), encodeSimple(parameter, value, asIs)])
  }
  return {
    path: Object.fromEntries(path),
    query: query.join('&'),
    headers: { ...Object.fromEntries(headers), ...(cookies.length > 0 && { cookie: cookies.join('; ') }) },
  }
}

function groupOf(parameter: DeclaredParameter, parameters: Parameters): JsonObject {
  switch (parameter.in) {
    case 'path':
      return parameters.path
    case 'query':
      return parameters.query
    case 'header':
      return parameters.headers
    case 'cookie':
      return parameters.cookies
  }
}

function ownValue(group: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(group, name) ? group[name] : undefined
}

type Encode = (text: string) => string

// OpenAPI gives header values no percent-encoding.
const asIs: Encode = (text) => text
const percentEncode: Encode = encodeURIComponent
// A dot separates items of the style `label`.
const escapeDots: Encode = (text) => encodeURIComponent(text).replaceAll('.', '%2E')

function encodePath(parameter: DeclaredParameter, value: Json): string {
  const { style, explode } = parameter
  if (style === 'matrix' && !parameter.hasContent) return encodeMatrix(parameter, value)
  if (style !== 'label' || parameter.hasContent) return encodeSimple(parameter, value, percentEncode)
  if (!isStructured(value)) return `.${escapeDots(leaf(value))}`
  return `.${explode ? assigned(value, escapeDots).join('.') : listed(value, escapeDots).join(',')}`
}

function encodeMatrix({ name, explode }: DeclaredParameter, value: Json): string {
  if (!isStructured(value)) return `;${name}=${percentEncode(leaf(value))}`
  if (!explode) return `;${name}=${listed(value, percentEncode).join(',')}`
  const parts = assigned(value, percentEncode)
  return parts.map((part) => (isObject(value) ? `;${part}` : `;${name}=${part}`)).join('')
}

function encodeSimple(parameter: DeclaredParameter, value: Json, encode: Encode): string {
  if (parameter.hasContent) return encode(contentText(parameter, value))
  if (!isStructured(value)) return encode(leaf(value))
  return (parameter.explode ? assigned(value, encode) : listed(value, encode)).join(',')
}

function encodeForm(parameter: DeclaredParameter, value: Json, encode: Encode): readonly string[] {
  const name = encode(parameter.name)
  if (parameter.hasContent) return [`${name}=${encode(contentText(parameter, value))}`]
  if (!isStructured(value)) return [`${name}=${encode(leaf(value))}`]
  if (parameter.style === 'deepObject' && isObject(value)) return deepPairs(name, value)
  if (!parameter.explode) return [`${name}=${listed(value, encode).join(separatorOf(parameter.style))}`]
  if (isObject(value)) return assigned(value, encode)
  return listed(value, encode).map((item) => `${name}=${item}`)
}

function separatorOf(style: string): string {
  return style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '|' : ','
}

function contentText(parameter: DeclaredParameter, value: Json): string {
  return parameter.json ? JSON.stringify(value) : leaf(value)
}

function deepPairs(prefix: string, value: Json): readonly string[] {
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, child]) =>
      deepPairs(`${prefix}[${percentEncode(key)}]`, child),
    )
  }
  if (!Array.isArray(value)) return [`${prefix}=${percentEncode(leaf(value))}`]
  return value.map((item: Json) => `${prefix}=${percentEncode(leaf(item))}`)
}

function isStructured(value: Json): value is readonly Json[] | JsonObject {
  return typeof value === 'object' && value !== null
}

function listed(value: readonly Json[] | JsonObject, encode: Encode): readonly string[] {
  if (!isObject(value)) return value.map((item) => encode(leaf(item)))
  return Object.entries(value).flatMap(([key, child]) => [encode(key), encode(leaf(child))])
}

function assigned(value: readonly Json[] | JsonObject, encode: Encode): readonly string[] {
  if (!isObject(value)) return value.map((item) => encode(leaf(item)))
  return Object.entries(value).map(([key, child]) => `${encode(key)}=${encode(leaf(child))}`)
}

// What no style can express, an array in an array for one, is written as JSON.
function leaf(value: Json): string {
  return isStructured(value) ? JSON.stringify(value) : String(value)
}
