// Nests the fields of a form by the brackets in their names.

import { badForm, type FormField } from '../../form-fields.js'
import type { Json } from '../../json.js'

/** A place in a form: values, or further places below it. */
export interface FormNode {
  readonly values: readonly Json[]
  /** True when the name said so with empty brackets. */
  readonly isList: boolean
  readonly children: FormTree | undefined
}

/** Keyed by what stands between the brackets; a Map, because the keys are the client's. */
export type FormTree = ReadonlyMap<string, FormNode>

/** Deepest nesting by brackets. */
const maxFormDepth = 10
/** Numbers above this are property names, not positions. */
const maxIndex = 999

/** Builds the tree. `isWhole` tells names whose brackets are part of the name. */
export function buildFormTree(fields: readonly FormField[], isWhole: (name: string) => boolean): FormTree {
  const root: MutableTree = new Map()
  for (const { name, value } of fields) {
    const keys = isWhole(name) ? [name] : keysOf(name)
    if (keys.length > maxFormDepth) throw badForm(`a field is nested more than ${maxFormDepth} levels deep`)
    const isList = keys.length > 1 && keys.at(-1) === ''
    const node = nodeAt(root, isList ? keys.slice(0, -1) : keys)
    node.values.push(value)
    node.isList ||= isList
    if (node.children !== undefined) throw contradiction(name)
  }
  return root
}

/** The position that a key stands for; undefined for a property name. Empty brackets come first. */
export function indexOfKey(key: string): number | undefined {
  if (key === '') return 0
  const index = /^(?:0|[1-9]\d{0,3})$/.test(key) ? Number(key) : Number.POSITIVE_INFINITY
  return index <= maxIndex ? index : undefined
}

interface MutableNode {
  readonly values: Json[]
  isList: boolean
  children: MutableTree | undefined
}

type MutableTree = Map<string, MutableNode>

function nodeAt(root: MutableTree, keys: readonly string[]): MutableNode {
  let tree = root
  let node: MutableNode | undefined
  for (const key of keys) {
    if (node !== undefined) {
      if (node.values.length > 0) throw contradiction(keys.join('.'))
      node.children ??= new Map()
      tree = node.children
    }
    node = tree.get(key)
    if (node === undefined) {
      node = { values: [], isList: false, children: undefined }
      tree.set(key, node)
    }
  }
  return node ?? { values: [], isList: false, children: undefined }
}

// `a[b][]` → a, b, ''. A name whose brackets do not pair up to its end is one key.
function keysOf(name: string): readonly string[] {
  const open = name.indexOf('[')
  if (open < 1 || !name.endsWith(']')) return [name]
  const inner = name.slice(open + 1, -1).split('][')
  const isPaired = !inner.some((key) => key.includes('[') || key.includes(']'))
  return isPaired ? [name.slice(0, open), ...inner] : [name]
}

function contradiction(name: string): Error {
  return badForm(`the form field ${JSON.stringify(name)} has a value and fields below it`)
}
