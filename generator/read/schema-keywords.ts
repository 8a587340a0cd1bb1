// What single keywords of a schema say, where the answer is more than their value.
import type { Json, JsonObject } from '@mockgen/runtime'

/** Length that texts of ours, URLs above all, do not exceed. */
const roomyLength = 256

/** Patterns that only say that a text is a URL, with and without escapes. */
const urlPatterns: ReadonlySet<unknown> = new Set(
  [
    '^https?://',
    '^https?://.*',
    '^https?://.+',
    '^https?://.*$',
    '^https?://.+$',
    '^(http|https)://',
  ].flatMap((pattern) => [pattern, pattern.replaceAll('/', '\\/')]),
)

/** True for a pattern that says more than that the text is a URL, and for a greatest length that is small. */
export function isNarrow({ pattern, maxLength }: JsonObject): boolean {
  const isPattern = pattern !== undefined && !urlPatterns.has(pattern)
  return isPattern || (typeof maxLength === 'number' && maxLength < roomyLength)
}

/** True when it says that there may be properties that it does not name. What nothing is said about is allowed too, and not meant. */
export function describesOthers({
  additionalProperties,
  unevaluatedProperties,
  patternProperties,
}: JsonObject): boolean {
  const says = (keyword: Json | undefined) => keyword !== undefined && keyword !== false
  return says(additionalProperties) || says(unevaluatedProperties) || says(patternProperties)
}

/** True when a text of no characters may be refused. */
export function refusesEmpty({ minLength, pattern }: JsonObject): boolean {
  return (typeof minLength === 'number' && minLength > 0) || pattern !== undefined
}
