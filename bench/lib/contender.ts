// A server under test: a Node process on a core of its own, where the machine can pin processes.
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'

export interface Contender {
  readonly name: string
  readonly url: string
  readonly pid: number | undefined
  stop(): Promise<void>
}

/** True when the server and the load generator can have different cores. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** The command pinned to a core, or as it is where that is not possible. */
export function pinned(
  core: number,
  command: string,
  args: readonly string[],
): readonly [string, readonly string[]] {
  return canPin ? ['taskset', ['-c', String(core), command, ...args]] : [command, args]
}

/** Starts a server script and resolves when it accepts connections. It gets its port in PORT. */
export async function startContender(
  name: string,
  script: string,
  args: readonly string[],
): Promise<Contender> {
  const port = await freePort()
  const [command, full] = pinned(0, process.execPath, [script, ...args])
  const env = { ...process.env, PORT: String(port), NODE_ENV: 'production', LOG_LEVEL: 'warn' }
  const child = spawn(command, full, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  await reachable(url, () => child.exitCode !== null)
  return {
    name,
    url,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function reachable(url: string, hasEnded: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (hasEnded()) throw new Error(`the server for ${url} ended before it listened`)
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing answers at ${url}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
