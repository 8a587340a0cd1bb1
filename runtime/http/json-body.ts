// Parses JSON bodies (RFC 8259) and says where a malformed one breaks.
import { isUtf8 } from 'node:buffer'
import { MockError } from '../errors.js'
import type { Json } from '../json.js'
import { isTooDeep, maxJsonDepth, parseJsonText } from '../parse-json.js'
import { findJsonError } from './find-json-error.js'

/**
 * The value of a JSON text; any kind of value, not only objects. Names like `__proto__` become ordinary own properties.
 * MOCK_BAD_REQUEST with line and column when it is malformed, not UTF-8 or nested too deeply.
 */
export function parseJsonBody(bytes: Buffer): Json {
  const text = bytes.toString('utf8')
  if (isTooDeep(text)) throw malformed(`the value is nested more than ${maxJsonDepth} levels deep`)
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
  return value
}

// A byte order mark may be ignored (RFC 8259, section 8.1).
function parseWithMark(text: string): Json | undefined {
  return text.startsWith('\ufeff') ? parseJsonText(text.slice(1)) : undefined
}

function whereItBreaks(text: string): string {
  const index = findJsonError(text)
  const before = text.slice(0, index)
  const line = before.split('\n').length
  const column = index - before.lastIndexOf('\n')
  const found =
    index < text.length
      ? JSON.stringify(String.fromCodePoint(text.codePointAt(index) ?? 0))
      : 'end of the text'
  return `line ${line}, column ${column}: unexpected ${found}`
}

function malformed(message: string, cause?: unknown): MockError {
  return new MockError('MOCK_BAD_REQUEST', {
    detail: `the body is not valid JSON: ${message}`,
    errors: [{ pointer: '/body', message, keyword: 'json' }],
    cause,
  })
}
