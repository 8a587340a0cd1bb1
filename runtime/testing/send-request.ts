// Requests to a mock by operationId: whatever the contract requires and the test does not care about is filled with valid samples.
import type { OperationContract, Parameters, RawParameters, SampleRequest } from '../contract/contract.js'
import type { Violation } from '../errors.js'
import type { Method } from '../facts.js'
import { queryConditions } from '../http/path-query.js'
import { templateShape } from '../http/path-template.js'
import type { Json } from '../json.js'
import { isJsonMediaType, matchMediaType } from '../media-types.js'
import type { MockApp } from '../mock-app.js'
import { operationHeader } from '../operations/choose-operation.js'
import { encodeBody } from './encode-body.js'
import { noCredentials, sampleCredentials } from './sample-credentials.js'

/** What a test says about its request; parameter values are decoded values, not text. */
export interface SendOptions {
  readonly path?: Readonly<Record<string, Json>>
  readonly query?: Readonly<Record<string, Json>>
  readonly headers?: Readonly<Record<string, string>>
  /** JSON data, encoded for the operation's media type. Default: a sample, when the operation takes a body. */
  readonly body?: unknown
  /**
   * False: without credentials. Default: well-formed ones of nobody, where the contract asks for some; a header, a cookie or
   * a query parameter that the test gives itself stands instead.
   */
  readonly credentials?: false
}

/** What came back. */
export interface SentReply {
  readonly status: number
  readonly headers: Headers
  /** Parsed when it is JSON, else text; undefined when it is empty. */
  readonly body: unknown
  /** Where the reply breaks the contract; empty when it obeys. An undeclared status is a violation, except an error's. */
  readonly violations: readonly Violation[]
}

/** Sends a request to an operation, with these headers unless the test gives them itself. Rejects when the contract has no such operation. */
export type SendRequest = (
  operationId: string,
  options?: SendOptions,
  headers?: Readonly<Record<string, string>>,
) => Promise<SentReply>

/** Sends requests to the mock that `app` serves at `url`. */
export function createSendRequest(app: MockApp, url: string): SendRequest {
  const shared = sharedOperations(app.operations)
  return async (operationId, options = {}, fixed = {}) => {
    const operation = app.contract.operation(operationId)
    const { method, path } = app.operations[operationId] ?? unknownOperation(operationId)
    const request = buildRequest(operation, path, options, sendable(method, app.sample(operationId)))
    for (const [name, value] of Object.entries(fixed))
      if (!hasHeader(options.headers, name)) request.headers.set(name, value)
    // Of operations that share a path, the one that the test names is meant, whatever it sends.
    if (shared.has(operationId) && !request.headers.has(operationHeader)) {
      request.headers.set(operationHeader, encodeURIComponent(operationId))
    }
    const response = await fetch(url + request.path, { ...request.init, method: method.toUpperCase() })
    return readReply(operation, response)
  }
}

// A contract may declare the header, and then it has a sample; what the test says itself stands.
function hasHeader(headers: SendOptions['headers'] = {}, name: string): boolean {
  return Object.keys(headers).some((given) => given.toLowerCase() === name.toLowerCase())
}

interface BuiltRequest {
  readonly path: string
  readonly headers: Headers
  readonly init: RequestInit
}

