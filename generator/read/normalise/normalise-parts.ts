// The small objects of the vocabulary in their old shapes: caches, pages, errors, validation, constraints.
import { join } from '../../pointers.js'
import { camelFromSnake, vocabulary } from '../declared/vocabulary.js'
import type { Context, Kind } from './normalise-rewrite.js'
import { isValue, type ObjectTree, objectTree, type Tree, textOf, withValue } from './normalise-tree.js'

// `enabled: true` says nothing; `enabled: false` takes the whole back: of an operation, also what its entity says.
function whenEnabled(tree: ObjectTree, { operation }: Context): Tree | undefined {
  const { enabled, ...rest } = Object.fromEntries(tree.entries)
  if (isValue(enabled, false)) return operation && withValue(tree, false)
  return isValue(enabled, true) ? objectTree(tree.from, Object.entries(rest)) : tree
}

export const cache: Kind = { keys: vocabulary.cache, finish: whenEnabled }
export const pagination: Kind = { keys: vocabulary.pagination, finish: whenEnabled }
export const idempotency: Kind = { keys: vocabulary.idempotency, finish: whenEnabled }

/** `return_404` is a status. */
export const errors: Kind = {
  keys: vocabulary.rootErrors,
  names: { on_data_not_found: 'onNotFound', onDataNotFound: 'onNotFound' },
  finish: (tree) =>
    objectTree(
      tree.from,
      [...tree.entries].map(([name, item]) => [name, errorAnswer(name, item)] as const),
    ),
}

function errorAnswer(name: string, item: Tree): Tree {
  const text = textOf(item)
  if (text === undefined) return item
  if (name === 'onConnectionFailure') {
    if (text === 'fallback_response') return withValue(item, 'fallback')
    return /^(return_503|error)$/.test(text) ? withValue(item, 'fail') : item
  }
  const status = /^return_(\d{3})$/.exec(text)?.[1]
  return status === undefined ? item : withValue(item, Number(status))
}

/** JSON Schema keywords: `min_length` is minLength. */
const keywords: Kind = {
  keys: [],
  finish: (tree, { problems }) => {
    const entries = new Map<string, Tree>()
    for (const [written, item] of tree.entries) {
      const name = camelFromSnake(written)
      if (!entries.has(name)) entries.set(name, item)
      else {
        problems.error({
          code: 'MOCKGEN_TWO_SPELLINGS',
          pointer: join(tree.from, written),
          message: `${written} is ${name}, which is said twice`,
          remedy: 'keep one of them',
        })
      }
    }
    return objectTree(tree.from, entries)
  },
}

export const constraints: Kind = { keys: [], each: keywords }

export const relationships: Kind = {
  keys: [],
  each: { keys: vocabulary.relationship, names: { resource: 'entity', entity_name: 'entity' } },
}

/** What must hold before something is stored; on an entity its unique properties and constraints. */
export const validation: Kind = {
  keys: ['required', 'unique', 'constraints', 'when', 'status', 'message'],
  names: {
    required_fields: 'required',
    unique_fields: 'unique',
    field_constraints: 'constraints',
    status_code: 'status',
  },
  inside: { constraints },
  conditions: ['when'],
}

/**
 * The property that a pattern of keys such as `api:users:{user_id}` ends with. A pattern without a placeholder is reported.
 */
export function readPattern(tree: Tree, name: string, { problems }: Context): Tree | undefined {
  const property = [...(textOf(tree) ?? '').matchAll(/\{([^{}]+)\}/g)].at(-1)?.[1]
  if (property !== undefined) return withValue(tree, property)
  problems.error({
    code: 'MOCKGEN_VALUE',
    pointer: tree.from,
    message: `${name}: expected a text with a property in braces`,
    remedy: 'write a pattern such as "api:users:{id}"; its last placeholder is what counts',
  })
  return undefined
}

/** The properties by which `index_patterns` find records, as a list. */
export function readIndexPatterns(tree: Tree, context: Context): Tree {
  if (tree.kind !== 'object') return tree
  const items = [...tree.entries].flatMap(([name, item]) => readPattern(item, name, context) ?? [])
  return { kind: 'list', from: tree.from, items }
}
