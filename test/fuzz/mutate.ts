// Turns a valid request into one that is nearly right, or hostile; the same random numbers give the same request.
import { pick } from '../../runtime/contract/samples/random-choice.js'
import type { Random } from '../../runtime/ids.js'
import { hostileHeaders, hostileJson, hostileNames, hostileText } from './hostile-values.js'
import { mutateJson } from './mutate-json.js'
import type { RawRequest } from './raw-request.js'

/** What is sent: the request, or bytes in which its framing is broken. */
export interface Mutated {
  readonly request: RawRequest
  /** Changes the bytes once more; then the connection is closed after them, because their length may be a lie. */
  readonly breakBytes?: (bytes: Buffer) => Buffer
}

/**
 * One to three mutations of a request, whose last path segments and values are often ones that answers have shown (`seen`):
 * what exists is where the deeper code is. One request in six stays valid.
 */
export function mutate(valid: RawRequest, random: Random, seen: readonly string[]): Mutated {
  let request = seen.length > 0 && random() < 0.6 ? aimed(valid, random, seen) : valid
  if (random() < 1 / 6) return { request }
  const rounds = 1 + Math.floor(random() * 3)
  for (let round = 0; round < rounds; round++) request = pick(mutations, random)(request, random)
  return random() < 0.1 ? { request, breakBytes: pick(byteMutations, random)(random) } : { request }
}

// Values in the path that look like keys, and keys in the body, become ones that exist.
function aimed(request: RawRequest, random: Random, seen: readonly string[]): RawRequest {
  const [path = '', ...query] = request.target.split('?')
  const segments = path.split('/').map((segment, i) => (i > 1 && i % 2 === 0 ? pick(seen, random) : segment))
  const body = request.body?.replace(/(Id"\s*:\s*)("[^"]*"|\d+)/g, (_, name: string, value: string) => {
    const key = pick(seen, random)
    return name + (value.startsWith('"') ? JSON.stringify(key) : key)
  })
  return { ...request, target: [segments.join('/'), ...query].join('?'), body }
}

type Mutation = (request: RawRequest, random: Random) => RawRequest

const mutations: readonly Mutation[] = [
  (request, random) => ({ ...request, method: pick(methods, random) }),
  (request, random) => ({ ...request, target: changeSegment(request.target, random) }),
  (request, random) => ({ ...request, target: changeTarget(request.target, random) }),
  (request, random) => ({ ...request, target: changeQuery(request.target, random) }),
  (request, random) => ({ ...request, target: changeQuery(request.target, random) }),
  (request, random) => ({ ...request, headers: changeHeaders(request.headers, random) }),
  (request, random) => ({ ...request, headers: changeHeaders(request.headers, random) }),
  changeBody,
  changeBody,
  changeBody,
  changeBody,
]

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PURGE',
  'get',
  'QUERY',
  'A'.repeat(40),
]

function changeSegment(target: string, random: Random): string {
  const [path = '', ...query] = target.split('?')
  const segments = path.split('/')
  segments[1 + Math.floor(random() * Math.max(1, segments.length - 1))] = pick(hostileText, random)
  return [segments.join('/'), ...query].join('?')
}

function changeTarget(target: string, random: Random): string {
  const changes = [
    `${target}/`,
    `/${target}`,
    `/..${target}`,
    `/%2e%2e${target}`,
    `http://other.test${target}`,
    `${target}#fragment`,
    `${target}/${'x'.repeat(8000)}`,
    target.toUpperCase(),
    target.replaceAll('/', '%2F'),
    '*',
    '/',
    '',
    `/system${target}`,
    '/system/data/__proto__',
  ]
  return pick(changes, random)
}

