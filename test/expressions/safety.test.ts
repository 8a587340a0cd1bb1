// Expressions come from documents and work on what clients send: neither reaches the host or keeps it busy.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import { compileTemplate } from '../../runtime/expressions/expressions.js'
import { scopeWith } from './scopes.js'

class Secret {
  own = 1
  get inherited() {
    return 'secret'
  }
  method() {
    return 'secret'
  }
}

const scope = scopeWith(
  { text: 'a', list: [1], object: { a: 1 }, n: 1 },
  { secret: new Secret(), fn: () => 'secret', record: { fn: () => 'secret', symbol: Symbol('secret') } },
)

const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']
const holders = [
  'request',
  'request.body.object',
  'request.body.list',
  'request.body.text',
  'request.body.n',
  'now',
  'secret',
  '{}',
  '[]',
]

describe('the host', () => {
  it.each(holders.flatMap((holder) => inherited.map((name) => [holder, name])))(
    '%s has no %s',
    (holder, name) => {
      for (const path of [
        `${holder}.${name}`,
        `${holder}["${name}"]`,
        `${holder}["${name.slice(0, 2)}" + "${name.slice(2)}"]`,
      ])
        expect(codeOf(path)).toBe('MOCK_EXPRESSION')
      expect(compileTemplate(`{{ has(${holder}.${name}) }}`, '#')(scope)).toBe(false)
      expect(compileTemplate(`{{ ${holder}.?${name} }}`, '#')(scope)).toBe(undefined)
    },
  )

  it.each(['constructor', 'toString', 'globalThis', 'process', 'values', 'scope', 'this', 'Object'])(
    'is no variable: %s',
    (name) => {
      expect(codeOf(name)).toBe('MOCK_EXPRESSION')
    },
  )

  it.each([
    'constructor()',
    'toString()',
    'request.body.text.constructor()',
    'request.body.list.push(2)',
    'eval("1")',
    'request.body.text.repeat(9)',
    'secret.method()',
    '__proto__.a',
    '__proto__()',
  ])('has no function %s', (call) => {
    expect(() => compileTemplate(`{{ ${call} }}`, '#')).toThrow('#')
  })

  it.each(['secret.inherited', 'secret.method', 'fn', 'record.fn', 'record.fn.name', 'record.symbol + ""'])(
    'does not give away %s',
    (path) => {
      expect(codeOf(path)).toBe('MOCK_EXPRESSION')
    },
  )

  it('leaves functions out of what it answers', () => {
    expect(compileTemplate('{{ record }}', '#')(scope)).toEqual({})
    expect(compileTemplate('{{ secret }}', '#')(scope)).toEqual({ own: 1 })
  })

  it('is not changed by names that a request brings', () => {
    const body: unknown = JSON.parse(
      '{"k":"__proto__","v":{"polluted":true},"o":{"__proto__":{"polluted":true}}}',
    )
    const made = compileTemplate(
      '{{ [{request.body.k: request.body.v}, request.body.o] }}',
      '#',
    )(scopeWith(body))
    expect(JSON.stringify(made)).toBe('[{"__proto__":{"polluted":true}},{"__proto__":{"polluted":true}}]')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('survives any text for an expression: it has a value, has none, or is refused when it is compiled', () => {
    const tokens = fc.constantFrom(
      ...[
        'request',
        '.',
        'body',
        '.?',
        'list',
        '[',
        ']',
        '(',
        ')',
        '{',
        '}',
        ':',
        ',',
        '"a"',
        '1',
        '0',
        '-',
        '+',
        '/',
        '%',
        '==',
        '<',
        'in',
        '&&',
        '||',
        '!',
        '?',
        'has',
        '.map',
        '.all',
        'x',
        'now',
        'size',
        'null',
        'orValue',
        '__proto__',
        'constructor',
        ' ',
      ],
    )
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 14 }), (parts) => {
        let evaluate: ReturnType<typeof compileTemplate>
        try {
          evaluate = compileTemplate(`{{ ${parts.join('')} }}`, '#')
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          expect(error).not.toBeInstanceOf(TypeError)
          return
        }
        expect([undefined, 'MOCK_EXPRESSION']).toContain(codeOfRun(() => evaluate(scope)))
      }),
      { numRuns: 3_000 },
    )
  })
})

