// Writes the tree of a pattern in the syntax of RE2, where the same spelling often means something else.
import type { CharacterSet } from './character-set.js'
import type { PatternNode } from './pattern-syntax.js'

/**
 * The pattern in RE2's syntax, every character and class spelled out; undefined when it looks around, which RE2 does
 * not. Properties that RE2 does not know are left for it to refuse.
 */
export function toRe2(node: PatternNode): string | undefined {
  return write(node)?.text
}

interface Written {
  readonly text: string
  /** The largest product of counted repetitions inside each other. */
  readonly repetitions: number
}

/** RE2 refuses more repetitions, also when they are the product of nested ones. */
const maxRepetitions = 1_000

function write(node: PatternNode): Written | undefined {
  switch (node.kind) {
    case 'characters':
      return plain(writeSet(node.set))
    case 'start':
      return plain('\\A')
    case 'end':
      return plain('\\z')
    case 'boundary':
      return plain(node.isNegated ? '\\B' : '\\b')
    case 'sequence':
      return join(node.nodes, '')
    case 'choice':
      return join(node.nodes, '|')
    case 'repeat':
      return writeRepeat(node)
    case 'look':
      return undefined
  }
}

function plain(text: string): Written {
  return { text, repetitions: 1 }
}

function join(nodes: readonly PatternNode[], separator: string): Written | undefined {
  const written = nodes.map(write)
  const known = written.filter((item) => item !== undefined)
  if (known.length < written.length) return undefined
  return {
    text: `(?:${known.map(({ text }) => text).join(separator)})`,
    repetitions: Math.max(1, ...known.map(({ repetitions }) => repetitions)),
  }
}

// Counts that are too large are written in pieces: x{1500,} is x{1000}x{500}x*.
function writeRepeat({ node, min, max }: Extract<PatternNode, { kind: 'repeat' }>): Written | undefined {
  const inner = write(node)
  if (inner === undefined) return undefined
  const piece = Math.max(1, Math.floor(maxRepetitions / inner.repetitions))
  const isOpen = !Number.isFinite(max)
  const parts = [
    ...pieces(min, piece).map((count) => `${inner.text}{${count}}`),
    ...(isOpen ? [`${inner.text}*`] : pieces(max - min, piece).map((count) => `${inner.text}{0,${count}}`)),
  ]
  const most = Math.min(piece, Math.max(min, isOpen ? 1 : max - min, 1))
  return { text: `(?:${parts.join('')})`, repetitions: inner.repetitions * most }
}

function pieces(count: number, piece: number): readonly number[] {
  const whole = Array.from({ length: Math.floor(count / piece) }, () => piece)
  return count % piece === 0 ? whole : [...whole, count % piece]
}

function writeSet({ ranges, properties, isNegated }: CharacterSet): string {
  const items = [
    ...ranges.map(([first, last]) => `${writeCode(first)}-${writeCode(last)}`),
    ...properties.map((property) => `\\${renamed(property)}`),
  ]
  // No character at all.
  if (items.length === 0) return '[^\\x{0}-\\x{10FFFF}]'
  return `[${isNegated ? '^' : ''}${items.join('')}]`
}

function writeCode(code: number): string {
  return `\\x{${code.toString(16)}}`
}

// RE2 knows general categories by their short names and scripts without a prefix.
function renamed(property: string): string {
  const [, letter = '', name = ''] =
    /^([pP])\{(?:(?:gc|General_Category|sc|Script)=)?(\w+)\}$/.exec(property) ?? []
  return `${letter}{${categories.get(name) ?? name}}`
}

const categories: ReadonlyMap<string, string> = new Map([
  ['Letter', 'L'],
  ['Uppercase_Letter', 'Lu'],
  ['Lowercase_Letter', 'Ll'],
  ['Mark', 'M'],
  ['Number', 'N'],
  ['Decimal_Number', 'Nd'],
  ['Punctuation', 'P'],
  ['Symbol', 'S'],
  ['Separator', 'Z'],
  ['Space_Separator', 'Zs'],
  ['Other', 'C'],
  ['Control', 'Cc'],
])
