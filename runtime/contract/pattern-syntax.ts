// Parses the common part of ECMA-262 patterns into a tree, for making text that matches.

export type PatternNode =
  | { readonly kind: 'characters'; readonly set: string }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number }

/** Nesting of groups that is followed. */
const maxDepth = 50

/**
 * The tree of a pattern: literals, classes, groups, alternation, quantifiers. Anchors and lookarounds take no characters
 * and are left out, so text made from the tree has to be checked. Undefined for back references and unknown syntax.
 */
export function parsePattern(source: string): PatternNode | undefined {
  try {
    const reader = { source, at: 0 }
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
  at: number
}

const empty: PatternNode = { kind: 'sequence', nodes: [] }

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
    nodes.push(quantified(atom(reader, depth), reader))
  }
  return { kind: 'sequence', nodes }
}

function atom(reader: Reader, depth: number): PatternNode {
  const character = next(reader)
  switch (character) {
    case '^':
    case '$':
      return empty
    case '(':
      return group(reader, depth)
    case '[':
      return characters(classSet(reader))
    case '.':
      return characters(plain)
    case '\\':
      return escaped(reader)
    case '*':
    case '+':
    case '?':
      throw new UnknownSyntax()
    default:
      return characters(character)
  }
}

function group(reader: Reader, depth: number): PatternNode {
  const opening = /^\?(?:[:=!]|<[=!]|<[A-Za-z_$][\w$]*>)/.exec(
    reader.source.slice(reader.at, reader.at + 80),
  )?.[0]
  if (opening !== undefined) reader.at += opening.length
  else if (peek(reader) === '?') throw new UnknownSyntax()
  const inner = choice(reader, depth + 1)
  if (!take(reader, ')')) throw new UnknownSyntax()
  return opening !== undefined && /[=!]$/.test(opening) ? empty : inner
}

/** What an unlimited quantifier is given at most. */
export const unlimited = Number.POSITIVE_INFINITY

function quantified(node: PatternNode, reader: Reader): PatternNode {
  const range = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(reader.source.slice(reader.at, reader.at + 24))
  if (range === null) return node
  const [text, low = '', comma, high] = range
  reader.at += text.length
  take(reader, '?')
  if (text === '*') return { kind: 'repeat', node, min: 0, max: unlimited }
  if (text === '+') return { kind: 'repeat', node, min: 1, max: unlimited }
  if (text === '?') return { kind: 'repeat', node, min: 0, max: 1 }
  const min = Number(low)
  return { kind: 'repeat', node, min, max: high ? Number(high) : comma === ',' ? unlimited : min }
}

const digits = '0123456789'
const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const word = `${lower}${upper}${digits}_`
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')
/** For `.`: letters and digits read better than any character. */
const plain = lower + digits

const classes: ReadonlyMap<string, string> = new Map([
  ['d', digits],
  ['w', word],
  ['s', ' '],
  ['D', lower + upper],
  ['W', ' -.,:'],
  ['S', word],
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
  if (/^[bB]/.test(peek(reader))) {
    next(reader)
    return empty
  }
  if (/^[1-9k]/.test(peek(reader))) throw new UnknownSyntax()
  return characters(escapeSet(reader))
}

// The characters that an escape stands for; the reader is behind the backslash.
function escapeSet(reader: Reader): string {
  const character = next(reader)
  const known = classes.get(character) ?? controls.get(character)
  if (known !== undefined) return known
  if (character === 'x' || character === 'u') return codePoint(reader)
  if (character === 'p' || character === 'P') return propertySet(reader, character === 'P')
  return character
}

function codePoint(reader: Reader): string {
  const rest = reader.source.slice(reader.at - 1, reader.at + 10)
  const match = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i.exec(rest)
  const code = Number.parseInt(match?.[1] ?? match?.[2] ?? match?.[3] ?? '', 16)
  if (match === null || code > 0x10ffff) throw new UnknownSyntax()
  reader.at += match[0].length - 1
  return String.fromCodePoint(code)
}

function propertySet(reader: Reader, isNegated: boolean): string {
  const match = /^\{([^}]{1,40})\}/.exec(reader.source.slice(reader.at, reader.at + 42))
  const name = match?.[1] ?? ''
  if (match === null || isNegated) throw new UnknownSyntax()
  reader.at += match[0].length
  if (/^(?:Lu|Uppercase)/.test(name)) return upper
  if (/^(?:Ll|Lowercase)/.test(name)) return lower
  if (/^(?:L|Letter|Alphabetic|IsAlpha)/.test(name)) return lower + upper
  if (/^N/.test(name)) return digits
  if (/^(?:P|Pd|Pc)/.test(name)) return '-'
  if (/^Z/.test(name)) return ' '
  throw new UnknownSyntax()
}

function classSet(reader: Reader): string {
  const isNegated = take(reader, '^')
  let set = ''
  while (peek(reader) !== ']') {
    const first = classItem(reader)
    if (peek(reader) === '-' && first.length === 1 && reader.source[reader.at + 1] !== ']') {
      next(reader)
      set += range(first, classItem(reader))
    } else set += first
  }
  next(reader)
  const excluded = set
  const found = isNegated ? [...printable].filter((character) => !excluded.includes(character)).join('') : set
  if (found === '') throw new UnknownSyntax()
  return found
}

function classItem(reader: Reader): string {
  const character = next(reader)
  if (character !== '\\') return character
  if (peek(reader) === 'b') {
    next(reader)
    return '\b'
  }
  return escapeSet(reader)
}

/** Characters of a range that are kept; `\u0000-\uFFFF` says nothing that these do not. */
const maxRange = 200

function range(first: string, last: string): string {
  const [from, to] = [first.codePointAt(0) ?? 0, last.codePointAt(0) ?? 0]
  if (last.length > 2 || from > to) throw new UnknownSyntax()
  if (to - from < maxRange) {
    return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('')
  }
  const readable = [...plain].filter((character) => character >= first && character <= last).join('')
  return readable || first
}

function characters(set: string): PatternNode {
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
  return character
}
