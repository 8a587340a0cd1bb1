// Makes text that matches a pattern.
import type { Random } from '../ids.js'
import { type PatternNode, parsePattern } from './pattern-syntax.js'
import { compilePattern } from './patterns.js'
import { integerBetween, pick } from './random-choice.js'

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
  const tree = parsePattern(source)
  if (pattern === undefined || tree === undefined) return undefined
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    // Open quantifiers repeat little at first; where the text must be long, they repeat more with each attempt.
    const wanted = attempt === 0 ? 0 : Math.ceil((lengths.min * attempt) / maxAttempts)
    const budget = { left: Math.min(maxCharacters, lengths.max + 1) }
    const text = grow(tree, { random, open: 2 + wanted, budget })
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
}

function grow(node: PatternNode, growth: Growth): string {
  if (growth.budget.left <= 0) return ''
  switch (node.kind) {
    case 'characters': {
      growth.budget.left--
      return pick([...node.set], growth.random)
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
