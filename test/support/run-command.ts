// Runs a program to its end and tells how it went.
import { type ChildProcess, spawn } from 'node:child_process'

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Default: 5 minutes; the program is killed then and `code` is null. */
  readonly timeoutMs?: number
}

/** Resolves when the program has ended, whatever its exit code; rejects when it cannot be started. */
export function runCommand(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 300_000,
  })
  return finished(child)
}

/** What a program that was just started has printed when it ends; rejects when it cannot be started. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The same, but a failure is an error that shows what the program printed. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const finished = await runCommand(command, args, options)
  if (finished.code === 0) return finished
  throw new Error(
    `${command} ${args.join(' ')} ended with ${finished.code}\n${finished.stdout}\n${finished.stderr}`,
  )
}
