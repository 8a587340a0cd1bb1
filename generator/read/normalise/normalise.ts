// The normaliser: rewrites every x-persistence of a document to the camelCase vocabulary. Nothing after it knows another one.
import type { Json, JsonObject } from '@mockgen/runtime'
import { child, isObject, join, type Located, own, tokensOf } from '../../pointers.js'
import { type Operation, readOperations } from '../operations.js'
import type { Problems } from '../problems.js'
import { createSchemas } from '../schema-view.js'
import { addContributions } from './normalise-contributions.js'
import { entity, scheme } from './normalise-entity.js'
import { operation } from './normalise-operation.js'
import { placeOfOperation } from './normalise-place.js'
import { type Context, type Contribution, type Kind, rewrite } from './normalise-rewrite.js'
import { root } from './normalise-root.js'
import { jsonOf, noteSources, sourceOf, type Tree, treeOf } from './normalise-tree.js'

/** A document in one vocabulary. */
export interface Normalised {
  readonly document: JsonObject
  /** The pointer under which the user wrote what stands at a pointer of the document. */
  readonly sourceOf: (pointer: string) => string
}

/** Deepest nesting of allOf in which a schema's declaration is looked for. */
const maxParts = 10

/** Rewrites a document; two spellings of one thing are reported, under the pointers that the user wrote. */
export function normalise(document: JsonObject, problems: Problems): Normalised {
  const found = findDeclarations(document)
  if (found.length === 0) return { document, sourceOf: (pointer) => pointer }
  const contributions: Contribution[] = []
  const versionOf = (name: string | undefined) => findVersion(document, name)
  const trees = new Map<string, Tree>()
  for (const { at, kind, operation } of found) {
    const context: Context = { problems, contributions, versionOf, ...placeOfOperation(operation, at) }
    const pointer = join(at.pointer, 'x-persistence')
    const tree = rewrite(treeOf(at.value['x-persistence'] ?? null, pointer), kind, context)
    if (tree !== undefined) trees.set(pointer, tree)
  }
  addContributions(trees, contributions, problems)
  const notes = new Map<string, string>()
  const edits = new Map<string, Json>()
  for (const [pointer, tree] of trees) {
    noteSources(tree, pointer, notes)
    edits.set(pointer, jsonOf(tree))
  }
  return {
    document: edit(document, edits),
    sourceOf: notes.size === 0 ? (pointer) => pointer : (pointer) => sourceOf(pointer, notes),
  }
}

interface Declaration {
  /** What carries the declaration. */
  readonly at: Located
  readonly kind: Kind
  readonly operation?: Operation
}

function findDeclarations(document: JsonObject): readonly Declaration[] {
  const whole: Located = { pointer: '', value: document }
  const each = (...tokens: readonly string[]) => {
    const held = child(whole, ...tokens)
    return Object.keys(held?.value ?? {}).flatMap((name) => (held && child(held, name)) ?? [])
  }
  // Large documents have a thousand operations, and few that declare anything.
  const operations = readOperations(document, createSchemas(document), isDeclared)
  const all: readonly Declaration[] = [
    { at: whole, kind: root },
    ...each('components', 'schemas')
      .flatMap((at) => withParts(at, 0))
      .map((at) => ({ at, kind: entity })),
    ...each('components', 'securitySchemes').map((at) => ({ at, kind: scheme })),
    // Operations of a path item that several paths refer to are one declaration.
    ...new Map(
      operations.map((one) => [one.at.pointer, { at: one.at, kind: operation, operation: one }]),
    ).values(),
  ]
  return all.filter(({ at }) => isDeclared(at.value))
}

function isDeclared(value: JsonObject): boolean {
  return isObject(own(value, 'x-persistence'))
}

/** A schema and the parts that it is put together from. */
function withParts(at: Located, depth: number): readonly Located[] {
  const parts = own(at.value, 'allOf')
  if (!Array.isArray(parts) || depth > maxParts) return [at]
  return [at, ...parts.flatMap((_part, index) => withPartsOf(child(at, 'allOf', index), depth + 1))]
}

function withPartsOf(at: Located | undefined, depth: number): readonly Located[] {
  return at === undefined ? [] : withParts(at, depth)
}

function findVersion(document: JsonObject, name: string | undefined): string {
  const entities = own(own(document, 'x-persistence'), 'entities')
  const version = name === undefined ? undefined : own(own(entities, name), 'version')
  return typeof version === 'string' ? version : 'version'
}

/** The document with other values at some pointers; what is on no way to them is shared. */
function edit(document: JsonObject, edits: ReadonlyMap<string, Json>): JsonObject {
  const ways = [...edits].map(([pointer, value]) => ({
    tokens: tokensOf(pointer.replaceAll('%', '%25')),
    value,
  }))
  const edited = editAt(document, ways, 0)
  return isObject(edited) ? edited : document
}

interface Way {
  readonly tokens: readonly string[]
  readonly value: Json
}

function editAt(value: Json, ways: readonly Way[], depth: number): Json {
  const here = ways.find(({ tokens }) => tokens.length === depth)
  if (here !== undefined) return here.value
  const below = new Map<string, Way[]>()
  for (const way of ways) {
    const name = way.tokens[depth] ?? ''
    const known = below.get(name)
    if (known) known.push(way)
    else below.set(name, [way])
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const inner = below.get(String(index))
      return inner ? editAt(item, inner, depth + 1) : item
    })
  }
  if (!isObject(value)) return value
  const names = new Set([...Object.keys(value), ...below.keys()])
  return Object.fromEntries(
    [...names].map((name) => {
      const inner = below.get(name)
      const item = own(value, name)
      return [name, inner ? editAt(item ?? {}, inner, depth + 1) : (item ?? null)]
    }),
  )
}