const many = Array.from({ length: 1_000 }, (_, index) => index)
const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `n${id}` }))
const big = 'a'.repeat(500_000)
const large = scopeWith({
  many,
  rows,
  same: structuredClone(rows),
  big,
  near: `${big.slice(1)}b`,
  wide: Object.fromEntries(rows.map(({ id }) => [`k${id}`, id])),
})

describe('work is bounded', () => {
  it.each([
    'request.body.many.all(a, request.body.many.all(b, request.body.many.all(c, true)))',
    'request.body.many.map(a, request.body.many.map(b, request.body.many.map(c, c)))',
    'request.body.many.exists(a, request.body.many.exists(b, a + b < 0 || a * b < 0))',
    'request.body.many.all(a, request.body.rows == request.body.same)',
    'request.body.many.all(a, !(-1 in request.body.rows))',
    'request.body.many.all(a, request.body.big != request.body.near)',
    'request.body.many.all(a, request.body.big < request.body.near)',
    'request.body.many.map(a, request.body.big + request.body.big)',
    'request.body.many.map(a, request.body.rows + request.body.rows)',
    'request.body.many.map(a, request.body.big.upper())',
    'request.body.many.map(a, request.body.big.split(""))',
    'request.body.many.map(a, join(request.body.rows.map(r, r.name), ""))',
    'request.body.big.replace("", request.body.big)',
    'join(request.body.many.map(a, "x"), request.body.big)',
    'request.body.many.all(a, size(request.body.wide) > 0)',
    'request.body.many.all(a, request.body.wide.all(k, true))',
    'request.body.many.all(a, !request.body.big.matches("(x+x+)+y"))',
    'request.body.many.map(a, request.body)',
    '[request.body.many.map(a, request.body.rows)]',
  ])('%s', (expression) => {
    expect(codeOfRun(() => compileTemplate(`{{ ${expression} }}`, '#')(large))).toBe('MOCK_EXPRESSION')
  })

  it('counts all expressions of a template together', () => {
    const loop = '{{ request.body.many.all(a, request.body.many.exists(b, a == b)) }}'
    expect(compileTemplate(loop, '#')(large)).toBe(true)
    expect(codeOfRun(() => compileTemplate([loop, loop, loop], '#')(large))).toBe('MOCK_EXPRESSION')
  })

  it('is not made up for by what decides otherwise', () => {
    const endless = 'request.body.many.all(a, request.body.rows == request.body.same)'
    for (const expression of [`${endless} || true`, `[1, 2].exists(x, x == 2 || ${endless})`])
      expect(codeOfRun(() => compileTemplate(`{{ ${expression} }}`, '#')(large))).toBe('MOCK_EXPRESSION')
  })

  it('is enough for looking each of 1,000 members up among 1,000', () => {
    const found = 'request.body.many.filter(a, request.body.many.exists(b, b == a)).size()'
    expect(compileTemplate(`{{ ${found} }}`, '#')(large)).toBe(1_000)
  })
})

describe('the size of an expression is bounded', () => {
  it.each([
    ['its text', `"${'a'.repeat(2_000)}"`],
    ['its parts', Array(300).fill('1').join('+')],
    ['its depth', `${'('.repeat(60)}1${')'.repeat(60)}`],
    ['members of a list', `[${Array(201).fill('1').join(',')}]`],
    ['arguments', `min(${Array(21).fill('1').join(',')})`],
    ['signs before a value', `${'!'.repeat(1_990)}true`],
  ])('%s', (_, expression) => {
    expect(() => compileTemplate(`{{ ${expression} }}`, '#')).toThrow('#')
  })

  it('lets through what people write', () => {
    expect(compileTemplate(`{{ ${Array(200).fill('1').join('+')} }}`, '#')(scope)).toBe(200)
    expect(compileTemplate(`{{ ${'('.repeat(40)}1${')'.repeat(40)} }}`, '#')(scope)).toBe(1)
    expect(compileTemplate(`{{ min(${Array(20).fill('1').join(',')}) }}`, '#')(scope)).toBe(1)
  })
})

function codeOf(expression: string): string | undefined {
  return codeOfRun(() => compileTemplate(`{{ ${expression} }}`, '#')(scope))
}

function codeOfRun(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof MockError) return error.code
    throw error
  }
}
