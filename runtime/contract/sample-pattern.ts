// Makes text that matches a pattern.
import type { Random } from '../ids.js'
import { type PatternNode, parsePattern } from './pattern-syntax.js'
import { compilePattern } from './patterns.js'
import { integerBetween, pick } from './random-choice.js'
import { readableCharacters } from './readable-characters.js'

/** Lengths that the text must keep, in characters. */
export interface Lengths {
  readonly min: number
  readonly max: number
}

/** Attempts to meet pattern and lengths together. */
const maxAttempts = 40
/** Characters that a pattern makes at most; `(a{1000}){1000}` is cut. */
const maxCharacters = 10_000

/** Text that matches the pattern within the lengths; undefined when none is found in 40 attempts. */
export function samplePattern(source: string, lengths: Lengths, random: Random): string | undefined {
  const pattern = compilePattern(source)
  const tree = parsePattern(source) ?? parsePattern(source, false)
  if (pattern === undefined || tree === undefined) return undefined
  const choices = new Map<PatternNode, readonly string[]>()
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    // Open quantifiers repeat little at first; where the text must be long, they repeat more with each attempt.
    const wanted = attempt === 0 ? 0 : Math.ceil((lengths.min * attempt) / maxAttempts)
    const budget = { left: Math.min(maxCharacters, lengths.max + 1) }
    const text = grow(tree, { random, open: 2 + wanted, budget, choices })
    const fitted = stretch(text, source, lengths)
    if (pattern.test(fitted) && fitsLengths(fitted, lengths)) return fitted
  }
  return undefined
}

interface Growth {
  readonly random: Random
  /** Repetitions that an unlimited quantifier is given beyond its minimum. */
  readonly open: number
  readonly budget: { left: number }
  /** Characters to choose from, by node. */
  readonly choices: Map<PatternNode, readonly string[]>
}

// Anchors and lookarounds take no characters, so text that is made from a tree has to be checked.
function grow(node: PatternNode, growth: Growth): string {
  if (growth.budget.left <= 0) return ''
  switch (node.kind) {
    case 'characters': {
      growth.budget.left--
      const characters = growth.choices.get(node) ?? readableCharacters(node.set)
      growth.choices.set(node, characters)
      return characters.length === 0 ? '' : pick(characters, growth.random)
    }
    case 'sequence':
      return node.nodes.map((child) => grow(child, growth)).join('')
    case 'choice':
      return grow(pick(node.nodes, growth.random), growth)
    case 'repeat': {
      const times = integerBetween(node.min, Math.min(node.max, node.min + growth.open), growth.random)
      let text = ''
      for (let i = 0; i < times && growth.budget.left > 0; i++) text += grow(node.node, growth)
      return text
    }
    default:
      return ''
  }
}

// A pattern that is not anchored at its end does not mind more text.
function stretch(text: string, source: string, lengths: Lengths): string {
  return source.includes('$') ? text : text.padEnd(lengths.min, 'a')
}

function fitsLengths(text: string, lengths: Lengths): boolean {
  const length = [...text].length
  return length >= lengths.min && length <= lengths.max
}
