// Texts inside sorted-set members, so that the bytes of the members sort as the texts do and can be taken apart again.
import { redisFault } from './redis-error.js'

/**
 * Ends a text in a member. Two NUL sort before everything that a longer text could go on with, because a NUL inside a
 * text is written as NUL and U+0001.
 */
const terminator = '\0\0'
const escapedNul = '\0\u0001'

/** The text and its end: the first part of a member. Members of different texts sort as the UTF-8 bytes of the texts. */
export function terminated(text: string): string {
  return escaped(text) + terminator
}

/** The part of a member before its end, and what follows it. */
export function splitTerminated(member: string): readonly [text: string, rest: string] {
  const end = member.indexOf(terminator)
  return [member.slice(0, end).replaceAll(escapedNul, '\0'), member.slice(end + terminator.length)]
}

/** The lower bound, as ZLEXCOUNT takes it, of the members of `text` and of everything after it; open when absent. */
export function lowerBound(text: string | undefined): string {
  return text === undefined ? '-' : `[${terminated(text)}`
}

/** The upper bound of the members of `text` and of everything before it. */
export function upperBound(text: string | undefined): string {
  return text === undefined ? '+' : `(${escaped(text)}${escapedNul}`
}

/**
 * The text itself. StoreError MOCK_STORE_LIMIT for half of a surrogate pair: it has no UTF-8, and all of them would
 * become the same character on the way.
 */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  throw redisFault(
    'MOCK_STORE_LIMIT',
    'Redis keeps Unicode text, which half of a surrogate pair is not',
    'send well-formed text',
  )
}

function escaped(text: string): string {
  const whole = wellFormed(text)
  return whole.includes('\0') ? whole.replaceAll('\0', escapedNul) : whole
}