function changeQuery(target: string, random: Random): string {
  const [path = '', query = ''] = target.split('?', 2)
  const pairs = query === '' ? [] : query.split('&')
  const name = pick(hostileNames, random)
  const value = pick(hostileText, random)
  const known = pairs.length === 0 ? name : (pick(pairs, random).split('=', 1)[0] ?? name)
  const changes: readonly (() => readonly string[])[] = [
    () => [...pairs, `${name}=${value}`],
    () => pairs.slice(1),
    () => [...pairs, ...pairs],
    () => [...pairs, `${known}=${value}`],
    () => [...pairs.filter((pair) => !pair.startsWith(`${known}=`)), `${known}=${value}`],
    () => [...pairs, `${known}[${name}]=${value}`],
    () => [...pairs, `${known}${'[a]'.repeat(200)}=1`],
    () => [...pairs, ...Array.from({ length: 1000 }, (_, i) => `${known}[${i}]=${i}`)],
    () => [...pairs, '&&&===&%'],
    () => ['limit=-1', 'offset=1e99', 'page=0', 'cursor=!', 'sort=__proto__', `q=${value}`, 'filter=x'],
  ]
  return `${path}?${pick(changes, random)().join('&')}`
}

function changeHeaders(headers: RawRequest['headers'], random: Random): RawRequest['headers'] {
  const at = Math.floor(random() * headers.length)
  const [name = 'accept'] = headers[at] ?? []
  const changes: readonly (() => RawRequest['headers'])[] = [
    () => headers.filter((_, i) => i !== at),
    () => [...headers, ...headers.slice(at, at + 1)],
    () => headers.with(Math.min(at, headers.length - 1), [name, pick(hostileText, random)]),
    () => [...headers, pick(hostileHeaders, random)],
    () => [
      ...headers.filter(([other]) => other !== 'content-type'),
      ['content-type', pick(contentTypes, random)],
    ],
    () => [...headers, ['cookie', `a=${pick(hostileText, random)}; __proto__=1; ;=;`]],
    () => [...headers, ...Array.from({ length: 150 }, (_, i) => [`x-many-${i}`, 'v'] as const)],
  ]
  return headers.length === 0 ? [pick(hostileHeaders, random)] : pick(changes, random)()
}

const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/xml',
  'application/octet-stream',
  'image/*',
  ';;;',
  '',
]

function changeBody(request: RawRequest, random: Random): RawRequest {
  const { body } = request
  if (body === undefined) return { ...request, body: pick(hostileJson, random) }
  const isJson = /^[[{"]/.test(body)
  if (isJson && random() < 0.7) return { ...request, body: utf8(mutateJson(body, random)) }
  const at = Math.floor(random() * body.length)
  const changes: readonly (() => string | undefined)[] = [
    () => undefined,
    () => body.slice(0, at),
    () => body.slice(0, at) + pick(hostileText, random) + body.slice(at),
    () => body + body,
    () => pick(hostileJson, random),
    () => body.replaceAll('=', `[${pick(hostileNames, random)}]=`),
    () => body.replaceAll('name="', `name="${pick(hostileNames, random)}`),
    () => (random() < 0.02 ? `{"a":"${'x'.repeat(2 ** 21)}"}` : `"${'x'.repeat(5000)}"`),
  ]
  return { ...request, body: pick(changes, random)() }
}

const byteMutations: readonly ((random: Random) => (bytes: Buffer) => Buffer)[] = [
  (random) => (bytes) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (random) => (bytes) => {
    const changed = Buffer.from(bytes)
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256)
    return changed
  },
  () => (bytes) => replaceText(bytes, /content-length: \d+/i, 'content-length: 999999'),
  () => (bytes) => replaceText(bytes, /content-length: \d+/i, 'content-length: 1'),
  () => (bytes) =>
    replaceText(bytes, /content-length: (\d+)/i, 'content-length: $1\r\ntransfer-encoding: chunked'),
  () => (bytes) => replaceText(bytes, /content-length: \d+/i, 'transfer-encoding: chunked'),
  () => (bytes) => replaceText(bytes, / HTTP\/1\.1/, ' HTTP/9.9'),
  () => (bytes) => replaceText(bytes, /\r\n/, '\n'),
  () => (bytes) => Buffer.concat([bytes, bytes]),
]

function replaceText(bytes: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(pattern, by), 'latin1')
}

function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
