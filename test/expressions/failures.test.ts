// Expressions without a value: always the same error, with the place in the document and the part that failed.
import { describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { compileCondition, compileTemplate } from '../../runtime/expressions/expressions.js'
import { scopeWith } from './scopes.js'

const scope = scopeWith(
  { n: 7, zero: 0, name: 'Ann', note: null, tags: ['red'], big: 9007199254740991, text: '90 s', object: {} },
  { current: undefined },
)

/** Expression → the part that the message begins with. */
const rows: readonly (readonly [given: string, part: string])[] = [
  ['request.body.nope', 'request.body '],
  ['request.body.nope.deeper', 'request.body '],
  ['request.body.note.text', 'request.body.note '],
  ['request.body.name.first', 'request.body.name '],
  ['request.body["nope"]', 'request.body '],
  ['request.body[null]', 'request.body '],
  ['request.body.tags[1]', 'request.body.tags '],
  ['request.body.tags[-1]', 'request.body.tags '],
  ['request.body.tags[0.5]', 'request.body.tags '],
  ['request.body.tags["0"]', 'request.body.tags '],
  ['request.body.tags.length', 'request.body.tags '],
  ['session.user', 'session '],
  ['current.quantity', 'current '],
  ['1 / 0', '1 / 0 '],
  ['1 / request.body.zero', '1 / request.body.zero '],
  ['1.5 / 0.0', '1.5 / 0'],
  ['request.body.n % request.body.zero', 'request.body.n % '],
  ['(request.body.n + 1) / (1 - 1)', '(request.body.n + 1) / (1 - 1) '],
  ['request.body.big + 1', 'request.body.big + 1 '],
  ['request.body.big * 2', 'request.body.big * 2 '],
  ['1e300 * 1e300', '1e+300'],
  ['request.body.name + 1', 'request.body.name + 1 '],
  ['request.body.n + request.body.note', 'request.body.n + '],
  ['request.body.name - 1', 'request.body.name - 1 '],
  ['-request.body.name', '-request.body.name '],
  ['!request.body.n', '!request.body.n '],
  ['request.body.n > request.body.name', 'request.body.n > '],
  ['now > request.body.text', 'now > '],
  ['now + now', 'now + now '],
  ['now + 1', 'now + 1 '],
  ['"e" in request.body.name', '"e" in request.body.name '],
  ['1 in request.body.object', '1 in '],
  ['request.body.n ? 1 : 2', 'request.body.n '],
  ['request.body.n && true', 'request.body.n '],
  ['request.body.nope == 1 || false', 'request.body '],
  ['false || request.body.nope == 1', 'request.body '],
  ['request.body.n.map(x, x)', 'request.body.n.map(x, x) '],
  ['request.body.tags.filter(x, x)', 'x '],
  ['request.body.tags.all(x, x.nope)', 'x '],
  ['request.body.name.orValue("")', 'request.body.name '],
  ['request.body.?nope.value()', 'request.body.?nope.value() '],
  ['lower(request.body.n)', 'lower(request.body.n) '],
  ['round("a")', 'round("a") '],
  ['round(1, 99)', 'round(1, 99) '],
  ['uuid(1)', 'uuid(1) '],
  ['min([])', 'min([]) '],
  ['sum(request.body.tags)', 'sum(request.body.tags) '],
  ['int("7.5")', 'int("7.5") '],
  ['int("")', 'int("") '],
  ['double("NaN")', 'double("NaN") '],
  ['bool("yes")', 'bool("yes") '],
  ['string(request.body.tags)', 'string(request.body.tags) '],
  ['timestamp("yesterday")', 'timestamp("yesterday") '],
  ['timestamp("2030-02-30T00:00:00Z")', 'timestamp('],
  ['duration(request.body.text)', 'duration(request.body.text) '],
  ['plusSeconds(now, 1e15)', 'plusSeconds(now, '],
  ['"abc".substring(2, 9)', '"abc".substring(2, 9) '],
  ['{"a": 1, "a": 2}', '{'],
  ['{null: 1}', '{'],
]

describe('an expression without a value', () => {
  it.each(rows)('%s', (given, part) => {
    const evaluate = compileTemplate({ a: ['x', `{{ ${given} }}`] }, '#/paths/~1pets/post')
    const error = thrownBy(() => evaluate(scope))
    expect(error).toMatchObject({ code: 'MOCK_EXPRESSION', status: 422 })
    expect(error.errors).toHaveLength(1)
    expect(error.errors[0]).toMatchObject({ pointer: '#/paths/~1pets/post/a/1', keyword: 'expression' })
    expect(error.errors[0]?.message.slice(0, part.length)).toBe(part)
    expect(error.detail).toContain(`{{ ${given} }}`)
  })

  it('is one in the middle of a text as well', () => {
    const evaluate = compileTemplate('a {{ request.body.n }} b {{ request.body.nope }}', '#/x')
    expect(thrownBy(() => evaluate(scope)).errors).toMatchObject([{ pointer: '#/x' }])
  })

  it('is a path parameter that is not there', () => {
    const evaluate = compileTemplate('/pets/{other}', '#/x', { pathParameters: ['other'] })
    expect(thrownBy(() => evaluate(scope)).code).toBe('MOCK_EXPRESSION')
  })

  it('shows nothing of what the client did not send', () => {
    const secret = scopeWith({}, { session: { token: 's3cret' } })
    const error = thrownBy(() => compileTemplate('{{ session.token + 1 }}', '#')(secret))
    expect(JSON.stringify({ detail: error.detail, errors: error.errors })).not.toContain('s3cret')
  })
})

describe('a condition without an answer', () => {
  it.each(['request.body.n', 'request.body.name', 'request.body.nope', 'request.body.?flag', 'null'])(
    '%s',
    (condition) => {
      const error = thrownBy(() => compileCondition(condition, '#/when')(scope))
      expect(error).toMatchObject({ code: 'MOCK_EXPRESSION', errors: [{ pointer: '#/when' }] })
    },
  )
})

describe('errors of others', () => {
  it('pass unchanged', () => {
    const refusal = new MockError('MOCK_NOT_FOUND')
    const values = {
      get current(): never {
        throw refusal
      },
    }
    expect(() => compileTemplate('{{ current.a }}', '#')({ ...scope, values })).toThrow(refusal)
    expect(() => compileTemplate('{{ current.a || true }}', '#')({ ...scope, values })).toThrow(refusal)
  })
})

function thrownBy(run: () => unknown): MockError {
  try {
    run()
  } catch (error) {
    if (error instanceof MockError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
