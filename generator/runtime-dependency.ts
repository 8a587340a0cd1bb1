// Which runtime a generated project depends on, and the bytes of the one that this package ships.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DiagnosticError } from './diagnostics.js'
import type { OwnPackage } from './own-package.js'
import type { RuntimeDependency } from './plan/plan-project.js'

/**
 * `vendored` ships our packed runtime inside the project, `registry` depends on a range of its version, and everything else is a
 * dependency specifier as npm reads it (a version, a `file:` path, a URL).
 */
export type RuntimeChoice = 'vendored' | 'registry' | (string & {})

/** Resolves the choice. Throws DiagnosticError MOCKGEN_RUNTIME_MISSING when this installation ships no runtime. */
export async function resolveRuntime(choice: RuntimeChoice, own: OwnPackage): Promise<RuntimeDependency> {
  if (choice === 'registry') return { kind: 'spec', spec: `^${own.runtimeVersion}` }
  if (choice !== 'vendored') return { kind: 'spec', spec: choice }
  const file = join(own.root, 'dist', 'vendor', `mockgen-runtime-${own.runtimeVersion}.tgz`)
  return { kind: 'vendored', tarball: await readTarball(file) }
}

async function readTarball(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new DiagnosticError([
      {
        severity: 'error',
        code: 'MOCKGEN_RUNTIME_MISSING',
        message: `the packed runtime is not at ${file}`,
        remedy: 'in a checkout run `npm run build`, else install mockgen again; or choose --runtime registry',
      },
    ])
  }
}
