// Parses ECMA-262 patterns into a tree: for making text that matches, and for judging and translating them.
import {
  type CharacterSet,
  complement,
  digits,
  notLineEnds,
  oneCharacter,
  setOf,
  spaces,
  union,
  wordCharacters,
} from './character-set.js'

export type PatternNode =
  | { readonly kind: 'characters'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  /** `max` is Infinity for an open quantifier. Greedy or lazy makes no difference to whether a text matches. */
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'boundary'; readonly isNegated: boolean }
  | {
      readonly kind: 'look'
      readonly isAhead: boolean
      readonly isNegated: boolean
      readonly node: PatternNode
    }

/** Nesting of groups that is followed. */
const maxDepth = 50

/**
 * The tree of a valid pattern; undefined for back references, for what depends on single surrogates, and for what no
 * document needs (octal escapes, modifiers).
 *
 * @param isUnicode True when the pattern is valid under the `u` flag, which reads some escapes differently.
 */
export function parsePattern(source: string, isUnicode = true): PatternNode | undefined {
  try {
    const reader = { source, isUnicode, at: 0 }
    const tree = choice(reader, 0)
    return reader.at === source.length ? tree : undefined
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined
    throw error
  }
}

class UnknownSyntax extends Error {}

interface Reader {
  readonly source: string
  readonly isUnicode: boolean
  at: number
}

function choice(reader: Reader, depth: number): PatternNode {
  if (depth > maxDepth) throw new UnknownSyntax()
  const nodes = [sequence(reader, depth)]
  while (take(reader, '|')) nodes.push(sequence(reader, depth))
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind: 'choice', nodes }
}

function sequence(reader: Reader, depth: number): PatternNode {
  const nodes: PatternNode[] = []
  while (reader.at < reader.source.length && !'|)'.includes(peek(reader))) {
    const node = quantified(atom(reader, depth), reader)
    if (node.kind === 'sequence') nodes.push(...node.nodes)
    else nodes.push(node)
  }
  return { kind: 'sequence', nodes }
}

function atom(reader: Reader, depth: number): PatternNode {
  const character = next(reader)
  switch (character) {
    case '^':
      return { kind: 'start' }
    case '$':
      return { kind: 'end' }
    case '(':
      return group(reader, depth)
    case '[':
      return characters(classSet(reader))
    case '.':
      return characters(notLineEnds)
    case '\\':
      return escaped(reader)
    case '*':
    case '+':
    case '?':
      throw new UnknownSyntax()
    default:
      return characters(oneCharacter(character))
  }
}

function group(reader: Reader, depth: number): PatternNode {
  const opening = /^\?(?:[:=!]|<[=!]|<[A-Za-z_$][\w$]{0,70}>)/.exec(
    reader.source.slice(reader.at, reader.at + 80),
  )?.[0]
  if (opening !== undefined) reader.at += opening.length
  else if (peek(reader) === '?') throw new UnknownSyntax()
  const node = choice(reader, depth + 1)
  if (!take(reader, ')')) throw new UnknownSyntax()
  if (opening === undefined || !/[=!]$/.test(opening)) return node
  return { kind: 'look', isAhead: !opening.includes('<'), isNegated: opening.endsWith('!'), node }
}

function quantified(node: PatternNode, reader: Reader): PatternNode {
  const range = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(reader.source.slice(reader.at, reader.at + 24))
  if (range === null) return node
  const [text, low = '', comma, high] = range
  reader.at += text.length
  take(reader, '?')
  if (text === '*') return { kind: 'repeat', node, min: 0, max: Number.POSITIVE_INFINITY }
  if (text === '+') return { kind: 'repeat', node, min: 1, max: Number.POSITIVE_INFINITY }
  if (text === '?') return { kind: 'repeat', node, min: 0, max: 1 }
  const min = Number(low)
  const max = high ? Number(high) : comma === ',' ? Number.POSITIVE_INFINITY : min
  return { kind: 'repeat', node, min, max }
}

const classes: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', digits],
  ['w', wordCharacters],
  ['s', spaces],
  ['D', complement(digits)],
  ['W', complement(wordCharacters)],
  ['S', complement(spaces)],
])
const controls: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
])

