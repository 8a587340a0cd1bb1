// Pages of other origins: what a browser may show them of the mock, asked as a browser asks.

import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { JsonObject, MockAppOptions, MockDefinition } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import type { Middleware } from 'koa'
import { afterAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../runtime/logger.js'
import { things } from '../responses/open-answers.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const local = 'http://localhost:5173'
const foreign = 'https://app.example.test'
const nobody = '00000000-0000-4000-8000-000000000000'
const folder = tempFolder('mockgen-cors')
let files = 0

type Options = MockAppOptions & Pick<MockDefinition, 'handlers'>

/** The URL of a mock; `paths` instead of the bookstore, `middleware` around it. */
async function start(
  options: Options = {},
  { paths, middleware = [] }: { paths?: JsonObject; middleware?: readonly Middleware[] } = {},
): Promise<string> {
  let file = exampleDocument('bookstore')
  if (paths !== undefined) {
    files += 1
    file = join(folder, `${files}.json`)
    writeFileSync(file, JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }))
  }
  const { app } = await openMock(file, options)
  for (const one of middleware) app.use(one)
  const mock = await startMock(app)
  afterAll(() => mock.close())
  return mock.url
}

interface Seen {
  readonly status: number
  /** Of the headers, those of CORS without their common beginning, and Vary. */
  readonly cors: Readonly<Record<string, string>>
}

