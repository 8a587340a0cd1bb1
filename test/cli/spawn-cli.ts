// Runs the command line in a process of its own: exit codes, streams and signals as users get them.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Finished, finished } from '../support/run-command.js'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

export interface SpawnOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the command; the caller ends it. Its environment asks for no colours and no CI behaviour. */
export function startCli(
  argv: readonly string[],
  { cwd, env = {} }: SpawnOptions = {},
): ChildProcessWithoutNullStreams {
  const { CI, NO_COLOR, FORCE_COLOR, DEBUG, PORT, HOST, ...inherited } = process.env
  return spawn(process.execPath, ['--import', tsx, main, ...argv], {
    cwd,
    // The test project maps @mockgen/runtime to its sources; dist need not exist.
    env: {
      ...inherited,
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
      ...env,
    },
  })
}

/** Runs the command to its end. */
export function runCli(argv: readonly string[], options?: SpawnOptions): Promise<Finished> {
  return finished(startCli(argv, options))
}
