// Media types and examples of OpenAPI 3.2 as 3.1 writes them.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isJsonMediaType, isStreamMediaType } from '@mockgen/runtime/vocabulary'
import { without } from '../json-edit.js'
import { leaveOut, type Report } from './simplification.js'

/** The items of a stream of JSON keep their schema, which the runtime knows; where the positions of parts count, nothing is left. */
export function simplifyMediaType(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const positional = ['prefixEncoding', 'itemEncoding']
  const isStream = isStreamMediaType(tokens.at(-1) ?? '')
  const kept = leaveOut(value, isStream ? positional : ['itemSchema', ...positional], tokens, report)
  // Item by item, or as the array that all of them are: the mock answers with items.
  if (!isStream || kept.itemSchema === undefined || kept.schema === undefined) return kept
  return without(kept, ['schema'])
}

/** `dataValue` is the value; `serializedValue` is it as text, as it stands in a message (OpenAPI 3.2, Example Object). */
export function simplifyExample(value: JsonObject, tokens: readonly string[]): JsonObject {
  const { dataValue, serializedValue, ...rest } = value
  if (dataValue !== undefined) return { ...rest, value: dataValue }
  if (typeof serializedValue !== 'string') return value
  // In a query, a cookie and a path the names stand there, too: only who takes it apart knows the value.
  const media = tokens.at(-4) === 'content' ? (tokens.at(-3) ?? '') : undefined
  const isWhole = media !== undefined || tokens.at(-4) === 'headers' || tokens.at(-3) === 'components'
  if (!isWhole) return rest
  const isText = media !== undefined && !isJsonMediaType(media)
  return { ...rest, value: isText ? serializedValue : parsed(serializedValue) }
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}
