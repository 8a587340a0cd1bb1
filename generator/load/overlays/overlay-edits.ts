// A document while it is being annotated. What no edit touches stays as it is and is shared; what one touches is opened into
// nodes, each of which knows in which file its value stands. So every value keeps its place, wherever it moves.
import type { Json } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { nameType } from '../json-edit.js'
import type { Location } from '../source.js'
import type { OverlayBudget } from './overlay-limits.js'

/** A value and where it stands. `children` is what it consists of once it was opened; then `value` is made from them. */
export interface EditNode {
  from: Location
  /** Undefined after an edit below, until it is asked for again. */
  value: Json | undefined
  children: Map<string, EditNode> | EditNode[] | undefined
}

/** What two values that cannot be merged become: refused as the specification says, or replaced by the new one. */
export type OnMismatch = 'refuse' | 'replace'

/** A value that does not fit where it is merged, and where it stands. */
export interface Mismatch {
  readonly location: Location
  readonly message: string
}

export interface OverlayEdits {
  /** The document as it is now; what was not touched is shared with the original. */
  value(): Json
  /** Whether a value stands under these names of objects; an array has none. */
  has(names: readonly string[]): boolean
  /** The node at reference tokens, opened down to it; undefined when there is none. */
  find(tokens: readonly string[]): EditNode | undefined
  /**
   * Merges a node into the one at `tokens`: properties of objects by name, items of arrays at the end, anything else in its
   * place. A null that meets an object or an array adds nothing. Answers what did not fit; then the document is half changed.
   */
  merge(tokens: readonly string[], update: EditNode, onMismatch: OnMismatch): Mismatch | undefined
  /** Removes the values at all these tokens, which are counted before the first is gone. */
  remove(paths: readonly (readonly string[])[]): void
  /** Where the value at reference tokens of the changed document stands. */
  origin(tokens: readonly string[]): Location
}

/** Begins to edit a value; `budget` counts what it costs. */
export function createOverlayEdits(document: EditNode, budget: OverlayBudget): OverlayEdits {
  function has(names: readonly string[]): boolean {
    let node: EditNode | undefined = document
    for (const name of names) {
      budget.spend(1)
      const children: EditNode['children'] = node && open(node, budget)
      node = children instanceof Map ? children.get(name) : undefined
    }
    return node !== undefined
  }

  function find(tokens: readonly string[]): EditNode | undefined {
    let node: EditNode | undefined = document
    for (const token of tokens) {
      budget.spend(1)
      node = node && childOf(open(node, budget), token)
    }
    return node
  }

  function merge(tokens: readonly string[], update: EditNode, onMismatch: OnMismatch): Mismatch | undefined {
    const target = touch(tokens)
    budget.grow(jsonOf(update, budget), tokens.length)
    return target && mergeNode(target, update, onMismatch)
  }

  /** The node, with every value on the way marked as changed. */
  function touch(tokens: readonly string[]): EditNode | undefined {
    const target = find(tokens)
    if (target === undefined) return undefined
    let node: EditNode | undefined = document
    for (const token of tokens) {
      if (node === undefined) return undefined
      node.value = undefined
      node = childOf(node.children, token)
    }
    return target
  }

  function mergeNode(target: EditNode, update: EditNode, onMismatch: OnMismatch): Mismatch | undefined {
    budget.spend(1)
    const old = open(target, budget)
    const own = open(update, budget)
    if (old instanceof Map && own instanceof Map) {
      target.value = undefined
      return mergeProperties(old, own, onMismatch)
    }
    if (Array.isArray(old) && Array.isArray(own)) {
      target.value = undefined
      for (const item of own) old.push(copyNode(item))
      return undefined
    }
    if (own === undefined && update.value === null && old !== undefined) return undefined
    const fits = (old === undefined && own === undefined) || target.value === null
    if (!fits && onMismatch === 'refuse') return mismatch(target, update)
    Object.assign(target, copyNode(update))
    return undefined
  }

  function mergeProperties(
    old: Map<string, EditNode>,
    own: ReadonlyMap<string, EditNode>,
    onMismatch: OnMismatch,
  ): Mismatch | undefined {
    for (const [name, child] of own) {
      const known = old.get(name)
      if (known === undefined) old.set(name, copyNode(child))
      const wrong = known && mergeNode(known, child, onMismatch)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }

  function mismatch(target: EditNode, update: EditNode): Mismatch {
    const found = nameType(jsonOf(update, budget))
    const expected = nameType(jsonOf(target, budget))
    return { location: update.from, message: `${found} cannot be merged into ${expected}` }
  }

  function remove(paths: readonly (readonly string[])[]): void {
    const gone = new Set<EditNode>()
    const holders = new Set<EditNode>()
    for (const path of paths) {
      const node = find(path)
      const holder = node && touch(path.slice(0, -1))
      if (node === undefined || holder === undefined) continue
      gone.add(node)
      holders.add(holder)
    }
    for (const holder of holders) {
      holder.value = undefined
      holder.children = withoutNodes(holder.children, gone)
    }
  }

  function origin(tokens: readonly string[]): Location {
    let node = document
    for (const [index, token] of tokens.entries()) {
      const child = childOf(node.children, token)
      if (child === undefined) return below(node.from, tokens.slice(index))
      node = child
    }
    return node.from
  }

  return { value: () => jsonOf(document, budget), has, find, merge, remove, origin }
}

/** A node for a value that has not been opened yet. */
export function editNode(value: Json, from: Location): EditNode {
  return { from, value, children: undefined }
}

/** A node that can be changed without changing this one. */
export function copyNode({ from, value, children }: EditNode): EditNode {
  if (children instanceof Map) {
    return { from, value, children: new Map([...children].map(([name, child]) => [name, copyNode(child)])) }
  }
  return { from, value, children: children?.map(copyNode) }
}

/** The value of a node as it is now. */
export function jsonOf(node: EditNode, budget: OverlayBudget): Json {
  if (node.value !== undefined) return node.value
  const { children = new Map<string, EditNode>() } = node
  let value: Json
  if (Array.isArray(children)) {
    budget.spend(children.length)
    value = children.map((child) => jsonOf(child, budget))
  } else {
    budget.spend(children.size)
    value = Object.fromEntries([...children].map(([name, child]) => [name, jsonOf(child, budget)]))
  }
  node.value = value
  return value
}

function open(node: EditNode, budget: OverlayBudget): EditNode['children'] {
  if (node.children !== undefined) return node.children
  const { value, from } = node
  if (Array.isArray(value)) {
    node.children = value.map((item: Json, index) => editNode(item, below(from, [String(index)])))
  } else if (isObject(value)) {
    const entries = Object.entries(value)
    node.children = new Map(entries.map(([name, child]) => [name, editNode(child, below(from, [name]))]))
  }
  const { children } = node
  budget.spend(children === undefined ? 1 : Array.isArray(children) ? children.length : children.size)
  return children
}

function childOf(children: EditNode['children'], token: string): EditNode | undefined {
  if (children === undefined) return undefined
  return Array.isArray(children) ? children[Number(token)] : children.get(token)
}

function withoutNodes(children: EditNode['children'], gone: ReadonlySet<EditNode>): EditNode['children'] {
  if (children === undefined) return undefined
  if (Array.isArray(children)) return children.filter((child) => !gone.has(child))
  return new Map([...children].filter(([, child]) => !gone.has(child)))
}

function below({ source, tokens }: Location, more: readonly string[]): Location {
  return { source, tokens: [...tokens, ...more] }
}
