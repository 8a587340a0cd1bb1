// The bookstore as its users have it: generated from the example, compiled, run by plain Node.
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Generates and compiles the bookstore below `folder`; answers the project's folder. */
export async function generateBookstore(folder: string): Promise<string> {
  const output = join(folder, 'bookstore')
  execFileSync(
    process.execPath,
    ['bin/mockgen.js', 'generate', 'examples/bookstore/openapi.yaml', '-o', output],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  // The workspace's own node_modules hold the same packages that an installation would bring.
  symlinkSync(resolve('node_modules'), join(output, 'node_modules'))
  execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: output,
    stdio: 'inherit',
  })
  return output
}
