// Requests that are nearly right: each is understood or refused, and none is a fault.
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { negotiate } from '../../runtime/http/negotiate.js'
import { readBody } from '../../runtime/http/read-body.js'

const server = createServer((request, response) => {
  readBody(request).then(
    (body) => response.end(JSON.stringify({ body: body?.bytes.length })),
    (error: unknown) => response.writeHead(error instanceof MockError ? error.status : 500).end('{}'),
  )
})
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})

afterAll(() => server.close())

const form = 'application/x-www-form-urlencoded'

describe('a body', () => {
  it.each([
    [
      'multipart with a boundary longer than any may be',
      `multipart/form-data; boundary=${'b'.repeat(260)}`,
      '--',
      400,
    ],
    ['a form with a broken percent sign', form, 'id=%ZZ', 400],
    ['a form with bytes that are no UTF-8', form, 'id=%FF', 400],
    ['a form with plus signs', form, 'id=a+b', 200],
    ['JSON in a character set that nobody knows', 'application/json; charset=zzz', '{}', 415],
    ['JSON in UTF-8 that says so', 'application/json; charset=UTF-8', '{}', 200],
    ['JSON in Latin-1 that says so', 'application/json; charset=iso-8859-1', '{}', 200],
  ])('of %s', async (_title, contentType, body, want) => {
    const headers = { 'content-type': contentType }
    const reply = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) })
    expect(reply.status).toBe(want)
  })
})

describe('an Accept header', () => {
  it('may name a character set', () => {
    expect(negotiate('application/json; charset=utf-8', ['application/json'])).toBe('application/json')
  })
})
