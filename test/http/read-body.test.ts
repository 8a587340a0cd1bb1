import type { IncomingMessage } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { typeForm } from '../../runtime/contract/forms/form-values.js'
import { MockError } from '../../runtime/errors.js'
import { ClientGone } from '../../runtime/http/client-gone.js'
import { type RequestBody, readBody } from '../../runtime/http/read-body.js'
import { open, received, serve } from './sockets.js'

type RequestBodyInit = NonNullable<RequestInit['body']>

type Outcome = { readonly body: RequestBody | undefined } | { readonly error: unknown }

/** Serves one kind of request: answers 200 or the error's status, and hands over what was read. */
async function reader(limitBytes?: number) {
  const outcomes: Outcome[] = []
  const waiting: ((outcome: Outcome) => void)[] = []
  const settle = (outcome: Outcome) => {
    const next = waiting.shift()
    if (next === undefined) outcomes.push(outcome)
    else next(outcome)
  }
  const server = await serve((request: IncomingMessage, response) => {
    readBody(request, limitBytes).then(
      (body) => {
        settle({ body })
        response.end('read')
      },
      (error: unknown) => {
        settle({ error })
        response.statusCode = error instanceof MockError ? error.status : 500
        response.end('refused')
      },
    )
  })
  const next = () =>
    new Promise<Outcome>((resolve) => {
      const known = outcomes.shift()
      if (known === undefined) waiting.push(resolve)
      else resolve(known)
    })
  return { ...server, next }
}

async function send(
  body: RequestBodyInit,
  headers: Record<string, string>,
  limitBytes?: number,
): Promise<Outcome> {
  const server = await reader(limitBytes)
  const response = await fetch(server.url, { method: 'POST', body, headers })
  await response.text()
  return server.next()
}

async function bodyOf(
  body: RequestBodyInit,
  contentType: string,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const outcome = await send(body, { 'content-type': contentType, ...headers })
  if ('error' in outcome) throw outcome.error
  return meaningOf(outcome.body)
}

// A form as the object that its fields make where no schema says more.
function meaningOf(body: RequestBody | undefined): unknown {
  return body?.fields === undefined ? body?.value : typeForm(body.fields)
}

async function refusalOf(
  body: RequestBodyInit,
  headers: Record<string, string>,
  limitBytes?: number,
): Promise<MockError> {
  const outcome = await send(body, headers, limitBytes)
  if ('error' in outcome && outcome.error instanceof MockError) return outcome.error
  throw new Error('the body was not refused')
}

const json = { 'content-type': 'application/json' }
const own = (name: string, value: unknown) => Object.fromEntries([[name, value]])

