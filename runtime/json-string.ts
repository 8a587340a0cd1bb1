// Where the strings of a JSON text end.
const [quote, backslash] = [0x22, 0x5c]

/** The index of the quote that ends the string whose opening quote stands at `start`; the text's length when none does. */
export function endOfText(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) return i
    if (unit === backslash) i += 1
  }
  return text.length
}
