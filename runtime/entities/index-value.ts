// Encodes values of properties so that the order of the encoded texts is the order of the values.
import type { Json } from '../json.js'

/** The encoding of nothing: absent, null, an array or an object. It comes after every other value. */
export const noValue = 'z'

/** Greater than every encoded value: the upper bound of a range that has no other. */
export const afterEveryValue = '~'

const number = new Float64Array(1)
const bits = new BigUint64Array(number.buffer)
const signBit = 1n << 63n
const allBits = (1n << 64n) - 1n

/**
 * The encoded text of a scalar, in UTF-8 order: booleans, then numbers by size, then strings by their bytes. Undefined for
 * what has no place in an order.
 */
export function encodeIndexValue(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'number') return `n${orderedBits(value)}`
  if (typeof value === 'boolean') return value ? 'b1' : 'b0'
  return undefined
}

// IEEE 754 doubles sort as unsigned integers once the negative ones are inverted and the others have the sign bit set.
function orderedBits(value: number): string {
  number[0] = value === 0 ? 0 : value
  const pattern = bits[0] ?? 0n
  const ordered = (pattern & signBit) === 0n ? pattern | signBit : pattern ^ allBits
  return ordered.toString(16).padStart(16, '0')
}
