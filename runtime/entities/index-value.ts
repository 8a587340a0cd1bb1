// Encodes values of properties so that the order of the encoded texts is the order of the values.
import type { Json } from '../json.js'

/** The encoding of nothing: absent, null, an array or an object. It comes after every other value. */
export const noValue = 'z'

/** Greater than every encoded value: the upper bound of a range that has no other. */
export const afterEveryValue = '~'

const number = new DataView(new ArrayBuffer(8))
const signBit = 0x8000_0000
const allBits = 0xffff_ffff

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
  number.setFloat64(0, value === 0 ? 0 : value)
  const high = number.getUint32(0)
  const low = number.getUint32(4)
  return high < signBit ? hex(high | signBit) + hex(low) : hex(high ^ allBits) + hex(low ^ allBits)
}

function hex(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0')
}
