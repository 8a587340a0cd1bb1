// Types the raw text of a parameter as its shape says.
import type { Json } from '../../json.js'
import { parseExactJson } from '../../parse-json.js'
import type { Shape } from './parameter-shape.js'

/** A parameter taken apart by its style, with every text still encoded. */
export type RawTree = string | readonly RawTree[] | ReadonlyMap<string, RawTree>

/** Decodes the escapes of one text; throws URIError when they are malformed. */
export type DecodeText = (text: string) => string

/** The typed value of a tree. Text that is nothing its shape knows stays text, for the validator to name. */
export function decodeTree(tree: RawTree, shape: Shape, decode: DecodeText, isPlain: boolean): Json {
  if (typeof tree === 'string') {
    const value = decodeLeaf(decode(tree), shape, isPlain)
    // A list of one, where only a list can be meant.
    return typeof value === 'string' && isListOnly(shape)
      ? [decodeTree(tree, shape.items(), decode, isPlain)]
      : value
  }
  if (tree instanceof Map) {
    const entries = [...tree].map(([name, child]: [string, RawTree]): [string, Json] => [
      name,
      decodeTree(child, shape.property(name), decode, isPlain),
    ])
    return Object.fromEntries(entries)
  }
  return isList(tree) ? tree.map((child) => decodeTree(child, shape.items(), decode, isPlain)) : null
}

/** True when text could be read in two ways, so that the second has to be tried when the first is not valid. */
export function isAmbiguous(shape: Shape): boolean {
  return shape.types.has('string') && shape.types.size > 1
}

function isListOnly({ types }: Shape): boolean {
  return types.has('array') && [...types].every((type) => type === 'array' || type === 'null')
}

function isList(tree: RawTree): tree is readonly RawTree[] {
  return Array.isArray(tree)
}

function decodeLeaf(text: string, shape: Shape, isPlain: boolean): Json {
  const { types } = shape
  if (isPlain && types.has('string')) return text
  if (types.has('integer') || types.has('number')) {
    const number = toNumber(text)
    if (number !== undefined) return number
  }
  if (types.has('boolean')) {
    if (text === 'true') return true
    if (text === 'false') return false
  }
  if (types.has('null') && (text === 'null' || (text === '' && !types.has('string')))) return null
  return (types.has('object') || types.has('array')) && /^\s*[[{]/.test(text)
    ? (parseExactJson(text) ?? text)
    : text
}

// No quantifier overlaps what follows it, so matching is linear.
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const jsonInteger = /^-?(?:0|[1-9]\d*)$/

/**
 * The number that a text is in JSON's notation; undefined when it is none, or an integer that a number cannot hold:
 * 9007199254740993 must not become the name of the record 9007199254740992.
 */
export function toNumber(text: string): number | undefined {
  if (!jsonNumber.test(text)) return undefined
  const number = Number(text)
  if (!Number.isFinite(number)) return undefined
  const isExact = Number.isSafeInteger(number) || !jsonInteger.test(text) || String(number) === text
  return isExact ? number : undefined
}

/** True for the text of an integer that a number cannot hold. */
export function isInexactInteger(text: string): boolean {
  return jsonInteger.test(text) && toNumber(text) === undefined
}
