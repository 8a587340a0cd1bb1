// Parses JSON texts (RFC 8259) of bounded depth.
import type { Json } from './json.js'
import { endOfText } from './json-string.js'
import { findRoundedInteger } from './rounded-integer.js'

/** Deepest nesting of what clients send: whatever walks the value later may recurse. */
export const maxJsonDepth = 200

/** The value of a JSON text; undefined when it is malformed or nested more than 200 levels deep. */
export function parseJsonText(text: string): Json | undefined {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The same for a text from a client, of which nothing may become another value: undefined also for integers beyond numbers. */
export function parseExactJson(text: string): Json | undefined {
  const value = parseJsonText(text)
  return value === undefined || findRoundedInteger(text) !== undefined ? undefined : value
}

/**
 * True when the value of a text is nested more than 200 levels deep. The text alone is looked at, because parsing one of
 * millions of levels takes seconds; of a malformed one it may be said too.
 */
export function isTooDeep(text: string): boolean {
  // Each level takes two characters.
  if (text.length <= 2 * maxJsonDepth) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case quote:
        i = endOfText(text, i)
        break
      case openBracket:
      case openBrace:
        depth += 1
        if (depth > maxJsonDepth) return true
        break
      case closeBracket:
      case closeBrace:
        depth -= 1
    }
  }
  return false
}

const [quote, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5b, 0x5d, 0x7b, 0x7d]