describe('reading JSON', () => {
  it.each<[string, { text: string; type?: string; want: unknown }]>([
    ['reads an object', { text: '{"a":[1,true,null]}', want: { a: [1, true, null] } }],
    ['reads a string', { text: '"x"', want: 'x' }],
    ['reads a number', { text: ' 1.5e3 ', want: 1500 }],
    ['reads null', { text: 'null', want: null }],
    [
      'reads types with a suffix',
      { text: '{}', type: 'application/merge-patch+json; charset=utf-8', want: {} },
    ],
    ['reads types in any case', { text: '{}', type: 'Application/JSON', want: {} }],
    ['reads all of Unicode', { text: '"é😀"', want: 'é😀' }],
    ['ignores a byte order mark', { text: '\ufeff1', want: 1 }],
    ['reads __proto__ as a name', { text: '{"__proto__":{"x":1}}', want: own('__proto__', { x: 1 }) }],
  ])('%s', async (_, { text, type, want }) => {
    expect(await bodyOf(text, type ?? 'application/json')).toEqual(want)
  })

  it('leaves prototypes alone', async () => {
    const value = await bodyOf('{"__proto__":{"polluted":1}}', 'application/json')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['__proto__'])
  })

  it('knows an empty body as none', async () => {
    expect(await send('', json)).toEqual({ body: undefined })
    const server = await reader()
    const socket = await open(server.port)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')
    expect(await server.next()).toEqual({ body: undefined })
  })

  it.each<[string, { text: string; want: string }]>([
    ['a comma too many', { text: '{\n  "a": 1,\n}', want: 'line 3, column 1' }],
    ['a missing comma', { text: '[1 2]', want: 'line 1, column 4' }],
    ['a missing colon', { text: '{"a" 1}', want: 'line 1, column 6' }],
    ['a text that ends early', { text: '{"a":', want: 'line 1, column 6: unexpected end of the text' }],
    ['an unfinished string', { text: '"a', want: 'line 1, column 3: unexpected end of the text' }],
    ['a bad escape', { text: '"a\\x"', want: 'line 1, column 3' }],
    ['a raw line break in a string', { text: '"a\nb"', want: 'line 1, column 3' }],
    ['a number with a leading zero', { text: '[01]', want: 'line 1, column 3' }],
    ['a word', { text: 'hello', want: 'line 1, column 1: unexpected "h"' }],
    ['something after the value', { text: '{} {}', want: 'line 1, column 4' }],
    ['brackets that do not pair', { text: '[}', want: 'line 1, column 2' }],
  ])('says where %s is', async (_, { text, want }) => {
    const error = await refusalOf(text, json)
    expect([error.code, error.errors[0]?.pointer]).toEqual(['MOCK_BAD_REQUEST', '/body'])
    expect(error.detail).toContain(want)
  })

  it('refuses text that is not UTF-8', async () => {
    expect((await refusalOf(Buffer.from([0x22, 0xff, 0x22]), json)).code).toBe('MOCK_BAD_REQUEST')
    expect(await bodyOf('"\ufffd"', 'application/json')).toBe('\ufffd')
  })

  it('refuses nesting that would exhaust the stack', async () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect((await refusalOf(deep(201), json)).code).toBe('MOCK_BAD_REQUEST')
    expect((await refusalOf(deep(500_000), json)).code).toBe('MOCK_BAD_REQUEST')
    expect((await refusalOf(`{"a\\"[":${deep(200)}}${' '.repeat(500)}`, json)).code).toBe('MOCK_BAD_REQUEST')
    expect(await bodyOf(`${deep(200)} ${' '.repeat(500)}`, 'application/json')).toBeInstanceOf(Array)
    const texts = JSON.stringify(['['.repeat(500), '\\', `{"`, '{'.repeat(500)])
    expect(await bodyOf(texts, 'application/json')).toHaveLength(4)
  })

  it.each<[string, { text: string; want: string | undefined }]>([
    ['an integer beyond 2^53', { text: '9007199254740993', want: '/body' }],
    ['the largest int64', { text: '{"a":[1,{"b/c":9223372036854775807}]}', want: '/body/a/1/b~1c' }],
    ['a negative one behind a name with quotes', { text: '{"\\"":-12345678901234567}', want: '/body/"' }],
    ['one of 400 digits', { text: `[0, ${'1'.repeat(400)}]`, want: '/body/1' }],
    [
      'one that is written as it is held',
      { text: '[9223372036854776000, 9007199254740992]', want: undefined },
    ],
    ['the exact digits of a power of two', { text: '18446744073709551616', want: undefined }],
    [
      'digits in a text or behind a point',
      { text: '["9007199254740993", 0.1234567890123456789]', want: undefined },
    ],
  ])('refuses %s only where it would become another number', async (_, { text, want }) => {
    if (want === undefined) expect(await bodyOf(text, 'application/json')).toEqual(JSON.parse(text))
    else {
      const { code, errors } = await refusalOf(text, json)
      expect([code, errors[0]?.pointer, errors[0]?.keyword]).toEqual(['MOCK_BAD_REQUEST', want, 'precision'])
    }
  })

  it('reads chunks that cut characters apart', async () => {
    const server = await reader()
    const socket = await open(server.port)
    const bytes = Buffer.from('{"name":"é😀"}')
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    for (const byte of bytes)
      socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]))
    socket.write('0\r\n\r\n')
    expect(await server.next()).toMatchObject({ body: { value: { name: 'é😀' } } })
  })
})

