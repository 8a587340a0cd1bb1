// One attempt to deliver a message: a single request over a connection of its own, to an address that is allowed.
import type { LookupAddress } from 'node:dns'
import { lookup as dnsLookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { HostRules } from './host-rules.js'
import type { Message } from './message.js'

/** How an attempt ended: with an answer, or why without. `isFinal`: another attempt would end alike. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'failed'; readonly error: string; readonly isFinal: boolean }

/** The addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>

/** The addresses that the system knows. */
export const resolveBySystem: ResolveHost = (hostname) => dnsLookup(hostname, { all: true })

/** What an attempt is made with. */
export interface AttemptOptions {
  readonly rules: HostRules
  readonly resolve: ResolveHost
  /** Until the connection stands, and until the answer is read. */
  readonly connectTimeoutMs: number
  readonly timeoutMs: number
  /** Gives the attempt up. */
  readonly signal: AbortSignal
}

/** Most bytes of an answer that are read, so that its sender can end; then the connection is cut. Its text is not kept. */
const maxAnswerBytes = 65_536

/** Sends a message once. Redirects are not followed. Never rejects. */
export function attempt(
  message: Pick<Message, 'method' | 'url' | 'headers' | 'body'>,
  options: AttemptOptions,
): Promise<Attempt> {
  const url = new URL(message.url)
  const refusal = options.rules.refusalOf(url)
  if (refusal !== undefined) return Promise.resolve({ kind: 'failed', error: refusal, isFinal: true })
  return new Promise((settle) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, requestOptions(message, url, options))
    let answer: Attempt | undefined
    // The first of all ends counts; once there is an answer, how its body ends does not matter.
    const end = (result: Attempt) => {
      clearTimeout(total)
      clearTimeout(connecting)
      options.signal.removeEventListener('abort', giveUp)
      settle(answer ?? result)
      request.destroy()
    }
    const fail = (error: string, isFinal = false) => end({ kind: 'failed', error, isFinal })
    const giveUp = () => fail('the mock was closed', true)
    const total = setTimeout(() => fail(`no answer in ${options.timeoutMs} ms`), options.timeoutMs)
    const connecting = setTimeout(
      () => fail(`no connection in ${options.connectTimeoutMs} ms`),
      options.connectTimeoutMs,
    )
    options.signal.addEventListener('abort', giveUp)
    request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
    })
    request.on('response', (response) => {
      const { statusCode = 0, headers } = response
      answer = { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] }
      throwAway(response, () => fail('the answer did not end'))
    })
    request.on('error', (error) => fail(reasonOf(error), error instanceof AddressRefused))
    // A connection that turns into something else than HTTP is closed by Node without a word.
    request.on('close', () => fail('the connection was closed without an answer'))
    request.end(message.body)
  })
}

// No agent, so that no connection that was allowed for one host is used for another, and none stays open.
function requestOptions(
  { method, headers, body }: Pick<Message, 'method' | 'headers' | 'body'>,
  url: URL,
  { rules, resolve }: AttemptOptions,
): RequestOptions {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return {
    method: method.toUpperCase(),
    headers: { ...headers, ...length },
    agent: false,
    lookup: allowedLookup(url, rules, resolve),
  }
}

/** The host leads to no address that is allowed. */
class AddressRefused extends Error {}

// The addresses that are checked here are those that are connected to, whatever the name leads to a moment later.
function allowedLookup(url: URL, rules: HostRules, resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const admitted = found.filter(({ address }) => rules.admits(url, address))
        const [first] = admitted
        if (first === undefined)
          callback(new AddressRefused(`${hostname} leads to no address that is allowed`), '')
        else if (options.all === true) callback(null, [...admitted])
        else callback(null, first.address, first.family)
      },
      (error: Error) => callback(error, ''),
    )
  }
}

function throwAway(response: IncomingMessage, done: () => void): void {
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) done()
  })
  response.on('end', done)
  response.on('error', done)
}

// When several addresses were tried, Node says nothing but their codes.
function reasonOf(error: Error): string {
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : 'the connection failed'
}
