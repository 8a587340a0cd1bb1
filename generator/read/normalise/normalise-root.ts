// The root of a document in the old vocabulary.

import { vocabulary } from '../declared/vocabulary.js'
import { entity } from './normalise-entity.js'
import { errors, idempotency, pagination } from './normalise-parts.js'
import { type Context, type Kind, reportTwice } from './normalise-rewrite.js'
import { isValue, type ObjectTree, objectTree, type Tree } from './normalise-tree.js'

const seeding: Kind = { keys: ['enabled', 'entities'] }
const generating: Kind = { keys: ['enabled', 'counts'] }

/** The x-persistence of the document. */
export const root: Kind = {
  keys: vocabulary.root,
  names: { error_handling: 'errors' },
  old: { data_seeding: 'seed', dataSeeding: 'seed', generate_data: 'generate', generateData: 'generate' },
  inside: {
    entities: { keys: [], each: entity },
    pagination,
    errors,
    idempotency,
    sandbox: { keys: vocabulary.sandbox },
    data_seeding: seeding,
    dataSeeding: seeding,
    generate_data: generating,
    generateData: generating,
  },
  finish: finishRoot,
}

function finishRoot(tree: ObjectTree, context: Context): Tree {
  const entries = new Map<string, Tree>()
  const put = (name: string, made: Tree | undefined, written: string) => {
    if (made === undefined) return
    if (entries.has(name)) reportTwice(made.from, written, name, context.problems)
    else entries.set(name, made)
  }
  for (const [name, item] of tree.entries) {
    const isSeeding = name === 'data_seeding' || name === 'dataSeeding'
    const isGenerating = name === 'generate_data' || name === 'generateData'
    if (item.kind === 'object' && isSeeding) {
      if (!isValue(item.entries.get('enabled'), false)) put('seed', item.entries.get('entities'), name)
    } else if (item.kind === 'object' && isGenerating) {
      const others = [...item.entries].filter(([key]) => key !== 'enabled')
      if (!isValue(item.entries.get('enabled'), false)) put('generate', objectTree(item.from, others), name)
    } else put(name, item, name)
  }
  return objectTree(tree.from, entries)
}
