// Sets of characters of a pattern: code point ranges, and Unicode properties that are kept by name.

/** First and last code point. */
export type CodeRange = readonly [first: number, last: number]

export interface CharacterSet {
  readonly ranges: readonly CodeRange[]
  /** Properties as a pattern writes them behind the backslash: `p{Lu}`, `P{L}`. */
  readonly properties: readonly string[]
  /** True for the characters that are in none of them; only where there are properties. */
  readonly isNegated: boolean
}

const lastCodePoint = 0x10ffff

export function setOf(...ranges: readonly CodeRange[]): CharacterSet {
  return { ranges, properties: [], isNegated: false }
}

/** The set of one character. */
export function oneCharacter(character: string): CharacterSet {
  const code = character.codePointAt(0) ?? 0
  return setOf([code, code])
}

export function union(sets: readonly CharacterSet[]): CharacterSet {
  return {
    ranges: sets.flatMap((set) => set.ranges),
    properties: sets.flatMap((set) => set.properties),
    isNegated: false,
  }
}

export function complement(set: CharacterSet): CharacterSet {
  if (set.properties.length > 0) return { ...set, isNegated: !set.isNegated }
  const gaps: CodeRange[] = []
  let from = 0
  for (const [first, last] of [...set.ranges].sort(([a], [b]) => a - b)) {
    if (first > from) gaps.push([from, first - 1])
    from = Math.max(from, last + 1)
  }
  if (from <= lastCodePoint) gaps.push([from, lastCodePoint])
  return setOf(...gaps)
}

/** True unless the sets certainly have no character in common; nobody looks into properties. */
export function mayOverlap(a: CharacterSet, b: CharacterSet): boolean {
  if (isEmpty(a) || isEmpty(b)) return false
  if (a.properties.length > 0 || b.properties.length > 0) return true
  return a.ranges.some(([first, last]) => b.ranges.some(([from, to]) => first <= to && from <= last))
}

function isEmpty(set: CharacterSet): boolean {
  return set.ranges.length === 0 && set.properties.length === 0
}

const code = (character: string) => character.charCodeAt(0)

export const digits = setOf([code('0'), code('9')])
export const wordCharacters = setOf(
  [code('0'), code('9')],
  [code('A'), code('Z')],
  [code('_'), code('_')],
  [code('a'), code('z')],
)
/** What `\s` means (ECMA-262, section 22.2.2.9): WhiteSpace and LineTerminator. */
export const spaces = setOf(
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
)
/** What `.` means: everything but LineTerminator. */
export const notLineEnds = complement(setOf([0x0a, 0x0a], [0x0d, 0x0d], [0x2028, 0x2029]))
