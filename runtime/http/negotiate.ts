// Proactive negotiation: the media type of an answer by the request's Accept header (RFC 9110, section 12.5.1).
import { isJsonMediaType } from '../media-types.js'

/**
 * The offered media type that fits `accept` best: the highest quality first, then the order of `offered`. The most
 * specific range decides about a type, so a quality of 0 excludes what a wildcard beside it allows. JSON types with a
 * suffix stand for plain JSON and the other way round, because clients name vendor types that contracts do not declare;
 * a type that is named itself goes before one that only stands for it. A plain JSON type also stands for itself with
 * parameters that the contract does not know (`application/json;version=2`).
 * An offered type may be a range itself and fits every range that it overlaps. Without an Accept header, or with one
 * that holds no media range, the first is taken. Undefined when nothing fits.
 */
export function negotiate(accept: string | undefined, offered: readonly string[]): string | undefined {
  const first = offered[0]
  if (accept === undefined || accept === '*/*' || accept === first) return first
  const ranges = parseAccept(accept)
  if (ranges.length === 0) return first
  let best: string | undefined
  let found = noFit
  for (const type of offered) {
    const fit = fitOf(parseType(type), ranges)
    const isCloser = isStandIn(found) && fit.closeness > found.closeness
    if (fit.quality > found.quality || (fit.quality === found.quality && isCloser)) {
      best = type
      found = fit
    }
  }
  return best
}

interface Fit {
  readonly quality: number
  /** How specific the range is that decides, see `closenessOf`. */
  readonly closeness: number
}

const noFit: Fit = { quality: 0, closeness: 0 }

interface MediaType {
  readonly type: string
  readonly subtype: string
  /** Parameters as `name=value` in lower case. */
  readonly parameters: readonly string[]
}

interface MediaRange extends MediaType {
  readonly quality: number
}

function parseAccept(accept: string): readonly MediaRange[] {
  const ranges: MediaRange[] = []
  for (const item of accept.split(',')) {
    const { type, subtype, parameters } = parseType(item)
    if (type === '' || subtype === '') continue
    const at = parameters.findIndex((parameter) => parameter.startsWith('q='))
    // What follows the quality is no longer part of the media type.
    if (at < 0) ranges.push({ type, subtype, parameters, quality: 1 })
    else
      ranges.push({ type, subtype, parameters: parameters.slice(0, at), quality: toQuality(parameters[at]) })
  }
  return ranges
}

function parseType(text: string): MediaType {
  const [essence = '', ...parameters] = text.split(';')
  const name = essence.trim().toLowerCase()
  const slash = name.indexOf('/')
  // A lone asterisk is what some old clients send for "anything".
  const whole =
    name === '*' ? ['*', '*'] : slash < 0 ? ['', ''] : [name.slice(0, slash), name.slice(slash + 1)]
  return { type: whole[0] ?? '', subtype: whole[1] ?? '', parameters: parameters.map(toParameter) }
}

function toParameter(text: string): string {
  return text.replaceAll(' ', '').replaceAll('\t', '').replaceAll('"', '').toLowerCase()
}

// A quality that is not a number between 0 and 1 counts as 1.
function toQuality(parameter: string | undefined): number {
  const quality = Number(parameter?.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 1
}

function fitOf(type: MediaType, ranges: readonly MediaRange[]): Fit {
  let best = noFit
  for (const { quality, ...range } of ranges) {
    const closeness = closenessOf(type, range)
    // Who wants no plain JSON may still want a type of its own.
    if (isStandIn({ closeness }) && quality === 0) continue
    if (closeness > best.closeness) best = { quality, closeness }
  }
  return best
}

/** How close a JSON type is to another one that it stands for. */
const standIn = 3
/** How close a JSON type is to itself with parameters that it does not know. */
const standInForItself = 4
/** How close a range is at least that names the type. */
const named = 6

function isStandIn({ closeness }: Pick<Fit, 'closeness'>): boolean {
  return closeness === standIn || closeness === standInForItself
}

// 0 for no match; otherwise the more specific range has the higher number.
function closenessOf(type: MediaType, range: MediaType): number {
  if (range.type === '*') return 1
  if (type.type === '*') return 2
  if (type.type !== range.type) return 0
  if (range.subtype === '*') return 2
  if (type.subtype === range.subtype) {
    const others = range.parameters.filter((parameter) => !fitsParameter(type, parameter))
    if (others.length === 0) return named + range.parameters.length
    return isJson(type) && others.every((parameter) => !knowsParameter(type, parameter))
      ? standInForItself
      : 0
  }
  if (type.subtype === '*') return 5
  return isJson(type) && isJson(range) ? standIn : 0
}

// Answers are UTF-8, whatever a client says about the character set of types that have none.
function fitsParameter(type: MediaType, parameter: string): boolean {
  return type.parameters.includes(parameter) || parameter.startsWith('charset=')
}

function knowsParameter(type: MediaType, parameter: string): boolean {
  const name = parameter.slice(0, parameter.indexOf('=') + 1)
  return type.parameters.some((own) => own.startsWith(name))
}

function isJson({ type, subtype }: MediaType): boolean {
  return isJsonMediaType(`${type}/${subtype}`)
}
