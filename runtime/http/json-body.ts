// Parses JSON bodies (RFC 8259) and says where a malformed one breaks.
import { isUtf8 } from 'node:buffer'
import { MockError } from '../errors.js'
import type { Json } from '../json.js'
import { findJsonError } from './find-json-error.js'

/** Deepest nesting of a body: whatever walks the value later may recurse. */
export const maxJsonDepth = 200

/**
 * The value of a JSON text; any kind of value, not only objects. Names like `__proto__` become ordinary own properties.
 * MOCK_BAD_REQUEST with line and column when it is malformed, not UTF-8 or nested too deeply.
 */
export function parseJsonBody(bytes: Buffer): Json {
  const text = bytes.toString('utf8')
  let value: Json
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const parsed = parseWithMark(text)
    if (parsed === undefined) throw malformed(whereItBreaks(text), cause)
    value = parsed
  }
  // A replacement character may have been sent as such, or stand for bytes that are not UTF-8.
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw malformed('the text is not UTF-8')
  // Shorter texts cannot be nested too deeply: each level takes two characters.
  if (text.length > 2 * maxJsonDepth && isDeeper(value, maxJsonDepth)) {
    throw malformed(`the value is nested more than ${maxJsonDepth} levels deep`)
  }
  return value
}

/** The value of a JSON text inside another body; undefined when it is malformed or nested too deeply. */
export function parseJsonText(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return isDeeper(value, maxJsonDepth) ? undefined : value
  } catch {
    return undefined
  }
}

// A byte order mark may be ignored (RFC 8259, section 8.1).
function parseWithMark(text: string): Json | undefined {
  return text.startsWith('\ufeff') ? parseJsonText(text.slice(1)) : undefined
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((item) => isDeeper(item, levels - 1))
}

function whereItBreaks(text: string): string {
  const index = findJsonError(text)
  const before = text.slice(0, index)
  const line = before.split('\n').length
  const column = index - before.lastIndexOf('\n')
  const found =
    index < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(index) ?? 0)) : 'the end'
  return `line ${line}, column ${column}: unexpected ${found}`
}

function malformed(message: string, cause?: unknown): MockError {
  return new MockError('MOCK_BAD_REQUEST', {
    detail: `the body is not valid JSON: ${message}`,
    errors: [{ pointer: '/body', message, keyword: 'json' }],
    cause,
  })
}
