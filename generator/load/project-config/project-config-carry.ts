// What a new project's own `mockgen.json` takes over, so that generating it again needs no options.
import { dirname, relative, resolve, sep } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import type { Annotations } from '../load-document.js'
import { isContractUrl } from '../remote/open-contract.js'
import { remoteRefsOf } from './project-config-access.js'
import { rebasePaths } from './project-config-paths.js'

/** Keys that are taken over as they are. */
const carried = ['persistence', 'schemas', 'operations', 'securitySchemes', 'env', 'store', 'seed']

/** The keys of a configuration for a project in `folder`, besides contract and runtime; paths are relative to the folder. */
export function carryProjectConfig(
  { config, overlays, root, remote, contractHash }: Annotations,
  folder: string,
): JsonObject {
  const source = config?.source
  const rebase = (path: string) => pathBetween(folder, resolve(dirname(source?.path ?? ''), path))
  const value = isObject(source?.value) ? source.value : {}
  const entries = Object.entries(value).filter(([key]) => carried.includes(key))
  return {
    ...(contractHash !== undefined && { contractHash }),
    ...(root !== undefined && { root: pathBetween(folder, root) || '.' }),
    ...(remote !== undefined && { remoteRefs: remoteRefsOf(remote) }),
    ...(overlays.length > 0 && { overlays: overlays.map((path) => pathBetween(folder, path)) }),
    ...Object.fromEntries(
      entries.map(([key, child]): [string, Json] => [key, rebasePaths(key, child, rebase)]),
    ),
  }
}

/**
 * The path of a file from a folder, with slashes: the same on every machine that has both at the same places to each other. A URL
 * stays as it is.
 */
export function pathBetween(folder: string, file: string): string {
  if (isContractUrl(file)) return file
  return relative(resolve(folder), resolve(file)).split(sep).join('/')
}
