// Runtime expressions (OpenAPI 3.1, section 4.8.20.4): where in a request and its answer the URL of a callback stands.
import { atPointer, type Json } from '../json.js'
import type { ExchangeValues } from './committed.js'

/** Makes the text of a request and its answer; undefined where a value that it needs is not there. */
export type RuntimeText = (exchange: ExchangeValues) => string | undefined

/** Most expressions in one text. */
const maxExpressions = 20

/**
 * Compiles the key of a Callback Object: one expression (`$request.body#/url`), or text with expressions in braces. A value that
 * begins the text stands as it is, because it brings its own scheme and host; every other one is percent-encoded, so that it
 * cannot become another part of the URL. Undefined for what is no such text.
 */
export function compileRuntimeText(text: string): RuntimeText | undefined {
  if (text.startsWith('$')) {
    const value = compileExpression(text)
    return value && ((exchange) => textOf(value(exchange)))
  }
  // Odd places are what stands in braces.
  const pieces = text.split(/\{([^{}]*)\}/)
  if (pieces.length > 2 * maxExpressions + 1) return undefined
  const parts: Part[] = []
  for (const [index, piece] of pieces.entries()) {
    const value = index % 2 === 0 ? () => piece : compileExpression(piece)
    if (value === undefined) return undefined
    const isVerbatim = index % 2 === 0 || (index === 1 && pieces[0] === '')
    parts.push({ value, isVerbatim })
  }
  return (exchange) => {
    const made = parts.map(({ value, isVerbatim }) => {
      const part = textOf(value(exchange))
      return part === undefined || isVerbatim ? part : encodeURIComponent(part.toWellFormed())
    })
    return made.includes(undefined) ? undefined : made.join('')
  }
}

type Evaluate = (exchange: ExchangeValues) => Json | undefined

interface Part {
  readonly value: Evaluate
  readonly isVerbatim: boolean
}

const simple: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ['$url', ({ url }) => url],
  ['$method', ({ method }) => method],
  ['$statusCode', ({ statusCode }) => statusCode],
  ['$request.body', ({ request }) => request.body],
  ['$response.body', ({ response }) => response.body],
])

// Names of headers are tokens, those of parameters any text. A path of the answer is in the grammar, and there is none.
function compileExpression(text: string): Evaluate | undefined {
  const known = simple.get(text)
  if (known !== undefined) return known
  const [, whose, place, rest = ''] =
    /^\$(request|response)\.(body#|header\.|query\.|path\.)(.*)$/s.exec(text) ?? []
  if (place === 'body#') {
    if (rest !== '' && !rest.startsWith('/')) return undefined
    return whose === 'request'
      ? ({ request }) => atPointer(request.body, rest)
      : ({ response }) => atPointer(response.body, rest)
  }
  if (rest === '') return undefined
  if (place === 'header.') {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(rest)) return undefined
    const name = rest.toLowerCase()
    return whose === 'request'
      ? ({ request }) => request.header(name)
      : ({ response }) => response.header(name)
  }
  if (whose !== 'request') return undefined
  return place === 'query.' ? ({ request }) => request.query(rest) : ({ request }) => request.path(rest)
}

// A single value can stand in a URL, and nothing else.
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
