// Runtime expressions: where the URL of a callback comes from.
import { expect, it } from 'vitest'
import type { ExchangeValues } from '../../runtime/callbacks/committed.js'
import { compileRuntimeText } from '../../runtime/callbacks/runtime-expression.js'

const exchange: ExchangeValues = {
  url: 'http://mock.test/orders?x=1',
  method: 'POST',
  statusCode: 201,
  request: {
    header: (name) => ({ 'x-hook': 'http://a.test/h' })[name],
    query: (name) => ({ url: 'http://a.test/q', page: 3, 'a b': 'c' })[name],
    path: (name) => ({ id: 'o/1' })[name],
    body: {
      callbackUrl: 'http://a.test',
      list: ['http://l.test'],
      'a/b': 'slash',
      deep: { n: 0 },
      none: null,
    },
  },
  response: {
    header: (name) => ({ location: '/orders/1' })[name],
    body: { id: 7, ok: true },
  },
}

it.each<[string, string, string | undefined]>([
  ['a property of the body', '{$request.body#/callbackUrl}', 'http://a.test'],
  ['a bare expression', '$request.query.url', 'http://a.test/q'],
  ['text after an expression', '{$request.body#/callbackUrl}/data', 'http://a.test/data'],
  ['an item of a list', '{$request.body#/list/0}', 'http://l.test'],
  ['an escaped name', 'http://h.test/{$request.body#/a~1b}', 'http://h.test/slash'],
  ['zero', 'http://h.test/{$request.body#/deep/n}', 'http://h.test/0'],
  ['a header in any case', '{$request.header.X-Hook}', 'http://a.test/h'],
  [
    'a header of the answer',
    'http://h.test/?l={$response.header.Location}',
    'http://h.test/?l=%2Forders%2F1',
  ],
  ['a number of the answer', 'http://h.test/{$response.body#/id}', 'http://h.test/7'],
  ['a boolean', 'http://h.test/{$response.body#/ok}', 'http://h.test/true'],
  ['a path parameter, which stays one segment', 'http://h.test/{$request.path.id}', 'http://h.test/o%2F1'],
  [
    'several',
    '{$request.body#/callbackUrl}?i={$response.body#/id}&m={$method}&s={$statusCode}',
    'http://a.test?i=7&m=POST&s=201',
  ],
  [
    'the URL of the request',
    'http://h.test/?u={$url}',
    'http://h.test/?u=http%3A%2F%2Fmock.test%2Forders%3Fx%3D1',
  ],
  ['a query parameter of any name', 'http://h.test/{$request.query.a b}', 'http://h.test/c'],
  ['no expression', 'http://h.test/all', 'http://h.test/all'],
  ['what is not there', '{$request.body#/nothing}/data', undefined],
  ['null', '{$request.body#/none}', undefined],
  ['an object', '{$request.body#/deep}', undefined],
  ['a name of Object.prototype', '{$request.body#/constructor/name}', undefined],
])('takes %s', (_what, text, want) => {
  expect(compileRuntimeText(text)?.(exchange)).toBe(want)
})

it.each([
  '{$request.cookie.a}',
  '{$response.query.a}',
  '{$request.body.a}',
  '{$request.body#a}',
  '{$request.header.a b}',
  '{$request.header.}',
  '{callbackUrl}',
  '$nothing',
  '{$url}'.repeat(21),
])('does not understand %s', (text) => {
  expect(compileRuntimeText(text)).toBeUndefined()
})

it('lets no value become another host', () => {
  const hostile = { ...exchange, request: { ...exchange.request, body: { id: '@evil.test/\r\nx: y' } } }
  const url = compileRuntimeText('http://h.test/{$request.body#/id}')?.(hostile)
  expect(new URL(url ?? '').host).toBe('h.test')
  expect(url).not.toMatch(/[\r\n]/)
})
