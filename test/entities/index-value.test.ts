// The order of encoded values, and of row ids, is what it says.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterEveryValue, encodeIndexValue, noValue } from '../../runtime/entities/index-value.js'
import { rowId, scopeId, scopeOf } from '../../runtime/entities/row-id.js'

const bytes = (text: string) => Buffer.from(text)
const encoded = (value: number | string | boolean) => encodeIndexValue(value) ?? ''

describe('encodeIndexValue', () => {
  it('orders numbers by size', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.constantFrom(0, -0, 1, -1, 5e-324, 1.5),
    )
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Buffer.compare(bytes(encoded(a)), bytes(encoded(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it('orders text by its bytes', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Buffer.compare(bytes(encoded(a)), bytes(encoded(b)))).toBe(Buffer.compare(bytes(a), bytes(b)))
      }),
    )
  })

  it('puts booleans before numbers before text before nothing', () => {
    const values = [false, true, -1e308, 0, 1e308, '', '\u{10FFFF}'].map(encoded)
    const all = [...values, noValue, afterEveryValue]
    expect([...all].sort((a, b) => Buffer.compare(bytes(a), bytes(b)))).toEqual(all)
  })

  it.each([[null], [undefined], [[]], [{}]])('has no place for %j', (value) => {
    expect(encodeIndexValue(value)).toBeUndefined()
  })
})

describe('rowId', () => {
  it.each([
    ['a number', { given: [[], 5], want: '5' }],
    ['plain text', { given: [[], 'a-b_c.d~e'], want: 'a-b_c.d~e' }],
    ['a scope', { given: [['a', 7], 'k'], want: 'a/7/k' }],
    ['separators', { given: [['a/b'], 'c d%'], want: 'a%2Fb/c%20d%25' }],
    ['other letters', { given: [[], 'é😀'], want: '%C3%A9%F0%9F%98%80' }],
    ['nothing', { given: [[''], ''], want: '%/%' }],
  ] as const)('writes %s', (_title, { given: [scope, key], want }) => {
    expect(rowId(scopeId(scope), key)).toBe(want)
  })

  it('gives no two records the same id, and its scope back', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', '/', '%', '\uD800', '\uDC00', 'u', '2', 'F'),
      maxLength: 4,
    })
    const place = fc.tuple(fc.array(part, { minLength: 1, maxLength: 3 }), part)
    fc.assert(
      fc.property(place, place, ([scopeA, keyA], [scopeB, keyB]) => {
        const [a, b] = [rowId(scopeId(scopeA), keyA), rowId(scopeId(scopeB), keyB)]
        const same = JSON.stringify([scopeA, keyA]) === JSON.stringify([scopeB, keyB])
        expect(a === b).toBe(same)
        expect(scopeOf(a)).toBe(scopeId(scopeA))
      }),
      { numRuns: 500 },
    )
  })
})
