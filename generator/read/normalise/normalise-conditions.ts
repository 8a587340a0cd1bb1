// Conditions on the body of a request in the old vocabulary: what its fields must equal.
import type { Json } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { member } from './normalise-expressions.js'
import type { Context } from './normalise-rewrite.js'
import { jsonOf, type Tree, withValue } from './normalise-tree.js'

/**
 * `{ type: important }` as a CEL condition. A field that the contract does not require may be missing; then it does not hold, so
 * that the next answer is tried.
 */
export function conditionOf(tree: Tree, context: Context): Tree {
  if (tree.kind !== 'object') return tree
  const parts = conditionsOf(jsonOf(tree), 'request.body', context, true)
  return withValue(tree, parts.length > 0 ? parts.join(' && ') : 'true')
}

/** Deepest nesting of objects in `body_conditions` that is followed. */
const maxNested = 20

function conditionsOf(
  value: Json,
  at: string,
  context: Context,
  isTop: boolean,
  depth = 0,
): readonly string[] {
  if (!isObject(value) || depth > maxNested) return [`${at} == ${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([name, item]) => {
    const there = member(at, name)
    const isSure = isTop && context.operation?.requires(name) === true
    const present = there.endsWith(']') ? `${JSON.stringify(name)} in ${at}` : `has(${there})`
    return [...(isSure ? [] : [present]), ...conditionsOf(item, there, context, false, depth + 1)]
  })
}
