// Chooses from a set of characters those that people would type.
import type { CharacterSet } from './character-set.js'
import { compilePattern } from './patterns.js'

const letters = 'abcdefghijklmnopqrstuvwxyz'
/** For sets that take nearly everything: letters and digits read best. */
const plain = [...`${letters}0123456789`]
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
/** Latin, Greek, Cyrillic, Hebrew and Arabic, for properties that no ASCII character has. */
const foreign = Array.from({ length: 0x660 }, (_, i) => String.fromCharCode(0xa0 + i))
/** A character that only sets which take nearly everything have. */
const unusual = '\u2e3b'

/** Characters of a range that are kept. */
const maxRange = 200

/** Some characters of the set, readable ones where it has them; none when it is empty. */
export function readableCharacters(set: CharacterSet): readonly string[] {
  const inSet = (character: string) => isIn(set, character)
  const candidates = [...(inSet(unusual) ? [plain] : []), printable, foreign]
  for (const list of candidates) {
    const found = list.filter(inSet)
    if (found.length > 0) return found
  }
  return set.isNegated ? [] : set.ranges.flatMap(firstOfRange)
}

function isIn({ ranges, properties, isNegated }: CharacterSet, character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  const isListed =
    ranges.some(([first, last]) => first <= code && code <= last) ||
    properties.some((property) => compilePattern(`\\${property}`)?.test(character))
  return isListed !== isNegated
}

function firstOfRange([first, last]: readonly [number, number]): readonly string[] {
  return Array.from({ length: Math.min(maxRange, last - first + 1) }, (_, i) =>
    String.fromCodePoint(first + i),
  )
}
