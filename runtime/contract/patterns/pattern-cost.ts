// Judges from its tree how much work a pattern is: whether backtracking stays linear, and how large it is written out.
import { type CharacterSet, mayOverlap, setOf, union } from './character-set.js'
import type { PatternNode } from './pattern-syntax.js'

/** Ways through a pattern between which backtracking may choose for one text. */
const maxWays = 64
/** Characters times ways that may be tried at each place of a text, for a pattern without `^`. */
const maxTrials = 1_000
/** Characters that a lookaround may look at. */
const maxLook = 100

/**
 * True when an engine that backtracks certainly takes linear time: at every place the next character alone decides how
 * the match goes on (as in the deterministic content models of XML), but for a few ways in all.
 */
export function isLinear(tree: PatternNode): boolean {
  if (isAnchored(tree)) return ways(tree, nothing) <= maxWays
  return ways(tree, nothing) * maxLength(tree) <= maxTrials
}

/** Characters and other single steps of the pattern, with counted repetitions written out. */
export function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return sum(node.nodes.map(sizeOf)) + 1
    case 'repeat':
      return sizeOf(node.node) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min)
    case 'look':
      return sizeOf(node.node) + 1
    default:
      return 1
  }
}

// True when every match begins at the text's start, so that no other place is tried.
function isAnchored(node: PatternNode): boolean {
  if (node.kind === 'choice') return node.nodes.every(isAnchored)
  if (node.kind !== 'sequence') return node.kind === 'start'
  const [first] = node.nodes
  return first !== undefined && isAnchored(first)
}

function maxLength(node: PatternNode): number {
  switch (node.kind) {
    case 'characters':
      return 1
    case 'sequence':
      return sum(node.nodes.map(maxLength))
    case 'choice':
      return Math.max(...node.nodes.map(maxLength))
    case 'repeat':
      return node.max === 0 ? 0 : maxLength(node.node) * node.max
    default:
      return 0
  }
}

const nothing = setOf()

// How many ways through a node one text can leave open at most; Infinity when that is not known. `follow` are the
// characters that may come behind it.
function ways(node: PatternNode, follow: CharacterSet): number {
  switch (node.kind) {
    case 'sequence':
      return waysOfSequence(node.nodes, follow)
    case 'choice':
      return waysOfChoice(node.nodes, follow)
    case 'repeat':
      return waysOfRepeat(node, follow)
    case 'look':
      return maxLength(node.node) <= maxLook && ways(node.node, nothing) <= maxWays ? 1 : unknown
    default:
      return 1
  }
}

const unknown = Number.POSITIVE_INFINITY

function waysOfSequence(nodes: readonly PatternNode[], follow: CharacterSet): number {
  let product = 1
  let behind = follow
  for (const node of [...nodes].reverse()) {
    product *= ways(node, behind)
    const { set, isNullable } = firstOf(node)
    behind = isNullable ? union([set, behind]) : set
  }
  return product
}

function waysOfChoice(nodes: readonly PatternNode[], follow: CharacterSet): number {
  const firsts = nodes.map(firstOf)
  const starts = firsts.map(({ set, isNullable }) => (isNullable ? union([set, follow]) : set))
  const isDecided =
    firsts.filter(({ isNullable }) => isNullable).length < 2 &&
    starts.every((set, i) => starts.slice(i + 1).every((other) => !mayOverlap(set, other)))
  const each = nodes.map((node) => ways(node, follow))
  return isDecided ? Math.max(...each) : sum(each)
}

function waysOfRepeat(
  { node, min, max }: Extract<PatternNode, { kind: 'repeat' }>,
  follow: CharacterSet,
): number {
  if (max === 0) return 1
  const { set, isNullable } = firstOf(node)
  const inside = ways(node, max > 1 ? union([set, follow]) : follow)
  const isDecided = !isNullable && (min === max || !mayOverlap(set, follow))
  if (isDecided && inside === 1) return 1
  if (!Number.isFinite(max)) return unknown
  if (isDecided) return inside ** max
  let total = 0
  for (let times = min; times <= max && total <= maxTrials; times++) total += inside ** times
  return total
}

interface First {
  /** Characters with which a match of the node can begin. */
  readonly set: CharacterSet
  /** True when it can be empty. */
  readonly isNullable: boolean
}

function firstOf(node: PatternNode): First {
  switch (node.kind) {
    case 'characters':
      return { set: node.set, isNullable: false }
    case 'sequence':
      return firstOfSequence(node.nodes)
    case 'choice': {
      const firsts = node.nodes.map(firstOf)
      return {
        set: union(firsts.map(({ set }) => set)),
        isNullable: firsts.some(({ isNullable }) => isNullable),
      }
    }
    case 'repeat': {
      const { set, isNullable } = firstOf(node.node)
      return { set, isNullable: isNullable || node.min === 0 }
    }
    default:
      return { set: nothing, isNullable: true }
  }
}

function firstOfSequence(nodes: readonly PatternNode[]): First {
  const sets: CharacterSet[] = []
  for (const node of nodes) {
    const { set, isNullable } = firstOf(node)
    sets.push(set)
    if (!isNullable) return { set: union(sets), isNullable: false }
  }
  return { set: union(sets), isNullable: true }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
