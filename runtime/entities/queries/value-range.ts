// Comparisons as a range of an ordered index.
import { utf8SortKey } from '../../store/utf8-order.js'
import { encodeIndexValue } from '../index-value.js'
import type { Comparison } from '../records.js'
import { compareText } from './record-filter.js'

/** Encoded values between two bounds, both included unless `isOpen` leaves the upper one out. */
export interface ValueRange {
  readonly from: string
  readonly to: string
  readonly isOpen: boolean
}

/**
 * The values of a property for which all comparisons hold. `'nothing'` when they contradict each other; undefined for those
 * that are no range.
 */
export function rangeOf(comparisons: readonly Comparison[]): ValueRange | 'nothing' | undefined {
  let range: ValueRange | undefined
  for (const comparison of comparisons) {
    const bounds = boundsOf(comparison)
    if (bounds === undefined || bounds === 'nothing') return bounds
    range = range === undefined ? bounds : intersection(range, bounds)
  }
  if (range === undefined) return undefined
  const order = compareBytes(range.from, range.to)
  return order > 0 || (order === 0 && range.isOpen) ? 'nothing' : range
}

// The first letter of an encoded value is its type, and only values of one type compare.
function boundsOf({ operator, value }: Comparison): ValueRange | 'nothing' | undefined {
  if (operator === 'ne' || operator === 'contains') return undefined
  const encoded = encodeIndexValue(value)
  if (encoded === undefined) return 'nothing'
  const first = encoded.slice(0, 1)
  const all = { from: first, to: String.fromCharCode(first.charCodeAt(0) + 1), isOpen: false }
  switch (operator) {
    case 'gt':
      // No text lies between one and the same with a NUL behind it.
      return { ...all, from: `${encoded}\0` }
    case 'gte':
      return { ...all, from: encoded }
    case 'lt':
      return { ...all, ...below(encoded, typeof value === 'string') }
    case 'lte':
      return { ...all, to: encoded }
  }
}

// All but texts are encoded in as many characters each: a smaller last one is below the value and above all that are less.
// Below a text there is no greatest one.
function below(encoded: string, isText: boolean): Pick<ValueRange, 'to' | 'isOpen'> {
  if (isText) return { to: encoded, isOpen: true }
  const last = encoded.length - 1
  const to = encoded.slice(0, last) + String.fromCharCode(encoded.charCodeAt(last) - 1)
  return { to, isOpen: false }
}

function intersection(a: ValueRange, b: ValueRange): ValueRange {
  const from = compareBytes(a.from, b.from) > 0 ? a.from : b.from
  const order = compareBytes(a.to, b.to)
  if (order === 0) return { from, to: a.to, isOpen: a.isOpen || b.isOpen }
  return order < 0 ? { ...a, from } : { ...b, from }
}

function compareBytes(a: string, b: string): number {
  return compareText(utf8SortKey(a), utf8SortKey(b))
}
