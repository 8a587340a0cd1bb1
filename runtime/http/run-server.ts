// Owns the life of a server process: settings from the environment, the address on stdout, signals, exit codes.
import type { RequestListener } from 'node:http'
import { StartError } from '../start-error.js'
import { type Address, closeWaitMs, listen, type RunningServer } from './serve.js'

/** What is served. `close` flushes and closes the store. */
export interface ServedApp {
  callback(): RequestListener
  close(): Promise<void>
}

export interface StartOptions {
  /** Default: `PORT` of the environment, else 3000. */
  readonly port?: number
  /** Default: `HOST` of the environment, else 127.0.0.1. */
  readonly host?: string
}

const defaultPort = 3000
const defaultHost = '127.0.0.1'

/**
 * Serves until SIGTERM or SIGINT, prints the address once on stdout, and ends the process: with 0 after a signal when
 * running requests are answered and the store is closed (a second signal does not wait), with 1 when the server cannot
 * start or the store cannot be closed. Resolves when the server listens. A function makes the app here, so that settings
 * with which it cannot start are told in the same way.
 */
export async function startServer(
  app: ServedApp | (() => ServedApp),
  options: StartOptions = {},
): Promise<RunningServer> {
  let served: ServedApp | undefined
  try {
    served = typeof app === 'function' ? app() : app
    const server = await listen(served, readAddress(options, process.env))
    endOnSignal(server, served)
    // Whoever waits for this line may signal at once.
    process.stdout.write(`Listening on ${server.url}\n`)
    return server
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    await served?.close()
    process.exit(1)
  }
}

/** The address from options, the environment and the defaults, in this order; StartError for one that cannot be. */
export function readAddress(
  options: StartOptions,
  env: Readonly<Record<string, string | undefined>>,
): Address {
  const host = options.host ?? (env.HOST?.trim() || defaultHost)
  if (!/^[\w.:%-]+$/.test(host)) {
    throw new StartError(
      'MOCK_HOST_INVALID',
      `HOST is ${JSON.stringify(host)}; it must be a host name or an IP address.`,
    )
  }
  return { host, port: readPort(options.port ?? (env.PORT?.trim() || defaultPort)) }
}

function readPort(value: number | string): number {
  const port = typeof value === 'number' || /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  const found = JSON.stringify(String(value))
  throw new StartError(
    'MOCK_PORT_INVALID',
    `The port is ${found}; --port or PORT must be a number from 0 to 65535.`,
  )
}

function endOnSignal(server: RunningServer, app: ServedApp): void {
  let isEnding = false
  const end = () => {
    if (isEnding) process.exit(1)
    isEnding = true
    // The server cuts what still runs after its own wait; the store gets the same time again.
    setTimeout(() => fail('The store did not close in time.'), 2 * closeWaitMs).unref()
    server
      .close()
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) =>
          fail(`The store could not be closed: ${error instanceof Error ? error.message : error}`),
      )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
