// Reads the fields of a line, which anybody may have edited: each has the type that is asked for, or the line is refused.

/** What is wrong with a line, without its place. */
export class LineError extends Error {
  override readonly name = 'LineError'
}

/** A line's members by name. */
export type Fields = Readonly<Record<string, unknown>>

/** The members of the object whose text, after its opening brace, is `members`; LineError when that is not JSON. */
export function fieldsOf(members: string): Fields {
  try {
    // A brace opens an object, so nothing else can come out.
    return JSON.parse(`{${members}`)
  } catch (error) {
    throw new LineError(error instanceof Error ? error.message : 'it is not JSON', { cause: error })
  }
}

export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new LineError(`a text was expected and ${typeof value} found`)
  return value
}

/** A whole number from 0. */
export function asInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new LineError(`a whole number was expected and ${typeof value} found`)
  return value
}

/** A number; undefined for `null`. */
export function asOptionalNumber(value: unknown): number | undefined {
  if (value === null) return undefined
  if (typeof value !== 'number') throw new LineError(`a number was expected and ${typeof value} found`)
  return value
}

export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new LineError(`a list was expected and ${typeof value} found`)
  return value
}
