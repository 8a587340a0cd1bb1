// The differences of schemas that refer to each other in any way: each pair of schemas is compared once, however many operations
// use it, and only what leads to a difference is walked again.
import { join } from '../pointers.js'
import type { SchemaView } from '../read/schema-view.js'
import type { ValueChange } from './change.js'
import {
  compareEnums,
  compareLimits,
  compareType,
  type Direction,
  type SchemaSide,
  shownProperties,
} from './compare-values.js'
import type { SameParts } from './same-parts.js'

/** Most pairs of schemas that are compared; of a contract that has more, the others count as unchanged. */
const maxPairs = 300_000
/** Most pairs that are walked below one value, and most differences that are told of it. */
const maxWalked = 2_000
const maxDifferences = 200

/** A difference below a value. */
export interface Difference {
  /** JSON pointer from the value, in which `*` stands for the items of an array. */
  readonly pointer: string
  readonly change: ValueChange
  /** The same for the same difference of the same schemas, wherever they are used. */
  readonly identity: string
}

export type CompareSchemas = (before: SchemaView, after: SchemaView) => readonly Difference[]

/** Two contracts, and what is the same in both. */
export interface ComparedSides {
  readonly before: SchemaSide
  readonly after: SchemaSide
  readonly same: SameParts
}

/** A comparison of values that go in one direction. */
export function createComparison(
  { before, after, same }: ComparedSides,
  direction: Direction,
): CompareSchemas {
  const sides = { before, after }
  const pairs = new Map<string, Pair>()

  function pairOf(from: SchemaView, to: SchemaView, waiting: Pair[]): Pair {
    const key = `${from.pointer}\n${to.pointer}`
    const known = pairs.get(key)
    if (known !== undefined) return known
    const pair: Pair = { key, from, to, own: [], children: [], parents: [], differs: false }
    pairs.set(key, pair)
    const isSame = from.pointer === to.pointer && same.isSameComponent(to.pointer)
    if (!isSame && pairs.size <= maxPairs) waiting.push(pair)
    return pair
  }

  function expand(pair: Pair, waiting: Pair[]): void {
    const { from, to } = pair
    const type = compareType(from, to)
    if (type !== undefined) {
      pair.own.push({ pointer: '', change: type, identity: pair.key })
    } else {
      for (const change of [compareEnums(from, to), compareLimits(from, to, sides)])
        if (change !== undefined)
          pair.own.push({ pointer: '', change, identity: `${pair.key} ${change.what}` })
      expandProperties(pair, waiting)
      const [items, others] = [before.schemas.items(from), after.schemas.items(to)]
      if (items !== undefined && others !== undefined) link(pair, '*', pairOf(items, others, waiting))
    }
    if (pair.own.length > 0) mark(pair)
  }

  function expandProperties(pair: Pair, waiting: Pair[]): void {
    const { from, to } = pair
    const olds = shownProperties(before, from, direction)
    const news = shownProperties(after, to, direction)
    for (const [name, property] of news) {
      const old = olds.get(name)
      const pointer = join('', name)
      const required = to.required.has(name)
      if (old === undefined) {
        const identity = `added ${to.properties.get(name)?.pointer ?? pair.key}`
        pair.own.push({ pointer, change: { what: 'added', required }, identity })
        continue
      }
      if (required !== from.required.has(name))
        pair.own.push({
          pointer,
          change: { what: required ? 'made-required' : 'made-optional' },
          identity: `duty ${to.properties.get(name)?.pointer ?? pair.key}`,
        })
      link(pair, name, pairOf(old, property, waiting))
    }
    for (const name of olds.keys()) {
      if (news.has(name)) continue
      const identity = `removed ${from.properties.get(name)?.pointer ?? pair.key}`
      pair.own.push({ pointer: join('', name), change: { what: 'removed' }, identity })
    }
  }

  return (from, to) => {
    const waiting: Pair[] = []
    const root = pairOf(from, to, waiting)
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) expand(pair, waiting)
    return root.differs ? collect(root) : []
  }
}

/** Two schemas, what differs between them, and the pairs of their parts. */
interface Pair {
  readonly key: string
  readonly from: SchemaView
  readonly to: SchemaView
  readonly own: Difference[]
  readonly children: { readonly token: string; readonly pair: Pair }[]
  readonly parents: Pair[]
  /** True when it or something below it differs. */
  differs: boolean
}

function link(parent: Pair, token: string, pair: Pair): void {
  parent.children.push({ token, pair })
  pair.parents.push(parent)
  if (pair.differs) mark(parent)
}

function mark(pair: Pair): void {
  const waiting = [pair]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.differs) continue
    next.differs = true
    waiting.push(...next.parents)
  }
}

/** What differs at and below a pair, the nearest first; each pair is told of once, at its shortest way. */
function collect(root: Pair): readonly Difference[] {
  const found: Difference[] = []
  const seen = new Set([root])
  const queue: { readonly pair: Pair; readonly pointer: string }[] = [{ pair: root, pointer: '' }]
  for (const { pair, pointer } of queue) {
    for (const { pointer: inner, change, identity } of pair.own) {
      if (found.length >= maxDifferences) return found
      found.push({ pointer: pointer + inner, change, identity })
    }
    for (const { token, pair: next } of pair.children) {
      if (!next.differs || seen.has(next) || seen.size >= maxWalked) continue
      seen.add(next)
      queue.push({ pair: next, pointer: join(pointer, token) })
    }
  }
  return found
}