describe('reading other types', () => {
  it.each<[string, { body: RequestBodyInit; type: string; want: unknown }]>([
    ['reads text', { body: 'Grüße', type: 'text/plain', want: 'Grüße' }],
    [
      'reads text in its character set',
      { body: Buffer.from([0xfc]), type: 'text/plain; charset="ISO-8859-1"', want: 'ü' },
    ],
    ['reads XML as text', { body: '<a/>', type: 'application/xml', want: '<a/>' }],
    ['reads anything else as base64', { body: Buffer.from([0, 255]), type: 'image/png', want: 'AP8=' }],
    [
      'reads a form',
      {
        body: 'a=1&b=x+y%26&a=2',
        type: 'application/x-www-form-urlencoded',
        want: { a: ['1', '2'], b: 'x y&' },
      },
    ],
    [
      'nests a form',
      {
        body: 'a[b][c]=1&d[]=2&e[1]=y&e[0]=x',
        type: 'application/x-www-form-urlencoded',
        want: { a: { b: { c: '1' } }, d: ['2'], e: ['x', 'y'] },
      },
    ],
    [
      'keeps __proto__ of a form a name',
      {
        body: '__proto__[x]=1',
        type: 'application/x-www-form-urlencoded',
        want: own('__proto__', { x: '1' }),
      },
    ],
  ])('%s', async (_, { body, type, want }) => {
    expect(await bodyOf(body, type)).toEqual(want)
  })

  it('has the bytes too', async () => {
    const outcome = await send(Buffer.from([0, 255]), { 'content-type': 'image/png' })
    expect('body' in outcome && [...(outcome.body?.bytes ?? [])]).toEqual([0, 255])
  })

  it.each<[string, { text: string }]>([
    ['a field that is both a value and an object', { text: 'a=1&a[b]=2' }],
    ['the same the other way round', { text: 'a[b]=2&a=1' }],
    ['brackets nested too deeply', { text: `a${'[b]'.repeat(10)}=1` }],
    ['too many fields', { text: 'a=1&'.repeat(1_001) }],
  ])('refuses %s', async (_, { text }) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const error = await send(text, form).then((outcome) => {
      try {
        return 'body' in outcome ? meaningOf(outcome.body) : outcome.error
      } catch (thrown) {
        return thrown
      }
    })
    expect(error).toMatchObject({ code: 'MOCK_BAD_REQUEST' })
  })

  it('refuses an unknown character set', async () => {
    const error = await refusalOf('x', { 'content-type': 'text/plain; charset=klingon' })
    expect(error.code).toBe('MOCK_UNSUPPORTED_MEDIA_TYPE')
  })
})

describe('multipart forms', () => {
  const part = (headers: string, content: string) => `--b\r\n${headers}\r\n\r\n${content}\r\n`
  const type = { 'content-type': 'multipart/form-data; boundary=b' }

  it('reads fields, JSON parts and files', async () => {
    const form = new FormData()
    form.append('name', 'Rex')
    form.append('tags', 'a')
    form.append('tags', 'b')
    form.append('meta', new Blob(['{"legs":4}'], { type: 'application/json' }), 'meta.json')
    form.append('photo', new Blob([Buffer.from([0, 1, 255])], { type: 'image/png' }), '../../etc/rex.png')
    form.append('notes', new Blob(['größer'], { type: 'text/csv' }), 'notes.csv')
    const server = await reader()
    await (await fetch(server.url, { method: 'POST', body: form })).text()
    const outcome = await server.next()
    expect('body' in outcome && meaningOf(outcome.body)).toEqual({
      name: 'Rex',
      tags: ['a', 'b'],
      meta: '{"legs":4}',
      photo: 'AAH/',
      notes: 'größer',
    })
    expect('body' in outcome && outcome.body?.fields !== undefined && outcome.body.files).toEqual([
      {
        field: 'meta',
        filename: 'meta.json',
        mediaType: 'application/json',
        bytes: Buffer.from('{"legs":4}'),
      },
      { field: 'photo', filename: 'rex.png', mediaType: 'image/png', bytes: Buffer.from([0, 1, 255]) },
      { field: 'notes', filename: 'notes.csv', mediaType: 'text/csv', bytes: Buffer.from('größer') },
    ])
  })

  it('reads a part without a file name by its media type', async () => {
    const text =
      part('Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json', '{"a":1}') +
      part('Content-Disposition: form-data; name="icon"\r\nContent-Type: image/gif', 'GIF')
    expect(await bodyOf(`${text}--b--\r\n`, type['content-type'])).toEqual({ meta: { a: 1 }, icon: 'R0lG' })
  })

  it.each<[string, { text: string; type?: string }]>([
    ['no boundary', { text: 'x', type: 'multipart/form-data' }],
    ['no parts at all', { text: 'x' }],
    ['a part without a name', { text: `${part('Content-Disposition: form-data', '1')}--b--\r\n` }],
    [
      'a JSON part that is malformed',
      {
        text: `${part('Content-Disposition: form-data; name="a"\r\nContent-Type: application/json', '{')}--b--\r\n`,
      },
    ],
    [
      'too many parts',
      { text: `${part('Content-Disposition: form-data; name="a"', '1').repeat(1_001)}--b--\r\n` },
    ],
    [
      'too many files',
      { text: `${part('Content-Disposition: form-data; name="a"; filename="x"', '1').repeat(101)}--b--\r\n` },
    ],
  ])('refuses %s', async (_, { text, type: contentType }) => {
    const error = await refusalOf(text, { 'content-type': contentType ?? type['content-type'] })
    expect(error.code).toBe('MOCK_BAD_REQUEST')
  })

  it('answers a body that ends anywhere', async () => {
    const whole =
      part('Content-Disposition: form-data; name="a"', 'hello') +
      part('Content-Disposition: form-data; name="f"; filename="x"\r\nContent-Type: image/png', 'binary')
    const server = await reader()
    for (let length = 1; length <= whole.length; length++) {
      const response = await fetch(server.url, {
        method: 'POST',
        body: whole.slice(0, length),
        headers: type,
      })
      expect([length, response.status]).toEqual([length, 400])
      await response.text()
    }
  })
})

