// The values of rows in a line: as JSON that a person can read, byte for byte, and taken out again without parsing it.
import { LineError } from './fields.js'

/** Longest value that is tried as JSON, in UTF-16 units: beyond it nobody reads the line anyway. */
const maxReadableLength = 64 * 1024

/** What stands before the values, which come last in a line. */
export const valuesStart = ',"values":['

/** What stands between two values. A tab is nothing to JSON, and no readable value has one, so it says where a value ends. */
export const valueSeparator = ',\t'

const valuesStartBytes = Buffer.from(valuesStart)
const valuesEnd = ']}'

/** True when the value can stand in a line as it is: JSON without tabs and line breaks, which UTF-8 can hold. */
export function isReadable(value: string): boolean {
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
