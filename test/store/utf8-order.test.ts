// Sort keys put text in the order of its UTF-8 bytes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8SortKey } from '../../runtime/store/utf8-order.js'

// Every kind of unit that the orders disagree about, beside plain text.
const character = fc.oneof(
  fc.constantFrom('a', 'b', '\u0000', 'é', '\uD7FF', '\uE000', '\uFFFF', '\u{10000}', '\u{10FFFF}'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const text = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(''))

it('compares as the bytes do', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [x, y] = [utf8SortKey(a), utf8SortKey(b)]
      const order = x === y ? 0 : x < y ? -1 : 1
      expect(order).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 1_000 },
  )
})
