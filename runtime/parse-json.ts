// Parses JSON texts (RFC 8259) of bounded depth.
import type { Json } from './json.js'

/** Deepest nesting of what clients send: whatever walks the value later may recurse. */
export const maxJsonDepth = 200

/** The value of a JSON text; undefined when it is malformed or nested more than 200 levels deep. */
export function parseJsonText(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return isTooDeep(value, text) ? undefined : value
  } catch {
    return undefined
  }
}

/** True when the value of a text is nested more than 200 levels deep. */
export function isTooDeep(value: Json, text: string): boolean {
  // Shorter texts cannot be: each level takes two characters.
  return text.length > 2 * maxJsonDepth && isDeeper(value, maxJsonDepth)
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((item) => isDeeper(item, levels - 1))
}
