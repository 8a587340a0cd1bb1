// The paths that stand in `mockgen.json`, seen from another folder: those of seed files and of a file store.
import type { Json } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { mapValues } from '../json-edit.js'

/** The value of a key of the file with every path in it rebased. */
export function rebasePaths(key: string, value: Json, rebase: (path: string) => string): Json {
  if (key === 'seed') return rebaseSeed(value, rebase)
  if (key === 'store') return typeof value === 'string' ? rebaseStore(value, rebase) : value
  if (key === 'persistence') return rebaseSeeds(value, rebase)
  if (key !== 'schemas' || !isObject(value)) return value
  return mapValues(value, (declaration) => rebaseSeeds(declaration, rebase))
}

/** The address of a store; only `file:./data` holds a path that depends on a folder. */
export function rebaseStore(address: string, rebase: (path: string) => string): string {
  const [, path, rest = ''] = /^file:(?!\/)([^?]+)(\?.*)?$/s.exec(address) ?? []
  return path === undefined ? address : `file:${rebase(path)}${rest}`
}

/** An x-persistence object with the paths of its seeds, and of those of its entities, rebased. */
function rebaseSeeds(value: Json, rebase: (path: string) => string): Json {
  if (!isObject(value)) return value
  return mapValues(value, (child, key) => {
    if (key === 'seed') return rebaseSeed(child, rebase)
    // The spelling of the seed vocabulary: `data_seeding: { entities: ./seed.yaml }`.
    if (key === 'data_seeding') return rebaseSeeds(child, rebase)
    if (key !== 'entities') return child
    return isObject(child)
      ? mapValues(child, (entity) => rebaseSeeds(entity, rebase))
      : rebaseSeed(child, rebase)
  })
}

/** A path, or a list of paths; records are no paths. */
function rebaseSeed(value: Json, rebase: (path: string) => string): Json {
  if (typeof value === 'string') return rebase(value)
  if (!Array.isArray(value)) return value
  return value.map((item: Json) => (typeof item === 'string' ? rebase(item) : item))
}
