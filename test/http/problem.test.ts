import { describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { ClientGone } from '../../runtime/http/client-gone.js'
import { createErrorReply } from '../../runtime/http/error-reply.js'
import { methodNotAllowed, problemReply } from '../../runtime/http/problem.js'
import type { Reply } from '../../runtime/http/reply.js'
import { silentLogger } from '../../runtime/logger.js'

const bodyOf = (reply: Reply) => JSON.parse(String(reply.body))

describe('problem documents', () => {
  it('say all that the error says', () => {
    const violation = { pointer: '/body/name', message: 'must be string', keyword: 'type' }
    const reply = problemReply(
      new MockError('MOCK_INVALID_REQUEST', { detail: 'the body is wrong', errors: [violation] }),
    )
    expect(reply).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } })
    expect(bodyOf(reply)).toEqual({
      type: 'urn:mockgen:problem:invalid-request',
      title: expect.any(String),
      status: 400,
      detail: 'the body is wrong',
      code: 'MOCK_INVALID_REQUEST',
      errors: [violation],
    })
  })

  it('leave out what is not known, and the cause', () => {
    const reply = problemReply(new MockError('MOCK_NOT_FOUND', { cause: new Error('secret') }))
    expect(Object.keys(bodyOf(reply))).toEqual(['type', 'title', 'status', 'code'])
  })

  it('carry the headers of the error', () => {
    const reply = problemReply(methodNotAllowed(['GET', 'HEAD']))
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })
})

describe('the reply to an error', () => {
  const logged: object[] = []
  const errorReply = createErrorReply({ ...silentLogger, error: (fields) => logged.push(fields) })
  const request = { method: 'GET', url: '/x' }
  const httpError = (status: number, expose: boolean, headers?: object) =>
    Object.assign(new Error('the message'), { status, expose, headers })

  it('keeps status, message and headers of exposed HTTP errors', () => {
    const reply = errorReply(httpError(401, true, { 'WWW-Authenticate': 'Basic' }), request)
    expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic' } })
    expect(bodyOf(reply)).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'the message',
    })
  })

  it('keeps only the status of other HTTP errors', () => {
    const reply = errorReply(httpError(502, false), request)
    expect(bodyOf(reply)).toEqual({ type: 'about:blank', title: 'Bad Gateway', status: 502 })
  })

  it.each([
    ['an error', new Error('secret')],
    ['an error with a status that is none', httpError(200, true)],
    ['something else', { secret: 1 }],
    ['nothing', undefined],
  ])('says nothing about %s, and logs it', (_, error) => {
    logged.length = 0
    const reply = errorReply(error, request)
    expect([reply.status, bodyOf(reply).code]).toEqual([500, 'MOCK_INTERNAL'])
    expect(String(reply.body)).not.toMatch(/secret|the message|at /)
    expect(logged).toEqual([{ err: error, status: 500, ...request }])
  })

  it('logs neither refusals nor clients that went away', () => {
    logged.length = 0
    errorReply(new MockError('MOCK_NOT_FOUND'), request)
    errorReply(httpError(404, true), request)
    errorReply(new ClientGone(), request)
    expect(logged).toEqual([])
  })
})
