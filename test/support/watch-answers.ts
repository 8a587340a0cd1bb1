// Holds every answer that a mock of a test gives against the contract of the operation that was asked, whatever the test itself
// looks at; what breaks the contract fails the test file. Only mocks with hooks of a test are not watched.
import { IncomingMessage, ServerResponse } from 'node:http'
import type { MockApp } from '@mockgen/runtime'
import type { OperationContract } from '../../runtime/contract/contract.js'
import { isJsonMediaType, matchMediaType } from '../../runtime/media-types.js'
import { templatePattern } from './template-pattern.js'

/** What was broken, in one line each. */
const broken = new Set<string>()

/** Most bytes of an answer that are looked at; what is longer is a file. */
const maxBytes = 4 * 1024 * 1024

// Programs that tests start have no tests of their own.
if ('__vitest_worker__' in globalThis) {
  const { afterAll, expect } = await import('vitest')
  afterAll(() => expect([...broken], 'answers that break their contract').toEqual([]))
}

/** What was broken so far, for a test that expects it; it fails nothing then. */
export function takeBroken(): readonly string[] {
  const taken = [...broken]
  broken.clear()
  return taken
}

/** Watches the answers of a mock; before it listens. */
export function watchAnswers(app: MockApp): void {
  const { callback } = app
  app.callback = () => {
    const listener = callback.call(app)
    return (request, response) => {
      if (request instanceof IncomingMessage && response instanceof ServerResponse)
        collect(response, (body, type) => judge(app, request, { status: response.statusCode, type, body }))
      return listener(request, response)
    }
  }
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: Buffer
}

function collect(response: ServerResponse, onEnd: (body: Buffer, type: string) => void): void {
  const chunks: Buffer[] = []
  let type: unknown
  const { write, writeHead, end } = response
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  // Headers that go out with the head are in no `getHeader`.
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    type = typeIn(args.at(-1))
    return Reflect.apply(writeHead, response, args)
  }
  response.write = function (this: ServerResponse, ...args: unknown[]) {
    keep(args[0])
    return Reflect.apply(write, response, args)
  }
  response.end = function (this: ServerResponse, ...args: unknown[]) {
    keep(args[0])
    const ended = Reflect.apply(end, response, args)
    // An error in here would be one of the server.
    try {
      onEnd(Buffer.concat(chunks), String(type ?? response.getHeader('content-type') ?? ''))
    } catch (error) {
      broken.add(`cannot be judged: ${String(error)}`)
    }
    return ended
  }
}

// As an object, or as a flat list of names and values.
function typeIn(headers: unknown): unknown {
  const flat = Array.isArray(headers) ? headers : Object.entries(Object(headers)).flat()
  const at = flat.findIndex((name, i) => i % 2 === 0 && String(name).toLowerCase() === 'content-type')
  return at < 0 ? undefined : flat[at + 1]
}

function judge(app: MockApp, { method = '', url = '', headers }: IncomingMessage, answer: Answer): void {
  // A preflight is answered by the server, whatever the contract says of OPTIONS.
  if (headers['access-control-request-method'] !== undefined) return
  const asked = method.toLowerCase()
  const [path = ''] = url.split('?', 1)
  const candidates = Object.entries(app.operations).filter(
    ([, facts]) => facts.method === asked && templatePattern(facts.path).test(path),
  )
  if (path.startsWith('/system') || candidates.length === 0 || answer.body.length > maxBytes) return
  const found = candidates.map(([id]) => findingsOf(app.contract.operation(id), answer))
  // Operations that share a path: one of them was asked.
  if (found.some((findings) => findings.length === 0)) return
  const [first] = candidates
  for (const finding of found[0] ?? [])
    broken.add(`${method} ${first?.[1].path} ${answer.status}: ${finding}`)
}

function findingsOf(operation: OperationContract, { status, type, body }: Answer): readonly string[] {
  const response = operation.response(status)
  if (response === undefined) {
    const declaresSuccess = operation.response(operation.success([]).status) !== undefined
    return status >= 400 || status === 304 || !declaresSuccess ? [] : ['is not declared']
  }
  const { bodies } = response
  if (body.length === 0) return []
  const declared = matchMediaType(type, bodies)
  // Errors that the contract does not describe are problem documents.
  if (declared === undefined) return bodies.length === 0 || status >= 400 ? [] : [`${type} is not declared`]
  if (!isJsonMediaType(type)) return []
  return declared.validate(JSON.parse(body.toString())).map(({ pointer, message }) => `${pointer} ${message}`)
}
