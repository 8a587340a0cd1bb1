// JSON that knows where each part of it was written, so that it can be moved about and still be pointed at.
import type { Json } from '@mockgen/runtime'
import { isObject, join } from '../../pointers.js'

/** A JSON value and the pointer of what the user wrote for it. */
export type Tree = ObjectTree | ListTree | ValueTree

export interface ObjectTree {
  readonly kind: 'object'
  readonly from: string
  readonly entries: ReadonlyMap<string, Tree>
}

export interface ListTree {
  readonly kind: 'list'
  readonly from: string
  readonly items: readonly Tree[]
}

/** A scalar, or data in which nothing is ever moved. */
export interface ValueTree {
  readonly kind: 'value'
  readonly from: string
  readonly value: Json
}

/** What the user wrote at a pointer. */
export function treeOf(value: Json, from: string): Tree {
  if (Array.isArray(value)) {
    return { kind: 'list', from, items: value.map((item, index) => treeOf(item, join(from, index))) }
  }
  if (!isObject(value)) return { kind: 'value', from, value }
  const entries = Object.entries(value).map(([name, item]) => [name, treeOf(item, join(from, name))] as const)
  return { kind: 'object', from, entries: new Map(entries) }
}

/** The tree as JSON. */
export function jsonOf(tree: Tree): Json {
  if (tree.kind === 'value') return tree.value
  if (tree.kind === 'list') return tree.items.map(jsonOf)
  return Object.fromEntries([...tree.entries].map(([name, item]) => [name, jsonOf(item)]))
}

/**
 * Notes for everything in a tree that will stand at `pointer` and was written elsewhere where that was. `expected` is what the
 * notes of its parent already say.
 */
export function noteSources(
  tree: Tree,
  pointer: string,
  notes: Map<string, string>,
  expected: string = pointer,
): void {
  if (tree.from !== expected) notes.set(pointer, tree.from)
  const each = (name: string | number, item: Tree) =>
    noteSources(item, join(pointer, name), notes, join(tree.from, name))
  if (tree.kind === 'object') for (const [name, item] of tree.entries) each(name, item)
  if (tree.kind === 'list') for (const [index, item] of tree.items.entries()) each(index, item)
}

/** The pointer under which the user wrote what stands at a pointer: by the longest part of it that is noted. */
export function sourceOf(pointer: string, notes: ReadonlyMap<string, string>): string {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const from = notes.get(pointer.slice(0, end))
    if (from !== undefined) return from + pointer.slice(end)
  }
  return pointer
}

/** The text of a tree that is one. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'value' && typeof tree.value === 'string' ? tree.value : undefined
}

/** True for a tree that is this scalar. */
export function isValue(tree: Tree | undefined, value: Json): boolean {
  return tree?.kind === 'value' && tree.value === value
}

/** Another value that was written at the same place. */
export function withValue(tree: Tree, value: Json): ValueTree {
  return { kind: 'value', from: tree.from, value }
}

/** An object whose parts come from elsewhere. */
export function objectTree(from: string, entries: Iterable<readonly [string, Tree]>): ObjectTree {
  return { kind: 'object', from, entries: new Map(entries) }
}

/** The tree with its texts mapped. */
export function mapTexts(tree: Tree, map: (text: string) => string): Tree {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => mapTexts(item, map)) }
  if (tree.kind === 'object')
    return objectTree(
      tree.from,
      [...tree.entries].map(([name, item]) => [name, mapTexts(item, map)] as const),
    )
  return typeof tree.value === 'string' ? withValue(tree, map(tree.value)) : tree
}
