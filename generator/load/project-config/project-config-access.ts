// What `mockgen.json` lets a document reach: a folder inside its repository, and hosts on the network.
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Json } from '@mockgen/runtime'
import { own } from '../../pointers.js'
import { isInside } from '../document-files.js'
import type { RemoteAccess } from '../remote/remote-access.js'
import { type ConfigFinding, wrongConfig } from './project-config-check.js'

/** Folders that are looked into for a repository, from the file upwards. */
const maxLevels = 100

/**
 * What is wrong with a root, seen from the current folder, that a configuration in `folder` names. A file that a checkout brings
 * along opens no files of this machine outside the repository; `--root` does.
 */
export function checkRoot(root: string, folder: string): readonly ConfigFinding[] {
  const tokens = ['root']
  const real = tryRealPath(root)
  if (real === undefined) {
    const remedy = 'Check the path; it counts from the folder of this file.'
    return [{ finding: wrongConfig('there is no such folder', remedy), tokens }]
  }
  const border = repositoryOf(folder)
  const isWithin = border === undefined ? dirname(real) !== real : real === border || isInside(border, real)
  if (isWithin) return []
  const remedy = 'Name a folder inside the repository, or name this one with --root each time.'
  return [{ finding: wrongConfig('the root lies outside the repository', remedy), tokens }]
}

/** What the value of `remoteRefs`, which has been checked, allows; undefined for nothing. */
export function remoteAccessOf(config: Json): RemoteAccess | undefined {
  const value = own(config, 'remoteRefs')
  if (value === true) return { anyPublic: true }
  if (!Array.isArray(value) || value.length === 0) return undefined
  const hosts = value.filter((host) => typeof host === 'string' && host !== '*')
  return { anyPublic: value.includes('*'), hosts }
}

/** The value of `remoteRefs` that allows the same. */
export function remoteRefsOf({ anyPublic = false, hosts = [] }: RemoteAccess): Json {
  return hosts.length === 0 ? anyPublic : [...(anyPublic ? ['*'] : []), ...hosts]
}

/** The nearest folder around a path that version control knows; undefined when there is none. */
function repositoryOf(path: string): string | undefined {
  let folder = resolve(path)
  for (let level = 0; level < maxLevels; level++) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
    folder = dirname(folder)
  }
  return undefined
}

function tryRealPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // Nothing there, or nothing that we may see.
    return undefined
  }
}