// Not fetch, which sets Origin and OPTIONS by its own rules.
function see(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const pairs = Object.entries(response.headers).flatMap(([name, value]): [string, string][] => {
        if (name === 'vary') return [['vary', String(value)]]
        return name.startsWith(prefix) ? [[name.slice(prefix.length), String(value)]] : []
      })
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, cors: Object.fromEntries(pairs) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const prefix = 'access-control-'

function preflight(url: string, origin: string, method: string, names?: string): Promise<Seen> {
  return see(url, 'OPTIONS', {
    origin,
    'access-control-request-method': method,
    ...(names !== undefined && { 'access-control-request-headers': names }),
  })
}

describe('a page of another origin', () => {
  it.each<[string, { given: { cors?: MockAppOptions['cors']; origin: string }; want: object }]>([
    [
      'on this machine may send cookies',
      { given: { origin: local }, want: { 'allow-origin': local, 'allow-credentials': 'true' } },
    ],
    [
      'on an address of this machine, too',
      {
        given: { origin: 'http://[::1]:8080' },
        want: { 'allow-origin': 'http://[::1]:8080', 'allow-credentials': 'true' },
      },
    ],
    [
      'from elsewhere gets what everybody gets',
      { given: { origin: foreign }, want: { 'allow-origin': '*' } },
    ],
    [
      'that only looks local is from elsewhere',
      { given: { origin: 'https://localhost.example.test' }, want: { 'allow-origin': '*' } },
    ],
    [
      'with a part of the name of this machine is from elsewhere',
      { given: { origin: 'http://notlocalhost' }, want: { 'allow-origin': '*' } },
    ],
    [
      'without a name of its own gets what everybody gets',
      { given: { origin: 'null' }, want: { 'allow-origin': '*' } },
    ],
    [
      'that is listed may send cookies',
      {
        given: { cors: [foreign], origin: foreign },
        want: { 'allow-origin': foreign, 'allow-credentials': 'true' },
      },
    ],
    ['that is not listed gets nothing', { given: { cors: [foreign], origin: local }, want: {} }],
  ])('%s', async (_title, { given: { cors, origin }, want }) => {
    const url = await start(cors === undefined ? {} : { cors })
    const { status, cors: found } = await see(`${url}/books`, 'GET', { origin })
    const { vary, 'expose-headers': _exposed, ...rights } = found
    expect([status, rights, vary]).toEqual([200, want, 'Origin'])
  })

  it('gets nothing where CORS is off, and answers do not vary by it', async () => {
    const url = await start({ cors: 'off' })
    expect(await see(`${url}/books`, 'GET', { origin: local })).toEqual({ status: 200, cors: {} })
    const asked = await preflight(`${url}/books`, local, 'POST')
    expect(asked).toEqual({ status: 204, cors: {} })
  })

  it('varies answers also for who is no page, because caches serve both', async () => {
    const url = await start()
    expect(await see(`${url}/books`, 'GET', {})).toEqual({ status: 200, cors: { vary: 'Origin' } })
  })

  it.each(['/system/health', '/system/data', '/system', '/system/nothing'])(
    'reads nothing of %s',
    async (path) => {
      const url = await start()
      const { vary: _vary, ...read } = (await see(url + path, 'GET', { origin: local })).cors
      const { vary: __vary, ...asked } = (await preflight(url + path, local, 'DELETE', 'x-system-key')).cors
      expect([read, asked]).toEqual([{}, {}])
    },
  )

  it('reads nothing of /system by the absolute form of the target', async () => {
    const url = await start()
    const { hostname, port } = new URL(url)
    const found = await new Promise((resolve, reject) => {
      const sent = request(
        { host: hostname, port, path: `${url}/system/health`, headers: { origin: local } },
        (response) => {
          response.resume()
          resolve([response.statusCode, response.headers[`${prefix}allow-origin`]])
        },
      )
      sent.on('error', reject)
      sent.end()
    })
    expect(found).toEqual([200, undefined])
  })
})

describe('the answers that a page may read', () => {
  const type = { 'content-type': 'application/json' }
  const book = JSON.stringify({ title: 'T', authorId: 'nobody' })

  it.each<[string, { given: [string, string, Record<string, string>?, string?]; want: number }]>([
    ['of a path that there is not', { given: ['GET', '/nothing'], want: 404 }],
    ['of a record that there is not', { given: ['GET', `/books/${nobody}`], want: 404 }],
    ['of a method that there is not', { given: ['TRACE', '/books'], want: 405 }],
    ['of a malformed path', { given: ['GET', '/books/%zz'], want: 400 }],
    ['of a body that is none', { given: ['POST', '/books', type, '{'], want: 400 }],
    [
      'of a media type that is not read',
      { given: ['POST', '/books', { 'content-type': 'a/b' }, 'x'], want: 415 },
    ],
    ['to HEAD', { given: ['HEAD', '/books'], want: 200 }],
    ['to OPTIONS', { given: ['OPTIONS', '/books'], want: 204 }],
  ])('include those %s', async (_title, { given: [method, path, headers = {}, body], want }) => {
    const url = await start()
    const answer = await see(
      url + path,
      method,
      { origin: local, ...headers },
      body ?? (method === 'POST' ? book : undefined),
    )
    expect(answer).toMatchObject({ status: want, cors: { 'allow-origin': local, vary: 'Origin' } })
  })

  it('include 304, created ones, and what they say in headers', async () => {
    const url = await start({}, { paths: things() })
    const created = await see(`${url}/things`, 'POST', { origin: local, ...type }, '{"id":"a","name":"b"}')
    expect(created.status).toBe(201)
    expect(created.cors['expose-headers']?.split(', ').sort()).toEqual(['etag', 'location'])
    const { headers } = await fetch(`${url}/things/a`)
    const same = await see(`${url}/things/a`, 'GET', {
      origin: local,
      'if-none-match': headers.get('etag') ?? '',
    })
    expect(same).toMatchObject({ status: 304, cors: { 'allow-origin': local } })
  })

  it('include what a hook throws and what middleware answers or throws', async () => {
    const fail = () => {
      throw new Error('no')
    }
    const own: Middleware = async (ctx, next) => {
      if (ctx.path === '/own') ctx.body = 'mine'
      else if (ctx.path === '/forbidden') ctx.throw(403)
      else await next()
    }
    const paths = { '/x': { get: { operationId: 'x', responses: { '200': { description: '' } } } } }
    const hooked = await start({ handlers: { x: fail } }, { paths })
    expect(await see(`${hooked}/x`, 'GET', { origin: local })).toMatchObject({
      status: 500,
      cors: { 'allow-origin': local },
    })
    const url = await start({}, { middleware: [own] })
    const answers = await Promise.all(
      ['/own', '/forbidden', '/books'].map((path) => see(url + path, 'GET', { origin: local })),
    )
    expect(answers.map(({ status, cors }) => [status, cors['allow-origin'], cors.vary])).toEqual([
      [200, local, 'Origin'],
      [403, local, 'Origin'],
      [200, local, 'Origin'],
    ])
  })

  it('have the headers of CORS once, whatever the contract declares', async () => {
    const headers = {
      'Access-Control-Allow-Origin': {
        required: true,
        schema: { type: 'string' },
        example: 'https://real.example.test',
      },
    }
    const paths = { '/x': { get: { operationId: 'x', responses: { '200': { description: '', headers } } } } }
    for (const middleware of [[], [((_ctx, next) => next()) satisfies Middleware]]) {
      const url = await start({}, { paths, middleware })
      expect((await see(`${url}/x`, 'GET', { origin: local })).cors['allow-origin']).toBe(local)
      const plain = await see(`${url}/x`, 'GET', {})
      expect(plain.cors['allow-origin']).toBe('https://real.example.test')
    }
  })

  it('have the headers that middleware chose for itself', async () => {
    const strict: Middleware = async (ctx, next) => {
      ctx.set('Access-Control-Allow-Origin', foreign)
      await next()
    }
    const url = await start({}, { middleware: [strict] })
    expect((await see(`${url}/books`, 'GET', { origin: local })).cors['allow-origin']).toBe(foreign)
  })
})

describe('a preflight', () => {
  it('is told the methods of the path and may send the headers that it names', async () => {
    const url = await start({}, { paths: things() })
    expect(await preflight(`${url}/things/a?x=1`, local, 'PUT', 'content-type,x-mock-sandbox')).toEqual({
      status: 204,
      cors: {
        'allow-origin': local,
        'allow-credentials': 'true',
        'allow-methods': 'DELETE, GET, HEAD, OPTIONS, PUT',
        'allow-headers': 'content-type,x-mock-sandbox',
        'max-age': '600',
        vary: 'Origin',
      },
    })
  })

  it.each([
    ['a path that there is not', '/nothing', 'PUT'],
    ['a method that the path has not', '/things', 'PATCH'],
  ])('lets the page see the error of %s', async (_title, path, method) => {
    const url = await start({}, { paths: things() })
    const { status, cors } = await preflight(url + path, foreign, method)
    expect([status, cors['allow-methods']?.split(', ').includes(method)]).toEqual([204, true])
  })

  it('needs no credentials, no sandbox, and no leave of middleware', async () => {
    const closed: Middleware = (ctx) => ctx.throw(401)
    const url = await start({ sandboxes: { required: true } }, { middleware: [closed] })
    expect(await preflight(`${url}/books`, local, 'POST')).toMatchObject({
      status: 204,
      cors: { 'allow-origin': local },
    })
  })

  it('of an operation OPTIONS that the contract declares is still a preflight, and only that', async () => {
    const options = {
      operationId: 'options',
      responses: { '200': { description: '', content: { 'text/plain': { example: 'own' } } } },
    }
    const url = await start({}, { paths: { '/x': { options } } })
    expect((await preflight(`${url}/x`, local, 'GET')).status).toBe(204)
    expect(await see(`${url}/x`, 'OPTIONS', { origin: local })).toMatchObject({
      status: 200,
      cors: { 'allow-origin': local },
    })
    expect((await see(`${url}/x`, 'OPTIONS', {})).status).toBe(200)
  })

  it('of an origin that is not listed is no preflight, and the log names the origin once', async () => {
    const warned: object[] = []
    const log = { ...silentLogger, warn: (fields: object) => warned.push(fields) }
    const url = await start({ cors: [foreign], log })
    for (let i = 0; i < 2; i++)
      expect((await preflight(`${url}/books`, local, 'POST')).cors).toEqual({ vary: 'Origin' })
    expect(warned).toEqual([{ origin: local }])
  })

  it('is not given back what no list of headers is', async () => {
    const url = await start()
    const { cors } = await preflight(`${url}/books`, local, 'x y', '<script>')
    expect([cors['allow-headers'], cors['allow-methods']]).toEqual([undefined, 'GET, HEAD, OPTIONS, POST'])
  })
})

describe('the setting', () => {
  it.each<[string, { given: MockAppOptions['cors']; want: RegExp }]>([
    ['a path', { given: ['https://app.example.test/'], want: /such as https:\/\/app\.example\.test,/ }],
    ['a name alone', { given: ['app.example.test'], want: /app\.example\.test/ }],
    ['a pattern', { given: ['https://*.example.test'], want: /"off" or "\*"/ }],
    ['null', { given: ['null'], want: /null/ }],
    ['nothing', { given: [], want: /0 origins/ }],
  ])('refuses %s', async (_title, { given, want }) => {
    await expect(start({ ...(given && { cors: given }) })).rejects.toThrow(want)
    await expect(start({ ...(given && { cors: given }) })).rejects.toMatchObject({
      code: 'MOCK_SETTING_INVALID',
    })
  })

  it('takes origins as people write them', async () => {
    const url = await start({ cors: ['HTTPS://App.Example.test:443', 'capacitor://localhost'] })
    for (const origin of [foreign, 'capacitor://localhost'])
      expect((await see(`${url}/books`, 'GET', { origin })).cors['allow-origin']).toBe(origin)
  })
})
