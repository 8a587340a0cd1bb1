// A row's value inside a line: as JSON that a person can read where that gives back the same bytes, else as text.

/** Longest value that is tried as JSON, in UTF-16 units: beyond it nobody reads the line anyway. */
const maxReadableLength = 64 * 1024

/** Most objects and arrays in such a value. `JSON.stringify` recurses, and overflows the stack at about 5,000 levels. */
const maxReadableBrackets = 1_000

/** True when the value stands in a line as it is: parsing and printing it again gives the same text. */
export function isReadable(value: string): boolean {
  if (value.length > maxReadableLength || hasManyBrackets(value)) return false
  try {
    return JSON.stringify(JSON.parse(value)) === value
  } catch {
    return false // Not JSON: any text is a value.
  }
}

function hasManyBrackets(value: string): boolean {
  let brackets = 0
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    // `[` and `{`; those inside of strings count too, which only makes the answer careful.
    if ((unit === 0x5b || unit === 0x7b) && ++brackets > maxReadableBrackets) return true
  }
  return false
}
