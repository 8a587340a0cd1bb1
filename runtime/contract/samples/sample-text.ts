// Makes text: by format, by what the property's name means, by pattern, and of the length the schema asks for.
import type { Random } from '../../ids.js'
import { compilePattern } from '../patterns/patterns.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import { type Draft, isWild } from './draft.js'
import { integerBetween, pick } from './random-choice.js'
import { fitsLengths, type Lengths, samplePattern } from './sample-pattern.js'
import { type MakeText, shortText, textFormat } from './text-formats.js'
import { snakeCase, textMeaning } from './text-meanings.js'
import { filler, hex, words } from './words.js'

/** Characters of a text that is made at most. */
const maxLength = 100_000
/** Texts of a format that are made until one meets pattern and lengths, too. */
const maxFormatted = 20

/** Text for a schema. What it must keep comes first, then what its format and name tell; the rest is words. */
export function sampleText(
  flat: FlatSchema,
  draft: Pick<Draft, 'random' | 'name' | 'parent' | 'round'>,
): string {
  const { random } = draft
  const lengths = { min: Math.min(flat.minLength ?? 0, maxLength), max: flat.maxLength ?? maxLength }
  const patterns = flat.patterns.map((source) => compilePattern(source))
  const suits = (text: string) =>
    fitsLengths(text, lengths) && patterns.every((pattern) => pattern?.test(text) ?? true)
  const input = { random, minLength: lengths.min, name: snakeCase(draft.name) }

  const formatted = firstOf(makersOf(flat), (make) => repeat(() => make(input), suits, maxFormatted))
  if (formatted !== undefined) return formatted
  const short = flat.formats.map(shortText).find((text) => text !== undefined && suits(text))
  if (short !== undefined) return short
  const meaning = isWild(draft) ? undefined : textMeaning(input.name, snakeCase(draft.parent))
  const plausible = repeat(
    () => meaning?.(input) ?? pick(words, random),
    suits,
    patterns.length === 0 ? 1 : 3,
  )
  if (plausible !== undefined && (meaning !== undefined || !isWild(draft))) return plausible
  if (patterns.length > 0) {
    const text = samplePattern(flat.patterns, lengths, random)
    if (text !== undefined) return text
  }
  if (isWild(draft)) return anyText(lengths, random)
  return fit(meaning?.(input) ?? pick(words, random), lengths, random)
}

function makersOf(flat: FlatSchema): readonly MakeText[] {
  return [...flat.formats, ...flat.hints].map(textFormat).filter((make) => make !== undefined)
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function repeat(make: () => string, suits: (text: string) => boolean, times: number): string | undefined {
  for (let i = 0; i < times; i++) {
    const text = make()
    if (suits(text)) return text
  }
  return undefined
}

function fit(text: string, { min, max }: Lengths, random: Random): string {
  const long = text.length >= min ? text : `${text} ${filler(random, min)}`.slice(0, Math.max(min, 1))
  return long.slice(0, max)
}

// Where many must differ: as many as the lengths allow.
function anyText({ min, max }: Lengths, random: Random): string {
  const length = Math.min(max, Math.max(min, integerBetween(0, 12, random)))
  return length > 64 ? filler(random, length) : hex(random, length)
}
