// Names as JSON text. The same few stand in every line, so their texts are kept.

/** Names of spaces, collections, indexes and constraints whose JSON texts are kept. */
const maxKeptNames = 1_000

const keptNames = new Map<string, string>()

/** `JSON.stringify` of a name that is used again and again. */
export function quotedName(name: string): string {
  const known = keptNames.get(name)
  if (known !== undefined) return known
  const quoted = JSON.stringify(name)
  if (keptNames.size < maxKeptNames) keptNames.set(name, quoted)
  return quoted
}
