// Owns the life of a server process: settings from the environment, the address on stdout, signals, exit codes.
import type { RequestListener } from 'node:http'
import { StartError } from '../start-error.js'
import { type Address, closeWaitMs, listen, type RunningServer } from './serve.js'

/** What is served. `close` flushes and closes the store. */
export interface ServedApp {
  /** What is served and where to look, in a line or two for the person who has started it. */
  readonly banner?: string
  callback(): RequestListener
  /** Resolves when it can serve; rejects with StartError when it cannot. */
  ready?(): Promise<void>
  close(): Promise<void>
}

export interface StartOptions {
  /** Default: `PORT` of the environment, else 3000. */
  readonly port?: number
  /** Default: `HOST` of the environment, else 127.0.0.1. */
  readonly host?: string
  /**
   * What the person who starts the server calls these two, such as `--port`, for sentences about them. Default: the
   * environment's variables.
   */
  readonly names?: { readonly port: string; readonly host: string }
}

const defaultPort = 3000
const defaultHost = '127.0.0.1'
const variables = { port: 'PORT', host: 'HOST' }

/**
 * Serves as `runServer` does and tells it: the address and the app's banner on stdout, or on stderr why the server cannot start,
 * which ends the process with 1.
 */
export async function startServer(
  app: ServedApp | (() => ServedApp),
  options: StartOptions = {},
): Promise<RunningServer> {
  try {
    // A function makes the app here, so that settings with which it cannot start are told in the same way.
    const served = typeof app === 'function' ? app() : app
    const server = await runServer(served, options)
    // Whoever waits for the first line may signal at once.
    process.stdout.write(
      `Listening on ${server.url}\n${served.banner === undefined ? '' : `${served.banner}\n`}`,
    )
    return server
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return fail(error.message)
  }
}

/**
 * Serves until SIGTERM or SIGINT, and then ends the process: with 0 when running requests are answered and the store is
 * closed (a second signal does not wait), with 1 when the store cannot be closed. Resolves when the server listens and signals are
 * waited for; rejects with StartError, the app closed, when the address cannot be used.
 */
export async function runServer(app: ServedApp, options: StartOptions = {}): Promise<RunningServer> {
  try {
    const settings = readSettings(options, process.env)
    await app.ready?.()
    const server = await listen(app, toAddress(settings)).catch((error) => refuse(error, settings))
    endOnSignal(server, app)
    return server
  } catch (error) {
    await app.close()
    throw error
  }
}

/** The address from options, the environment and the defaults, in this order; StartError for one that cannot be. */
export function readAddress(options: StartOptions, env: Environment): Address {
  return toAddress(readSettings(options, env))
}

type Environment = Readonly<Record<string, string | undefined>>

/** A value as text, and what it is called where it was given, or can be given. */
interface Setting {
  readonly text: string
  readonly name: string
}

interface Settings {
  readonly port: Setting
  readonly host: Setting
}

function readSettings({ port, host, names = variables }: StartOptions, env: Environment): Settings {
  // A variable of white space counts as none.
  return {
    port:
      setting(port, names.port) ??
      setting(env.PORT?.trim() || undefined, variables.port) ??
      setting(defaultPort, names.port),
    host:
      setting(host, names.host) ??
      setting(env.HOST?.trim() || undefined, variables.host) ??
      setting(defaultHost, names.host),
  }
}

function setting(value: string | number, name: string): Setting
function setting(value: string | number | undefined, name: string): Setting | undefined
function setting(value: string | number | undefined, name: string): Setting | undefined {
  return value === undefined ? undefined : { text: String(value), name }
}

function toAddress({ port, host }: Settings): Address {
  if (!/^[\w.:%-]+$/.test(host.text)) {
    const message = `${host.name} is ${JSON.stringify(host.text)}; it must be a host name or an IP address.`
    throw new StartError('MOCK_HOST_INVALID', message)
  }
  if (!/^\d{1,5}$/.test(port.text) || Number(port.text) > 65_535) {
    const message = `${port.name} is ${JSON.stringify(port.text)}; it must be a number from 0 to 65535.`
    throw new StartError('MOCK_PORT_INVALID', message)
  }
  return { port: Number(port.text), host: host.text }
}

/** Throws why an address cannot be used, with the setting to change. */
function refuse(error: unknown, settings: Settings): never {
  if (!(error instanceof StartError)) throw error
  throw new StartError(error.code, explain(error, settings), { cause: error.cause })
}

function explain({ code, message }: StartError, { port, host }: Settings): string {
  switch (code) {
    case 'MOCK_PORT_IN_USE':
      return `Port ${port.text} on ${host.text} is in use. Choose another one with ${port.name}.`
    case 'MOCK_PORT_FORBIDDEN':
      return `Port ${port.text} may not be used by this user. Choose one above 1023 with ${port.name}.`
    case 'MOCK_HOST_INVALID':
      return `${host.text} is not an address of this machine. Choose another one with ${host.name}; 127.0.0.1 always works.`
    default:
      return message
  }
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
