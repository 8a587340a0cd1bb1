// The only door from a document's patterns to a regular expression engine.

/** The longest pattern that is compiled. */
const maxPatternLength = 5_000

const compiled = new Map<string, RegExp | undefined>()
/** Patterns kept compiled; a document has some hundreds. */
const maxCompiled = 10_000

/**
 * The expression of a JSON Schema `pattern` (ECMA-262, not anchored). Patterns that are only valid without the `u` flag
 * are taken without it; undefined when it is no pattern at all.
 */
export function compilePattern(source: string): RegExp | undefined {
  if (compiled.has(source)) return compiled.get(source)
  const pattern = source.length > maxPatternLength ? undefined : (attempt(source, 'u') ?? attempt(source, ''))
  if (compiled.size >= maxCompiled) compiled.clear()
  compiled.set(source, pattern)
  return pattern
}

function attempt(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}