function buildRequest(
  operation: OperationContract,
  template: string,
  options: SendOptions,
  sample: SampleRequest,
): BuiltRequest {
  const parameters = operation.encodeParameters(mergeParameters(sample, options))
  const headers = toHeaders(parameters.headers)
  const credentials = options.credentials === false ? noCredentials : sampleCredentials(operation)
  for (const [name, value] of Object.entries(credentials.headers)) headers.set(name, value)
  const cookies = [headers.get('cookie'), ...credentials.cookies.map((cookie) => cookie.join('='))]
  const cookie = cookies.filter((pair) => pair !== null).join('; ')
  if (cookie !== '') headers.set('cookie', cookie)
  const body = 'body' in options ? options.body : sample.body
  const { mediaType = 'application/json', partHeaders } = sample
  const encoded = body === undefined ? undefined : encodeBody(body, mediaType, partHeaders)
  if (encoded !== undefined) headers.set('content-type', encoded.contentType)
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
  const path = fillTemplate(template, parameters.path)
  const query = [
    ...queryOfKey(template, parameters.path),
    parameters.query,
    ...credentials.query.map((pair) => keyInQuery(pair, options.query)),
  ]
    .filter((part) => part !== '')
    .join('&')
  return {
    path: query === '' ? path : `${path}?${query}`,
    headers,
    init: { headers, redirect: 'manual', ...(encoded !== undefined && { body: encoded.body }) },
  }
}

// Some documents tell operations on one path apart by a query in the path key.
function queryOfKey(template: string, values: Readonly<Record<string, string>>): readonly string[] {
  return queryConditions(template).map(({ name, value = '', parameter = '' }) => {
    const given = Object.hasOwn(values, parameter) ? values[parameter] : encodeURIComponent(value)
    return `${encodeURIComponent(name)}=${given}`
  })
}

function sharedOperations(operations: MockApp['operations']): ReadonlySet<string> {
  const groups = new Map<string, string[]>()
  for (const [id, { method, path }] of Object.entries(operations)) {
    const key = `${method} ${templateShape(path)}`
    groups.set(key, [...(groups.get(key) ?? []), id])
  }
  return new Set([...groups.values()].filter((ids) => ids.length > 1).flat())
}

// API keys are no declared parameters, so what the test says of them is not in the query yet.
function keyInQuery([name, sample]: readonly [string, string], given: SendOptions['query'] = {}): string {
  const value = Object.hasOwn(given, name) ? String(given[name]) : sample
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}

// Contracts may declare a body for GET; it has no meaning there (RFC 9110, section 9.3.1), and fetch refuses to send it.
function sendable(method: Method, sample: SampleRequest): SampleRequest {
  return method === 'get' || method === 'head' ? { ...sample, body: undefined } : sample
}

function mergeParameters(sample: SampleRequest, options: SendOptions): Parameters {
  const { path, query, ...rest } = sample.parameters
  return { path: { ...path, ...options.path }, query: { ...query, ...options.query }, ...rest }
}

function toHeaders(values: RawParameters['headers']): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) headers.set(name, String(value))
  return headers
}

// Some contracts keep a fragment or a query in the path key; neither is part of the path that is requested.
function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const [path = ''] = template.split(/[?#]/, 1)
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => value),
    path,
  )
}

async function readReply(operation: OperationContract, response: Response): Promise<SentReply> {
  const { status, headers } = response
  const text = await response.text()
  const contentType = headers.get('content-type') ?? ''
  const body: Json | undefined =
    text === '' ? undefined : isJsonMediaType(contentType) ? JSON.parse(text) : text
  return { status, headers, body, violations: checkReply(operation, status, contentType, body) }
}

function checkReply(
  operation: OperationContract,
  status: number,
  contentType: string,
  body: Json | undefined,
): readonly Violation[] {
  const response = operation.response(status)
  if (response === undefined) {
    // Contracts rarely declare every error, and some declare no success at all.
    const declaresSuccess = operation.response(operation.success([]).status) !== undefined
    return status >= 400 || !declaresSuccess
      ? []
      : [{ pointer: '/status', message: `${status} is not declared`, keyword: 'status' }]
  }
  if (body === undefined) return []
  const declared = matchMediaType(contentType, response.bodies)
  if (declared !== undefined) return declared.validate(body)
  if (response.bodies.length === 0 || status >= 400) return []
  return [{ pointer: '/headers/content-type', message: `${contentType} is not declared`, keyword: 'content' }]
}

function unknownOperation(id: string): never {
  throw new Error(`the contract has no operation "${id}"`)
}
