// A listening server and its graceful end.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { isIPv6, type Socket } from 'node:net'
import { StartError } from '../start-error.js'

/** Where to listen. */
export interface Address {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
}

export interface RunningServer {
  /** An address that a client on this machine can use, without a slash at its end. */
  readonly url: string
  readonly port: number
  /**
   * Stops accepting connections, lets running requests finish and closes idle connections at once; after 10 seconds
   * what is left is cut. Resolves when the last connection is gone; further calls wait for the same end.
   */
  close(): Promise<void>
}

/** How long running requests may take after `close`. */
export const closeWaitMs = 10_000
/** How often connections that have become idle are looked for while closing. */
const idleCheckMs = 20
/** Longer than the pauses of test runs and browsers, so that a client rarely reuses a connection as it is closed. */
const keepAliveMs = 65_000

/** Time from the first byte of a request to its last; whoever is slower is told 408 (RFC 9110, section 15.5.9). */
export const defaultRequestTimeoutMs = 60_000
/** How often slow requests are looked for, at most. */
const slowCheckMs = 5_000

/** What answers the requests. */
export interface Listener {
  callback(): RequestListener
  /** Bodies that announce more are not asked for. Default: no limit. */
  readonly bodyLimitBytes?: number
  /** Time that a client has to send a request, headers and body. Default: 60,000. */
  readonly requestTimeoutMs?: number
}

/** Listens. Rejects with a StartError when the address cannot be used. */
export function listen(app: Listener, address: Address): Promise<RunningServer> {
  const requestTimeout = app.requestTimeoutMs ?? defaultRequestTimeoutMs
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(slowCheckMs, Math.ceil(requestTimeout / 4)),
    },
    app.callback(),
  )
  answerExpectations(server, app.bodyLimitBytes ?? Number.POSITIVE_INFINITY)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(toStartError(error, address))
    server.once('error', refuse)
    server.listen({ port: address.port, host: address.host }, () => {
      server.off('error', refuse)
      const port = portOf(server)
      let closing: Promise<void> | undefined
      resolve({
        port,
        url: `http://${clientHost(address.host)}:${port}`,
        close: () => {
          closing ??= closeGracefully(server, sockets)
          return closing
        },
      })
    })
  })
}

// A client that waits for `100 Continue` before it sends a body that is too large is told no instead (RFC 9110, section
// 10.1.1). It may be about to send after all, so its connection is not used again.
function answerExpectations(server: Server, limitBytes: number): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length']) > limitBytes) response.shouldKeepAlive = false
    else response.writeContinue()
    server.emit('request', request, response)
  })
}

function closeGracefully(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs)
    const cut = setTimeout(() => server.closeAllConnections(), closeWaitMs)
    // The only error is that the server does not listen any more, which is what is wanted.
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
    // Connections that browsers open in advance; Node does not call them idle before their first request.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

// Addresses that mean "every interface" are no addresses to connect to.
function clientHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}

function toStartError(error: Error, { port, host }: Address): Error {
  const code = 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(
        'MOCK_PORT_IN_USE',
        `Port ${port} on ${host} is in use by another program. Choose another one with --port or PORT.`,
        { cause: error },
      )
    case 'EACCES':
      return new StartError(
        'MOCK_PORT_FORBIDDEN',
        `Port ${port} may not be used by this user. Choose one above 1023 with --port or PORT.`,
        { cause: error },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        'MOCK_HOST_INVALID',
        `${host} is not an address of this machine. Choose another one with HOST; 127.0.0.1 always works.`,
        { cause: error },
      )
    default:
      return error
  }
}
