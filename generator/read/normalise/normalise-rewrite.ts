// Rewrites one declaration to the camelCase vocabulary: names first, from the inside out, then what is shaped differently.
import { join } from '../../pointers.js'
import { snakeCase } from '../declared/vocabulary.js'
import type { Problems } from '../problems.js'
import { type ExpressionPlace, rewriteCondition } from './normalise-expressions.js'
import { type ObjectTree, objectTree, type Tree, textOf, withValue } from './normalise-tree.js'

/** What one kind of object may be written as. */
export interface Kind {
  /** Its keys in camelCase; their snake_case is understood, too. */
  readonly keys: readonly string[]
  /** Other names → the key that they mean. */
  readonly names?: Readonly<Record<string, string>>
  /** Names that `finish` understands → the key that they become, or a word for the thing that they say. */
  readonly old?: Readonly<Record<string, string>>
  /** Kinds of the objects under keys; `each` where the names are the user's. A list is of such objects. */
  readonly inside?: Readonly<Record<string, Kind>>
  readonly each?: Kind
  /** Keys that hold a condition. */
  readonly conditions?: readonly string[]
  /** Shapes the object, whose inside is in camelCase by now; undefined leaves it out. */
  readonly finish?: (tree: ObjectTree, context: Context) => Tree | undefined
}

/** What is said where something else than the declaration itself must know it. */
export interface Contribution {
  /** The entity it is about; undefined for the root. */
  readonly entity: string | undefined
  readonly key: string
  readonly tree: Tree
  /** Pointer of the declaration that says it. */
  readonly from: string
}

/** What rewriting a declaration needs to know and gives. */
export interface Context {
  /** For pointers as the user wrote them. */
  readonly problems: Problems
  readonly place: ExpressionPlace
  /** The operation that the declaration stands on. */
  readonly operation: OperationPlace | undefined
  /** The property that counts the changes of an entity. */
  readonly versionOf: (entity: string | undefined) => string
  readonly contributions: Contribution[]
}

/** What is known of the request of an operation. */
export interface OperationPlace {
  /** The part of the request that has a field, undefined when none declares it. */
  readonly declares: (field: string) => string | undefined
  readonly hasBody: boolean
  /** True when the schema of the body requires the field. */
  readonly requires: (field: string) => boolean
  /** True for a field of the body or a query parameter that is declared and may be left out. */
  readonly isOptional: (field: string) => boolean
}

/** Rewrites a declaration of a kind. What is not of the right type is left as it is, for the reader to report. */
export function rewrite(tree: Tree, kind: Kind, context: Context): Tree | undefined {
  if (tree.kind === 'value') return tree
  if (tree.kind === 'list')
    return { ...tree, items: tree.items.flatMap((item) => rewrite(item, kind, context) ?? []) }
  const entries = new Map<string, Tree>()
  const said = new Map<string, string>()
  for (const [written, item] of tree.entries) {
    const { name, means } = nameOf(written, kind)
    const first = said.get(means)
    if (first !== undefined) {
      reportTwice(join(tree.from, written), written, first, context.problems)
      continue
    }
    said.set(means, written)
    const made = rewriteItem(name, item, kind, context)
    if (made !== undefined) entries.set(name, made)
  }
  const named = objectTree(tree.from, entries)
  return kind.finish === undefined ? named : kind.finish(named, context)
}

/** Reports that one thing is said twice; `written` is the name of the second. */
export function reportTwice(pointer: string, written: string, first: string, problems: Problems): void {
  problems.error({
    code: 'MOCKGEN_TWO_SPELLINGS',
    pointer,
    message: `${written} says the same as ${first}, which stands there too`,
    remedy: `keep one of them`,
  })
}

function rewriteItem(name: string, item: Tree, kind: Kind, context: Context): Tree | undefined {
  const inside = kind.inside?.[name] ?? kind.each
  if (inside !== undefined) return rewrite(item, inside, context)
  const text = kind.conditions?.includes(name) ? textOf(item) : undefined
  return text === undefined ? item : withValue(item, rewriteCondition(text, context.place))
}

function nameOf(written: string, kind: Kind): { readonly name: string; readonly means: string } {
  if (kind.each !== undefined || kind.keys.includes(written)) return { name: written, means: written }
  const old = lookUp(kind.old, written)
  if (old !== undefined) return { name: written, means: old }
  const name = lookUp(kind.names, written) ?? kind.keys.find((key) => snakeCase(key) === written) ?? written
  return { name, means: name }
}

function lookUp(table: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}
