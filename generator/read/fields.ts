// Reads the fields of an x-persistence object: unknown ones and wrong types are reported and then left out.
import type { Json } from '@mockgen/runtime'
import { isObject, join, type Located, own } from '../pointers.js'
import type { Problems } from './problems.js'
import { didYouMean } from './words.js'

/** The vocabulary of one kind of object: what is acted on, and what is understood but not yet acted on. */
export interface Vocabulary {
  readonly known: readonly string[]
  readonly later: readonly string[]
}

/** The fields of one object. Every reader answers undefined for what is absent or was reported. */
export interface Fields {
  readonly at: Located
  /** Pointer of a field. */
  pointer(name: string): string
  text(name: string): string | undefined
  textOrFalse(name: string): string | false | undefined
  textOrTexts(name: string): string | readonly string[] | undefined
  flag(name: string): boolean | undefined
  /** A whole number, at least 1. */
  count(name: string): number | undefined
  choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined
  texts(name: string): readonly string[] | undefined
  /** A list of which each entry is a text or a list of texts. */
  textGroups(name: string): readonly (string | readonly string[])[] | undefined
  object(name: string): Located | undefined
}

/** Opens an object of the vocabulary; reports every key that is not in it. */
export function openFields(at: Located, vocabulary: Vocabulary, problems: Problems): Fields {
  reportKeys(at, vocabulary, problems)
  const pointer = (name: string) => join(at.pointer, name)
  const read = <Value>(name: string, expected: string, is: (value: Json) => value is Json & Value) => {
    const value = own(at.value, name)
    if (value === undefined || is(value)) return value
    const message = `${name}: expected ${expected}, found ${show(value)}`
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: pointer(name),
      message,
      remedy: `write ${expected}`,
    })
    return undefined
  }
  return {
    at,
    pointer,
    text: (name) => read(name, 'a text', isText),
    textOrFalse: (name) => read(name, 'a text or false', isTextOrFalse),
    textOrTexts: (name) => read(name, 'a text or a list of texts', isTextOrTexts),
    flag: (name) => read(name, 'true or false', (value) => typeof value === 'boolean'),
    count: (name) => read(name, 'a whole number above 0', isCount),
    choice: (name, values) =>
      readChoice(read(name, `one of ${values.join(', ')}`, isText), values, pointer(name), problems),
    texts: (name) => read(name, 'a list of texts', isTexts),
    textGroups: (name) => read(name, 'a list of texts or of lists of texts', isTextGroups),
    object(name) {
      const value = read(name, 'an object', isObject)
      return value && { pointer: pointer(name), value }
    },
  }
}

function reportKeys(at: Located, { known, later }: Vocabulary, problems: Problems): void {
  for (const key of Object.keys(at.value)) {
    if (known.includes(key) || key.startsWith('x-')) continue
    const pointer = join(at.pointer, key)
    if (later.includes(key)) {
      const message = `${key} is not supported yet and has no effect`
      problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer, message })
      continue
    }
    const meant = didYouMean(key, [...known, ...later])
    const remedy = meant ? `did you mean ${meant}?` : `known keys are ${known.join(', ')}`
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message: `unknown key "${key}"`, remedy })
  }
}

function readChoice<Value extends string>(
  found: string | undefined,
  values: readonly Value[],
  pointer: string,
  problems: Problems,
): Value | undefined {
  const value = values.find((known) => known === found)
  if (found === undefined || value !== undefined) return value
  const meant = didYouMean(found, values)
  const remedy = meant ? `did you mean ${meant}?` : `write one of ${values.join(', ')}`
  const message = `expected one of ${values.join(', ')}, found "${found}"`
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
  return undefined
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value !== ''
}

function isTextOrFalse(value: Json): value is string | false {
  return value === false || isText(value)
}

function isTextOrTexts(value: Json): value is string | readonly string[] {
  return isText(value) || isTexts(value)
}

function isCount(value: Json): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isTexts(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isTextGroups(value: Json): value is readonly (string | readonly string[])[] {
  return Array.isArray(value) && value.every((entry) => isText(entry) || isTexts(entry))
}

function show(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
