// Parameters of OpenAPI 3.2 that 3.1 does not have: the whole query string, and cookies that are not percent-encoded.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isJsonMediaType } from '@mockgen/runtime/vocabulary'
import { isObject } from '../../pointers.js'
import { without } from '../json-edit.js'
import type { Report } from './simplification.js'

/**
 * A query string that is a form becomes an object whose properties are query parameters. One of another media type stays one text:
 * a query parameter with the extension `x-querystring`, which the runtime reads as the whole (Parameter Object, `in`). The style
 * `cookie` stays, too: to readers of 3.1 it says nothing about types.
 */
export function simplifyParameter(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  if (value.in !== 'querystring') return value
  const [mediaType = '', media] = contentOf(value.content)
  const at = [...tokens, 'content', mediaType]
  if (essenceOf(mediaType) === 'application/x-www-form-urlencoded')
    return formParameter(value, media, at, report)
  const whole = { ...value, in: 'query', 'x-querystring': true }
  if (isJsonMediaType(mediaType) || essenceOf(mediaType) === 'text/plain') return whole
  const what = 'a query string is read as a form, as JSON or as text; this one may be any text'
  report(what, 'Describe it as one of these.', mediaType === '' ? tokens : at)
  return { ...whole, content: { 'text/plain': {} } }
}

function contentOf(content: Json | undefined): readonly [string?, JsonObject?] {
  const [first] = isObject(content) ? Object.entries(content) : []
  return first === undefined ? [] : [first[0], isObject(first[1]) ? first[1] : {}]
}

function formParameter(
  value: JsonObject,
  { schema = {}, encoding, example, examples }: JsonObject = {},
  tokens: readonly string[],
  report: Report,
): JsonObject {
  if (encoding !== undefined) {
    const what = '`encoding` is not carried out for query strings: properties have the style `form`'
    report(what, 'Describe them with parameters `in: query`.', [...tokens, 'encoding'])
  }
  const shown = { ...(example !== undefined && { example }), ...(examples !== undefined && { examples }) }
  return { ...shown, ...without(value, ['content']), in: 'query', style: 'form', explode: true, schema }
}

function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}
