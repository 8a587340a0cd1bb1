// What operations say in the old vocabulary about their entities and about the store, put where it is read.
import { isDeepStrictEqual } from 'node:util'
import type { Problems } from '../problems.js'
import type { Contribution } from './normalise-rewrite.js'
import { jsonOf, type ObjectTree, objectTree, type Tree, textOf } from './normalise-tree.js'

const rootPointer = '/x-persistence'

/** Adds contributions to the trees of the root and of schemas; what contradicts what stands there is reported. */
export function addContributions(
  trees: Map<string, Tree>,
  contributions: readonly Contribution[],
  problems: Problems,
): void {
  for (const { entity, key, tree, from } of contributions) {
    const root = trees.get(rootPointer) ?? objectTree(from, [])
    // Something else than an object is reported by the reader.
    if (root.kind !== 'object') return
    if (entity === undefined) {
      const errors = root.entries.get('errors') ?? objectTree(from, [])
      const added = put(errors, 'onConnectionFailure', tree, problems)
      trees.set(rootPointer, withEntry(root, 'errors', added))
      continue
    }
    const schema = findSchema(trees, entity)
    if (schema !== undefined) {
      trees.set(schema.pointer, put(schema.tree, key, tree, problems))
      continue
    }
    const entities = root.entries.get('entities') ?? objectTree(from, [])
    if (entities.kind !== 'object') continue
    const declared = put(entities.entries.get(entity) ?? objectTree(from, []), key, tree, problems)
    trees.set(rootPointer, withEntry(root, 'entities', withEntry(entities, entity, declared)))
  }
}

function findSchema(
  trees: ReadonlyMap<string, Tree>,
  entity: string,
): { readonly pointer: string; readonly tree: ObjectTree } | undefined {
  for (const [pointer, tree] of trees) {
    if (!pointer.startsWith('/components/schemas/') || tree.kind !== 'object') continue
    if (textOf(tree.entries.get('entity')) === entity) return { pointer, tree }
  }
  return undefined
}

// Lists grow; anything else is said once, or twice alike.
function put(at: Tree, key: string, tree: Tree, problems: Problems): Tree {
  if (at.kind !== 'object') return at
  const known = at.entries.get(key)
  if (known === undefined) return withEntry(at, key, tree)
  if (known.kind === 'list' && tree.kind === 'list') {
    const said = known.items.map(jsonOf)
    const added = tree.items.filter((item) => !said.some((one) => isDeepStrictEqual(one, jsonOf(item))))
    return withEntry(at, key, { ...known, items: [...known.items, ...added] })
  }
  if (isDeepStrictEqual(jsonOf(known), jsonOf(tree))) return at
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: tree.from,
    message: `${key} is ${JSON.stringify(jsonOf(tree))} here and ${JSON.stringify(jsonOf(known))} at ${known.from}`,
    remedy: 'it holds for all operations: say it once',
  })
  return at
}

function withEntry(at: ObjectTree, name: string, tree: Tree): ObjectTree {
  return objectTree(at.from, [...at.entries, [name, tree]])
}