describe('content codings', () => {
  const text = JSON.stringify({ name: 'x'.repeat(500) })

  it.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('reads %s', async (coding, bytes) => {
    expect(await bodyOf(bytes, 'application/json', { 'content-encoding': coding })).toEqual(JSON.parse(text))
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
  ])('refuses a %s bomb', async (coding, bytes) => {
    const error = await refusalOf(bytes, { ...json, 'content-encoding': coding })
    expect(bytes.length).toBeLessThan(100_000)
    expect(error.code).toBe('MOCK_BODY_TOO_LARGE')
  })

  it('refuses damaged data and unknown codings', async () => {
    expect((await refusalOf('no gzip', { ...json, 'content-encoding': 'gzip' })).code).toBe(
      'MOCK_BAD_REQUEST',
    )
    const error = await refusalOf('{}', { ...json, 'content-encoding': 'zstd' })
    expect([error.code, error.headers['accept-encoding']]).toEqual([
      'MOCK_UNSUPPORTED_MEDIA_TYPE',
      'gzip, deflate, br',
    ])
  })
})

describe('limits', () => {
  it('takes a body of exactly the limit', async () => {
    expect(await send('"345678"', json, 8)).toMatchObject({ body: { value: '345678' } })
    expect((await refusalOf('"3456789"', json, 8)).code).toBe('MOCK_BODY_TOO_LARGE')
  })

  it('names the setting', async () => {
    expect((await refusalOf('"3456789"', json, 8)).detail).toContain('MOCK_BODY_LIMIT')
  })

  it('answers before the body is sent when its length is announced', async () => {
    const server = await reader()
    const socket = await open(server.port)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n')
    expect(await received(socket, (text) => text.includes('refused'))).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('answers as soon as a chunked body passes the limit', async () => {
    const server = await reader(1_000)
    const socket = await open(server.port)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
    socket.write(`800\r\n${'x'.repeat(0x800)}\r\n`)
    expect(await received(socket, (text) => text.includes('refused'))).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('lets clients read the answer that send everything first, and keeps their connection', async () => {
    const server = await reader(1_000)
    const socket = await open(server.port)
    const size = 5_000_000
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`)
    socket.write('x'.repeat(size))
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}',
    )
    const text = await received(socket, (soFar) => soFar.includes('read') && soFar.includes('HTTP/1.1 200'))
    expect(text).toMatch(/^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 200 /)
  })

  it('answers fetch, whose body is far too large', async () => {
    const server = await reader(1_000)
    const response = await fetch(server.url, { method: 'POST', body: Buffer.alloc(40_000_000) })
    expect([response.status, await response.text()]).toEqual([413, 'refused'])
  })
})

describe('clients that go away', () => {
  it('rejects with ClientGone when the connection ends inside the body', async () => {
    const server = await reader()
    const socket = await open(server.port)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc')
    socket.destroy()
    const outcome = await server.next()
    expect('error' in outcome && outcome.error).toBeInstanceOf(ClientGone)
  })

  it('waits for slow clients', async () => {
    const server = await reader()
    const socket = await open(server.port)
    for (const char of 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Type: application/json\r\n\r\n1234') {
      await new Promise((resolve) => socket.write(char, resolve))
    }
    expect(await server.next()).toMatchObject({ body: { value: 1234 } })
  })

  it('says so when somebody else has read the body', async () => {
    const server = await serve(async (request, response) => {
      for await (const _chunk of request);
      readBody(request).catch((error: unknown) =>
        response.end(error instanceof MockError ? '' : 'not our reader'),
      )
    })
    const response = await fetch(server.url, { method: 'POST', body: '{}', headers: json })
    expect(await response.text()).toBe('not our reader')
  })
})