function escaped(reader: Reader): PatternNode {
  const character = peek(reader)
  if (character === 'b' || character === 'B') {
    next(reader)
    return { kind: 'boundary', isNegated: character === 'B' }
  }
  return characters(escapeSet(reader))
}

// The characters that an escape stands for; the reader is behind the backslash.
function escapeSet(reader: Reader): CharacterSet {
  const character = next(reader)
  const known = classes.get(character)
  if (known !== undefined) return known
  const isDigitNext = /^\d/.test(peek(reader))
  if (/^[1-9kc]$/.test(character) || (character === '0' && isDigitNext)) throw new UnknownSyntax()
  const control = controls.get(character)
  if (control !== undefined) return oneCharacter(control)
  if (character === 'x' || character === 'u') return codePoint(reader, character)
  if (reader.isUnicode && (character === 'p' || character === 'P')) return propertySet(reader, character)
  return oneCharacter(character)
}

// Where the digits are missing, the loose syntax means the letter.
function codePoint(reader: Reader, letter: string): CharacterSet {
  const rest = reader.source.slice(reader.at - 1, reader.at + 12)
  const pair = /^u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/i.exec(rest)
  if (pair !== null) {
    // Without the flag these are two characters that only mean something together.
    if (!reader.isUnicode) throw new UnknownSyntax()
    reader.at += pair[0].length - 1
    return oneCharacter(String.fromCharCode(hex(pair[1]), hex(pair[2])))
  }
  const match = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i.exec(rest)
  if (match === null || (match[3] !== undefined && !reader.isUnicode)) return oneCharacter(letter)
  const code = hex(match[1] ?? match[2] ?? match[3])
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new UnknownSyntax()
  reader.at += match[0].length - 1
  return setOf([code, code])
}

function hex(digits = ''): number {
  return Number.parseInt(digits, 16)
}

function propertySet(reader: Reader, letter: string): CharacterSet {
  const match = /^\{[\w=]{1,60}\}/.exec(reader.source.slice(reader.at, reader.at + 62))
  if (match === null) throw new UnknownSyntax()
  reader.at += match[0].length
  return { ranges: [], properties: [letter + match[0]], isNegated: false }
}

function classSet(reader: Reader): CharacterSet {
  const isNegated = take(reader, '^')
  const sets: CharacterSet[] = []
  while (peek(reader) !== ']') {
    const first = classItem(reader)
    const from = singleOf(first)
    if (from === undefined || peek(reader) !== '-' || reader.source[reader.at + 1] === ']') {
      sets.push(first)
      continue
    }
    next(reader)
    const last = classItem(reader)
    const to = singleOf(last)
    // The loose syntax takes `[a-\d]` for the three.
    if (to === undefined) sets.push(first, oneCharacter('-'), last)
    else if (from <= to) sets.push(setOf([from, to]))
    else throw new UnknownSyntax()
  }
  next(reader)
  const found = union(sets)
  return isNegated ? complement(found) : found
}

function classItem(reader: Reader): CharacterSet {
  const character = next(reader)
  if (character !== '\\') return oneCharacter(character)
  if (take(reader, 'b')) return oneCharacter('\b')
  return escapeSet(reader)
}

function singleOf({ ranges, properties }: CharacterSet): number | undefined {
  const [range, ...others] = ranges
  if (range === undefined || others.length > 0 || properties.length > 0) return undefined
  return range[0] === range[1] ? range[0] : undefined
}

function characters(set: CharacterSet): PatternNode {
  return { kind: 'characters', set }
}

function peek(reader: Reader): string {
  return reader.source[reader.at] ?? ''
}

function take(reader: Reader, character: string): boolean {
  if (peek(reader) !== character) return false
  reader.at++
  return true
}

function next(reader: Reader): string {
  const code = reader.source.codePointAt(reader.at)
  if (code === undefined) throw new UnknownSyntax()
  const character = String.fromCodePoint(code)
  reader.at += character.length
  // Without the flag a pattern sees the halves of a character that takes two.
  if (code > 0xffff && !reader.isUnicode) throw new UnknownSyntax()
  return character
}
