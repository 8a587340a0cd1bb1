// Parses JSON bodies (RFC 8259) and says where a malformed one breaks.
import { isUtf8 } from 'node:buffer'
import { MockError } from '../errors.js'
import type { Json } from '../json.js'
import { isTooDeep, maxJsonDepth, parseJsonText } from '../parse-json.js'
import { findRoundedInteger, type RoundedInteger } from '../rounded-integer.js'
import { findJsonError } from './find-json-error.js'

/**
 * The value of a JSON text; any kind of value, not only objects. Names like `__proto__` become ordinary own properties.
 * MOCK_BAD_REQUEST with line and column when it is malformed, not UTF-8 or nested too deeply, and with a pointer when it has an
 * integer that numbers cannot hold: what is acknowledged is what was sent.
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
  const rounded = findRoundedInteger(text)
  if (rounded !== undefined) throw inexact(rounded)
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

function inexact({ pointer, text }: RoundedInteger): MockError {
  const message = `is an integer that a number cannot hold; it would become ${Number(text)}`
  return new MockError('MOCK_BAD_REQUEST', {
    detail: `the body has the integer ${text.slice(0, maxShown)} at ${pointer || 'its root'}, which would be kept as another number`,
    errors: [{ pointer: `/body${pointer}`, message, keyword: 'precision' }],
  })
}

/** Digits of a number that an error repeats. */
const maxShown = 40
