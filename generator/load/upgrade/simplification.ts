// What the parts of the simplification of OpenAPI 3.2 have in common.
import type { JsonObject } from '@mockgen/runtime'
import { without } from '../json-edit.js'

/** Tells that something of 3.2 is not carried out: what happens instead, a remedy, and where it stands. */
export type Report = (what: string, remedy: string, tokens: readonly string[]) => void

/** An object of OpenAPI 3.2 as one of 3.1. */
export type Simplify = (value: JsonObject, tokens: readonly string[], report: Report) => JsonObject

/** The object without these fields, each of which is reported. */
export function leaveOut(
  value: JsonObject,
  fields: readonly string[],
  tokens: readonly string[],
  report: Report,
): JsonObject {
  const found = fields.filter((field) => value[field] !== undefined)
  for (const field of found) {
    const what = `\`${field}\` is not carried out; it is left out`
    report(what, 'Describe the whole with `schema`.', [...tokens, field])
  }
  return found.length === 0 ? value : without(value, found)
}
