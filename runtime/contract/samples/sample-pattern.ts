// Makes text that matches a pattern.
import type { Random } from '../../ids.js'
import { type PatternNode, parsePattern } from '../patterns/pattern-syntax.js'
import { compilePattern } from '../patterns/patterns.js'
import { readableCharacters } from '../patterns/readable-characters.js'
import { integerBetween, pick } from './random-choice.js'

/** Lengths that the text must keep, in characters. */
export interface Lengths {
  readonly min: number
  readonly max: number
}

/** Attempts to meet patterns and lengths together. */
const maxAttempts = 60
/** Characters that a pattern makes at most; `(a{1000}){1000}` is cut. */
const maxCharacters = 10_000
/** Attempts that may be cut there before the pattern is given up. */
const maxCut = 3
/** Repetitions beyond their minimum that open quantifiers are given in turn; a few attempts want none, for short texts. */
const openings = [2, 0, 1, 3]

/** Text that matches all the patterns within the lengths; undefined when none is found in 60 attempts. */
export function samplePattern(
  sources: readonly string[],
  lengths: Lengths,
  random: Random,
): string | undefined {
  const patterns = sources.map((source) => compilePattern(source)).filter((pattern) => pattern !== undefined)
  const grown = sources.map((source) => ({
    source,
    tree: parsePattern(source) ?? parsePattern(source, false),
  }))
  const trees = grown.flatMap(({ source, tree }) => (tree === undefined ? [] : [{ source, tree }]))
  if (patterns.length < sources.length || trees.length === 0) return undefined
  const turns = turnsOf(trees)
  const choices = new Map<PatternNode, readonly string[]>()
  let cut = 0
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const turn = turns[attempt % turns.length]
    if (turn === undefined) return undefined
    // Where the text must be long, open quantifiers repeat more with each attempt.
    const wanted = Math.ceil((lengths.min * attempt) / maxAttempts)
    const open = wanted + (openings[Math.floor(attempt / turns.length) % openings.length] ?? 0)
    const most = Math.min(maxCharacters, lengths.max + 1)
    const text = grow(turn.tree, { random, open, budget: { left: most }, choices })
    if (text.length >= maxCharacters && ++cut > maxCut) return undefined
    const under = turn.under && grow(turn.under, { random, open, budget: { left: most }, choices })
    const laid = under === undefined ? text : laidOver(text, under, random)
    const fitted = stretch(laid, turn.source, lengths)
    if (fitsLengths(fitted, lengths) && patterns.every((pattern) => pattern.test(fitted))) return fitted
  }
  return undefined
}

/** A pattern that a text is grown from, and the one under whose text it is laid. */
interface Turn {
  readonly source: string
  readonly tree: PatternNode
  readonly under?: PatternNode | undefined
}

// Of several patterns one may say what stands somewhere in the text, and another one how long it is. So each has its turn alone
// and over the next one.
function turnsOf(trees: readonly Turn[]): readonly Turn[] {
  if (trees.length === 1) return trees
  return [...trees, ...trees.map((turn, i) => ({ ...turn, under: trees[(i + 1) % trees.length]?.tree }))]
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

function laidOver(text: string, under: string, random: Random): string {
  const [over, base] = [[...text], [...under]]
  const start = integerBetween(0, Math.max(0, base.length - over.length), random)
  return [...base.slice(0, start), ...over, ...base.slice(start + over.length)].join('')
}

// A pattern that is not anchored at its end does not mind more text.
function stretch(text: string, source: string, lengths: Lengths): string {
  return source.includes('$') ? text : text.padEnd(lengths.min, 'a')
}

/** True when a text has at least and at most so many characters (code points). */
export function fitsLengths(text: string, lengths: Lengths): boolean {
  const length = [...text].length
  return length >= lengths.min && length <= lengths.max
}
