// The values of rows in a line: as JSON that a person can read, byte for byte, and taken out again without parsing it.
import { LineError } from './fields.js'

/** Longest value that is tried as JSON, in UTF-16 units: beyond it nobody reads the line anyway. */
const maxReadableLength = 64 * 1024

/** Longest value that is tried with the pattern below, in UTF-16 units: a pattern remembers where it could turn back. */
const maxFlatLength = 4 * 1024

// An object of scalars as JSON.stringify writes it, which nearly every record is: seen in a third of the time that parsing
// takes. Each next character decides how it goes on, so the time is linear.
const text = String.raw`"(?:[^"\\\u0000-\u001f\ud800-\udfff]|\\["\\/bfnrt])*"`
const scalar = String.raw`(?:${text}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)`
const flatObject = new RegExp(`^\\{${text}:${scalar}(?:,${text}:${scalar})*\\}$`)

/** What stands before the values, which come last in a line. */
export const valuesStart = ',"values":['

/** What stands between two values. A tab is nothing to JSON, and no readable value has one, so it says where a value ends. */
export const valueSeparator = ',\t'

const valuesStartBytes = Buffer.from(valuesStart)
const valuesEnd = ']}'

/** True when the value can stand in a line as it is: JSON without tabs and line breaks, which UTF-8 can hold. */
export function isReadable(value: string): boolean {
  if (value.length <= maxFlatLength && flatObject.test(value)) return true
  if (value.length > maxReadableLength || value.includes('\n') || value.includes('\t')) return false
  if (!value.isWellFormed()) return false
  try {
    JSON.parse(value)
    return true
  } catch {
    return false // Not JSON: any text is a value.
  }
}

/** The JSON text of a line's members without its values (and without the first brace), and the values. */
export function splitValues(members: Buffer): { readonly head: string; readonly values: readonly string[] } {
  // A quote inside a JSON string never follows a comma bare, so the first place that looks like the member is the member.
  const end = members.indexOf(valuesStartBytes)
  if (end < 0) return { head: members.toString(), values: [] }
  const head = `${members.toString('utf8', 0, end)}}`
  const valuesStop = members.length - valuesEnd.length
  if (members.toString('latin1', valuesStop) !== valuesEnd) throw new LineError('the values have no end')
  return { head, values: valuesOf(members, end + valuesStart.length, valuesStop) }
}

// Each value is decoded by itself: a part of a longer text would keep all of it in memory.
function valuesOf(members: Buffer, start: number, end: number): readonly string[] {
  const values: string[] = []
  let from = start
  for (
    let next = members.indexOf(valueSeparator, from);
    next >= 0;
    next = members.indexOf(valueSeparator, from)
  ) {
    values.push(members.toString('utf8', from, next))
    from = next + valueSeparator.length
  }
  values.push(members.toString('utf8', from, end))
  return values
}
