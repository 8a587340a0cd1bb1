// Starts a server as a program of its own and waits until it says where it listens.
import { spawn } from 'node:child_process'

export interface RunningProgram {
  /** The address that the program printed. */
  readonly url: string
  readonly pid: number
  /** Sends the signal and resolves to the exit code; null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  readonly output: () => string
}

/** Resolves when the program has printed an http address; rejects with its output when it ends before. */
export function startProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<RunningProgram> {
  // A group of its own, so that a signal reaches what npm and a shell have started in between, as in a terminal.
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
  })
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return new Promise((resolve, reject) => {
    const read = (text: string) => {
      output += text
      const url = /https?:\/\/[\w.[\]:]+:\d+/.exec(output)?.[0]
      if (url === undefined) return
      const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
        if (child.pid !== undefined) process.kill(-child.pid, signal)
        return ended
      }
      resolve({ url, pid: child.pid ?? 0, stop, output: () => output })
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('error', reject)
    ended.then((code) => reject(new Error(`${command} ended with ${code} before it listened\n${output}`)))
  })
}
