// The headers that the contract declares for an answer and that belong to no behaviour: what a request or its sandbox make
// true, and what is required all the same. Optional ones of which nothing true is known stay away.
import type { HeaderContract, ResponseContract } from '../../contract/contract.js'
import type { Exchange } from '../../http/exchange.js'
import type { Reply } from '../../http/reply.js'
import { fileExtension } from '../../http/sample-files.js'
import { createRandom, seedOf } from '../../ids.js'
import { essenceOf } from '../../media-types.js'
import type { Sandbox } from '../../sandboxes/sandbox.js'
import type { OneOperation } from '../behaviour.js'
import { isFileMediaType } from '../sample-body.js'
import { absoluteUrl, isAbsolute } from './absolute-url.js'
import { compileRateLimit, isRateLimit, RequestCounts, readLimit, type Usage } from './rate-limits.js'
import { isEchoed, maxEchoLength } from './request-echo.js'

/** Adds to an answer, also to one of an error, the headers that its response declares. `sandbox` finds the one of the request. */
export type AddHeaders = (reply: Reply, exchange: Exchange, sandbox: () => Sandbox) => Reply | Promise<Reply>

/** Undefined for an operation whose responses declare no headers. */
export function compileDeclaredHeaders(one: OneOperation): AddHeaders | undefined {
  const { operation } = one
  if (!operation.declaresHeaders) return undefined
  const compiled = new Map<number, CompiledHeaders>()
  const headersOf = (status: number): CompiledHeaders => {
    let known = compiled.get(status)
    if (known === undefined) {
      known = compileHeaders(operation.response(status), one)
      compiled.set(status, known)
    }
    return known
  }
  return (reply, exchange, sandbox) => {
    const { rules, cookies, isCounted } = headersOf(reply.status)
    if (rules.length === 0 && cookies.length === 0) return reply
    const add = (usage?: Usage) => withCookies(apply(rules, { reply, exchange, usage }), cookies)
    return isCounted ? countRequest(sandbox).then(add) : add()
  }
}

/** What the values of headers are made from. */
interface Source {
  readonly reply: Reply
  readonly exchange: Exchange
  readonly usage?: Usage | undefined
}

interface Rule {
  readonly name: string
  /** The header's text; undefined where nothing true is known. */
  readonly make: (source: Source) => string | undefined
}

interface CompiledHeaders {
  readonly rules: readonly Rule[]
  /** The cookies of the contract, where it has several. */
  readonly cookies: readonly string[]
  /** True when the answer tells about a rate limit. */
  readonly isCounted: boolean
}

const noHeaders: CompiledHeaders = { rules: [], cookies: [], isCounted: false }

function compileHeaders(response: ResponseContract | undefined, one: OneOperation): CompiledHeaders {
  if (response === undefined) return noHeaders
  const headers = [...response.headers.values()]
  const limit = readLimit(headers)
  const rules = headers.flatMap((header): Rule[] => {
    const make = compileValue(header, one, limit)
    const sample = header.required ? sampleOf(header) : undefined
    if (make === undefined && sample === undefined) return []
    const { name } = header
    return [{ name, make: (source) => make?.(source) ?? source.reply.headers[name] ?? sample }]
  })
  const cookies = response.headers.get('set-cookie')?.cookies ?? []
  return { rules, cookies, isCounted: headers.some(({ name }) => isRateLimit(name)) }
}

function sampleOf(header: HeaderContract): string | undefined {
  return header.sample(createRandom(seedOf(header.name)))
}

// What a behaviour or a hook said stands, except for how it is written.
function compileValue(header: HeaderContract, one: OneOperation, limit: number): Rule['make'] | undefined {
  const { name } = header
  const rateLimit = compileRateLimit(header, limit)
  if (rateLimit !== undefined)
    return ({ reply, usage }) =>
      reply.headers[name] ?? (usage && rateLimit(usage, reply.status === tooManyRequests))
  if (isAbsolute(header)) return ({ reply, exchange }) => absoluteUrl(reply.headers[name], exchange.request)
  if (name === 'content-disposition') return ({ reply }) => reply.headers[name] ?? attachment(header, reply)
  if (!isEchoed(name, one.operation)) return undefined
  return ({ reply, exchange }) => reply.headers[name] ?? echo(header, exchange)
}

const tooManyRequests = 429

function echo(header: HeaderContract, { request }: Exchange): string | undefined {
  const sent = request.headers[header.name]
  const isFit = typeof sent === 'string' && sent !== '' && sent.length <= maxEchoLength
  return isFit && header.allows(sent) ? sent : undefined
}

function attachment(header: HeaderContract, { headers, body }: Reply): string | undefined {
  const mediaType = headers['content-type']
  if (body === undefined || mediaType === undefined || !isFileMediaType(mediaType)) return undefined
  const texts = [header.example, `attachment; filename="mock${fileExtension(essenceOf(mediaType))}"`]
  return texts.find((text) => text !== undefined && header.allows(text))
}

const counts = new RequestCounts<Sandbox>()

// By the clock of the sandbox. An answer that cannot be counted is one all the same: it may just say that the sandbox cannot
// be used.
async function countRequest(find: () => Sandbox): Promise<Usage | undefined> {
  try {
    const sandbox = find()
    return await sandbox.use(async ({ clock }) => counts.count(sandbox, clock.now()))
  } catch {
    return undefined
  }
}

// The first of them says that the answer has those of the contract, and not one that a hook or a declaration has set.
function withCookies(reply: Reply, [first, ...others]: readonly string[]): Reply {
  const isMeant = others.length > 0 && reply.headers['set-cookie'] === first
  return isMeant ? { ...reply, moreCookies: others } : reply
}

// A copy only where something changes; the order of a copy's names costs nothing here.
function apply(rules: readonly Rule[], source: Source): Reply {
  const { reply } = source
  const added: [string, string][] = []
  for (const { name, make } of rules) {
    const text = make(source)
    if (text !== undefined && text !== reply.headers[name]) added.push([name, text])
  }
  return added.length === 0
    ? reply
    : { ...reply, headers: { ...reply.headers, ...Object.fromEntries(added) } }
}
