// What mockgen knows about its own installation: where it is, its version, and the runtime that it ships.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface OwnPackage {
  /** Absolute path of the package's folder. */
  readonly root: string
  readonly version: string
  /** Version of `@mockgen/runtime` that this generator writes for. */
  readonly runtimeVersion: string
}

/** Reads the package's own package.json: beside the sources, or above `dist` once it is built. */
export function readOwnPackage(): OwnPackage {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)))
  const manifest: OwnManifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    root,
    version: manifest.version,
    runtimeVersion: manifest.dependencies['@mockgen/runtime'],
  }
}

// Ours and shipped with this file; what stands in it is not input.
interface OwnManifest {
  readonly version: string
  readonly dependencies: { readonly '@mockgen/runtime': string }
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) throw new Error(`no package.json above ${start}`)
  }
}
