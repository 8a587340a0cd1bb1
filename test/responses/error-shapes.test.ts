// Errors in the shapes that APIs declare for them: what happened stands where a reader of the schema would look for it.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { openAnswers, responseOf, thing, things } from './open-answers.js'

const string = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  required,
  properties,
})
const list = (items: JsonObject): JsonObject => ({ type: 'array', items })

const missing = expect.stringContaining('none')
const invalid = expect.stringContaining('string')
/** The first violation, where no list has a place for it. */
const told = expect.stringMatching(/^\/body\/name .*string/)

/** Each schema, what it says of a record that is not there, and what of a body with a wrong `name`. */
const shapes: readonly (readonly [string, { schema: JsonObject; missing: unknown; invalid: unknown }])[] = [
  [
    'a message and details (GitHub)',
    {
      schema: object({
        message: string,
        documentation_url: string,
        errors: list(object({ resource: string, field: string, code: string, message: string }, ['code'])),
      }),
      missing: { message: missing },
      invalid: {
        message: expect.any(String),
        errors: [{ field: 'name', code: 'type', message: invalid }],
      },
    },
  ],
  [
    'an error in an error (Stripe)',
    {
      schema: object(
        {
          error: object(
            {
              type: { enum: ['api_error', 'card_error', 'invalid_request_error'] },
              code: string,
              message: string,
              param: string,
            },
            ['type'],
          ),
        },
        ['error'],
      ),
      missing: { error: { type: 'invalid_request_error', code: 'MOCK_NOT_FOUND', message: missing } },
      invalid: { error: expect.objectContaining({ type: 'invalid_request_error', message: told }) },
    },
  ],
  [
    'a list of errors (JSON:API)',
    {
      schema: object({
        errors: list(
          object({
            status: string,
            code: string,
            title: string,
            detail: string,
            source: object({ pointer: string }),
          }),
        ),
      }),
      missing: {
        errors: [expect.objectContaining({ status: '404', detail: missing, title: expect.any(String) })],
      },
      invalid: {
        errors: [
          expect.objectContaining({ status: '400', detail: invalid, source: { pointer: '/body/name' } }),
        ],
      },
    },
  ],
  [
    'a name for the status (Google)',
    {
      schema: object({
        error: object(
          { code: integer, message: string, status: { enum: ['INVALID_ARGUMENT', 'NOT_FOUND', 'OK'] } },
          ['code', 'status'],
        ),
      }),
      missing: { error: { code: 404, message: missing, status: 'NOT_FOUND' } },
      invalid: { error: { code: 400, message: told, status: 'INVALID_ARGUMENT' } },
    },
  ],
  [
    'capital letters (Xero)',
    {
      schema: object({ Type: string, Title: string, Status: integer, Detail: string, Instance: string }),
      missing: { Type: 'MOCK_NOT_FOUND', Title: expect.any(String), Status: 404, Detail: missing },
      invalid: expect.objectContaining({ Status: 400, Detail: told }),
    },
  ],
  [
    'a code of an enum (Box)',
    {
      schema: object({
        type: { enum: ['error'] },
        status: { type: 'integer', format: 'int32' },
        code: { enum: ['created', 'not_found', 'bad_request'] },
        message: string,
        help_url: string,
      }),
      missing: { type: 'error', status: 404, code: 'not_found', message: missing },
      invalid: { type: 'error', status: 400, code: 'bad_request', message: told },
    },
  ],
  [
    'a list called detail, with the places as lists (FastAPI)',
    {
      schema: object({
        detail: list(object({ loc: list(string), msg: string, type: string }, ['loc', 'msg', 'type'])),
      }),
      missing: { detail: [expect.objectContaining({ msg: missing })] },
      invalid: { detail: [{ loc: ['body', 'name'], msg: invalid, type: 'type' }] },
    },
  ],
  [
    'messages by field (Laravel, ASP.NET)',
    {
      schema: object({ message: string, errors: { type: 'object', additionalProperties: list(string) } }, [
        'message',
        'errors',
      ]),
      missing: { message: missing, errors: {} },
      invalid: { message: expect.any(String), errors: { name: [invalid] } },
    },
  ],
  [
    'a flag',
    {
      schema: object({ success: { type: 'boolean' }, error: string, request_id: string }, [
        'success',
        'error',
      ]),
      missing: { success: false, error: missing },
      invalid: { success: false, error: told },
    },
  ],
  ['a text', { schema: string, missing, invalid: told }],
  [
    'a list of texts',
    { schema: { type: 'array', minItems: 1, items: string }, missing: [missing], invalid: [invalid] },
  ],
  [
    'a short message',
    {
      schema: object({ message: { type: 'string', maxLength: 5 }, code: { type: 'integer', minimum: 400 } }, [
        'message',
        'code',
      ]),
      missing: { message: expect.stringMatching(/^.{0,5}$/), code: 404 },
      invalid: { message: expect.stringMatching(/^.{0,5}$/), code: 400 },
    },
  ],
  [
    'anything',
    {
      schema: {},
      missing: expect.objectContaining({ code: 'MOCK_NOT_FOUND', detail: missing }),
      invalid: expect.anything(),
    },
  ],
]

describe.each(shapes)('an error with %s', (_title, { schema, ...want }) => {
  it('says which record is not there, and what is wrong with a body', async () => {
    const failed = responseOf(schema)
    const mock = await openAnswers(
      things({
        read: { '200': responseOf(thing), '404': failed },
        create: { '201': responseOf(thing), '400': failed },
      }),
    )
    const read = await mock.ask('GET', '/things/none', { at: '/things/{id}' })
    expect(read).toMatchObject({ status: 404, verdict: 'valid' })
    expect(read.body).toEqual(want.missing)
    const created = await mock.ask('POST', '/things', { body: { id: 'a', name: 1 } })
    expect(created).toMatchObject({ status: 400, verdict: 'valid' })
    expect(created.body).toEqual(want.invalid)
  })
})

it('counts the further violations where an error has no list for them', async () => {
  const failed = responseOf(object({ message: string }))
  const mock = await openAnswers(things({ create: { '201': responseOf(thing), '400': failed } }))
  const created = await mock.ask('POST', '/things', { body: { id: 1, name: 1 } })
  expect(created.body).toEqual({ message: expect.stringMatching(/^\/body\/(id|name) .*, and 1 more$/) })
})

describe('an error whose contract has', () => {
  it.each<[string, { given: JsonObject; type: string; body: unknown }]>([
    ['only text', { given: responseOf(string, 'text/plain'), type: 'text/plain', body: missing }],
    [
      'a vendor type',
      {
        given: responseOf(object({ message: string }), 'application/vnd.x+json'),
        type: 'application/vnd.x+json',
        body: { message: missing },
      },
    ],
    [
      'a range',
      {
        given: responseOf(object({ message: string }), '*/*'),
        type: 'application/json',
        body: { message: missing },
      },
    ],
    [
      'no content',
      {
        given: { description: '' },
        type: 'application/problem+json',
        body: expect.objectContaining({ status: 404 }),
      },
    ],
  ])('%s', async (_title, { given, type, body }) => {
    const mock = await openAnswers(things({ read: { '200': responseOf(thing), '404': given } }))
    const answer = await mock.ask('GET', '/things/none', { at: '/things/{id}' })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.body).toEqual(body)
    expect(answer.verdict).toBe(type === 'application/problem+json' ? 'own error' : 'valid')
  })
})
