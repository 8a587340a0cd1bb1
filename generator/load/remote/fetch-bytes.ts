// Fetches one document over http or https: nothing but its bytes, from nowhere but where it may, and never more than fits.
import { lookup as lookUp } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { systemCode } from '../read-text.js'
import { findAddressProblem, findUrlProblem, type RemoteAccess } from './remote-access.js'

/** How long one document may take, redirects included. */
const timeoutMs = 10_000
/** Redirects that are followed for one document; each is checked like the first URL. */
const maxRedirects = 5

export type Fetched =
  /** `url` is where the document was at last, after redirects; references in it count from there. */
  | { readonly ok: true; readonly url: string; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: string }

/** Fetches at most `maxBytes`. Never throws; never sends cookies, credentials or a referrer. */
export async function fetchBytes(first: URL, access: RemoteAccess, maxBytes: number): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    let url = first
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const problem = findUrlProblem(url, access)
      if (problem !== undefined) return refused(problem)
      const response = await request(url, access, signal)
      const next = redirectOf(response, url)
      if (next === undefined) return await read(response, url, maxBytes)
      response.destroy()
      if (url.protocol === 'https:' && next.protocol === 'http:')
        return refused('it redirects from https to http')
      url = next
    }
    return refused(`it redirects more than ${maxRedirects} times`)
  } catch (cause) {
    if (signal.aborted) return refused(`it takes longer than ${timeoutMs / 1000} seconds`)
    return refused(
      cause instanceof ForbiddenAddress ? cause.message : `it cannot be fetched (${systemCode(cause)})`,
    )
  }
}

function refused(reason: string): Fetched {
  return { ok: false, reason }
}

function request(url: URL, access: RemoteAccess, signal: AbortSignal): Promise<IncomingMessage> {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    start(url, {
      // No agent: no connection is kept, and no proxy of the environment decides where it leads.
      agent: false,
      signal,
      lookup: checkedLookup(url, access),
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'mockgen' },
    })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
}

class ForbiddenAddress extends Error {}

/** Looks a name up and hands over the addresses that were checked, so that the connection is made to one of these. */
function checkedLookup(url: URL, access: RemoteAccess): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (failure, addresses) => {
      const problems = (failure === null ? addresses : []).flatMap(({ address }) => {
        return findAddressProblem(url, address, access) ?? []
      })
      const [first] = addresses ?? []
      if (failure !== null) callback(failure, '')
      else if (problems[0] !== undefined) callback(new ForbiddenAddress(problems[0]), '')
      else if (options.all === true) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

/** Where a redirect leads; undefined when the answer is none. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode)
  return isRedirect && headers.location !== undefined ? new URL(headers.location, from) : undefined
}

async function read(response: IncomingMessage, url: URL, maxBytes: number): Promise<Fetched> {
  const { statusCode, headers } = response
  const encoding = headers['content-encoding'] ?? 'identity'
  if (statusCode !== 200) return drop(response, `the answer has status ${statusCode}`)
  if (encoding !== 'identity')
    return drop(response, 'the answer is compressed, though that was not asked for')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length > maxBytes) return drop(response, 'all files together have more than 64 MiB')
    chunks.push(chunk)
  }
  return { ok: true, url: url.href, bytes: Buffer.concat(chunks, length) }
}

function drop(response: IncomingMessage, reason: string): Fetched {
  response.destroy()
  return refused(reason)
}
