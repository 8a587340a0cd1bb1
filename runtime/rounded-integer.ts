// Finds integers of a JSON text that become other numbers when it is parsed: 9007199254740993 would be stored as …992.
import { toPointer } from './json.js'
import { endOfText } from './json-string.js'

/** An integer that no number holds, and where it stands. */
export interface RoundedInteger {
  /** RFC 6901, relative to the whole value. */
  readonly pointer: string
  /** As it is written. */
  readonly text: string
}

/**
 * The first integer of a valid JSON text that a number cannot hold; undefined when there is none. Integers that read back as
 * they were written are held, and so are fractions, which readers of JSON round by agreement (RFC 8259, section 6).
 */
export function findRoundedInteger(text: string): RoundedInteger | undefined {
  return hasManyDigits(text) ? scan(text) : undefined
}

/** Integers of fewer digits are all held. */
const fewestDigits = 16

// Nearly every text ends here: of so many digits in a row, one stands at a multiple of their number, so few characters are looked at.
function hasManyDigits(text: string): boolean {
  for (let at = fewestDigits - 1; at < text.length; at += fewestDigits) {
    if (!isDigit(text, at)) continue
    let first = at
    let last = at
    while (isDigit(text, first - 1)) first -= 1
    while (isDigit(text, last + 1)) last += 1
    if (last - first + 1 >= fewestDigits) return true
  }
  return false
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0x30 && unit <= 0x39
}

// Linear: no repetition can begin with what stands before it.
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const integer = /^-?\d+$/

/** A list or an object around the current token: the number of its item, or the name of its property as it is written. */
type Level = { kind: 'list'; index: number } | { kind: 'object'; name: string }

function scan(text: string): RoundedInteger | undefined {
  const levels: Level[] = []
  let isName = false
  for (let at = 0; at < text.length; ) {
    const found = tokenAt(text, at)
    const level = levels.at(-1)
    if (found === '[') levels.push({ kind: 'list', index: 0 })
    else if (found === '{') levels.push({ kind: 'object', name: '""' })
    else if (found === ']' || found === '}') levels.pop()
    else if (found === ',' && level?.kind === 'list') level.index += 1
    else if (isName && level?.kind === 'object' && found.startsWith('"')) level.name = found
    else if (integer.test(found) && isRounded(found)) return { pointer: pointerOf(levels), text: found }
    if (found.trim() !== '') isName = (found === '{' || found === ',') && levels.at(-1)?.kind === 'object'
    at += found.length
  }
  return undefined
}

// A text in quotes, a number, or one character of anything else.
function tokenAt(text: string, at: number): string {
  if (text[at] === '"') return text.slice(at, endOfText(text, at) + 1)
  number.lastIndex = at
  return number.exec(text)?.[0] ?? text.charAt(at)
}

// What a client rounded itself is written as it will be written again, or is exactly the number that it stands for.
function isRounded(text: string): boolean {
  const number = Number(text)
  if (Number.isSafeInteger(number) || String(number) === text) return false
  // What is finite has at most 309 digits.
  return !Number.isFinite(number) || BigInt(number) !== BigInt(text)
}

function pointerOf(levels: readonly Level[]): string {
  return toPointer(levels.map((level) => (level.kind === 'list' ? level.index : nameOf(level.name))))
}

function nameOf(written: string): string {
  const name: unknown = JSON.parse(written)
  return String(name)
}
