// Reads the fields of an x-persistence object: unknown ones and wrong types are reported and then left out.

import type { Json } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { DiagnosticCode } from '../../diagnostics.js'
import { isObject, join, type Located, own } from '../../pointers.js'
import type { Problems } from '../problems.js'

/** The vocabulary of one kind of object. */
export interface Vocabulary {
  readonly known: readonly string[]
}

/** Bounds of a number; both belong to it. */
export interface Bounds {
  readonly least?: number
  readonly most?: number
  readonly whole?: boolean
}

/** The fields of one object. Every reader answers undefined for what is absent or was reported. */
export interface Fields {
  readonly at: Located
  /** Pointer of a field. */
  pointer(name: string): string
  /** Whatever stands there. */
  value(name: string): Json | undefined
  text(name: string): string | undefined
  textOrFalse(name: string): string | false | undefined
  textOrTexts(name: string): string | readonly string[] | undefined
  flag(name: string): boolean | undefined
  /** A whole number, at least 1. */
  count(name: string): number | undefined
  number(name: string, bounds?: Bounds): number | undefined
  choice<Value extends string>(
    name: string,
    values: readonly Value[],
    code?: DiagnosticCode,
  ): Value | undefined
  texts(name: string): readonly string[] | undefined
  /** A list of which each entry is a text or a list of texts. */
  textGroups(name: string): readonly (string | readonly string[])[] | undefined
  object(name: string): Located | undefined
  /** An object of objects; what is none is reported and left out. */
  entries(name: string): readonly (readonly [string, Located])[]
  /** A list of objects; what is none is reported and left out. Undefined when there is no list. */
  objects(name: string): readonly Located[] | undefined
}

/** Opens an object of the vocabulary; reports every key that is not in it. */
export function openFields(at: Located, vocabulary: Vocabulary, problems: Problems): Fields {
  reportKeys(at, vocabulary, problems)
  const pointer = (name: string) => join(at.pointer, name)
  const read = <Value>(name: string, expected: string, is: (value: Json) => value is Json & Value) => {
    const value = own(at.value, name)
    if (value === undefined || is(value)) return value
    reportValue(pointer(name), name, expected, value, problems)
    return undefined
  }
  const object = (name: string): Located | undefined => {
    const value = read(name, 'an object', isObject)
    return value && { pointer: pointer(name), value }
  }
  return {
    at,
    pointer,
    value: (name) => own(at.value, name),
    text: (name) => read(name, 'a text', isText),
    textOrFalse: (name) => read(name, 'a text or false', isTextOrFalse),
    textOrTexts: (name) => read(name, 'a text or a list of texts', isTextOrTexts),
    flag: (name) => read(name, 'true or false', (value) => typeof value === 'boolean'),
    count: (name) => read(name, 'a whole number above 0', isCount),
    number: (name, bounds = {}) =>
      read(name, describeBounds(bounds), (value): value is number => isWithin(value, bounds)),
    choice: (name, values, code = 'MOCKGEN_VALUE') =>
      readChoice(read(name, `one of ${values.join(', ')}`, isText), values, pointer(name), problems, code),
    texts: (name) => read(name, 'a list of texts', isTexts),
    textGroups: (name) => read(name, 'a list of texts or of lists of texts', isTextGroups),
    object,
    entries(name) {
      const held = object(name)
      if (held === undefined) return []
      return Object.entries(held.value).flatMap(([key, value]) => {
        if (isObject(value)) return [[key, { pointer: join(held.pointer, key), value }] as const]
        reportValue(join(held.pointer, key), key, 'an object', value, problems)
        return []
      })
    },
    objects(name) {
      const list = read(name, 'a list of objects', isList)
      return list?.flatMap((value, index) => {
        const place = join(pointer(name), index)
        if (isObject(value)) return [{ pointer: place, value }]
        reportValue(place, `${name}[${index}]`, 'an object', value, problems)
        return []
      })
    },
  }
}

/** Reports a value of another type or range than expected. */
export function reportValue(
  pointer: string,
  name: string,
  expected: string,
  found: Json,
  problems: Problems,
): void {
  const message = `${name}: expected ${expected}, found ${show(found)}`
  problems.error({ code: 'MOCKGEN_VALUE', pointer, message, remedy: `write ${expected}` })
}

function reportKeys(at: Located, { known }: Vocabulary, problems: Problems): void {
  for (const key of Object.keys(at.value)) {
    if (known.includes(key) || key.startsWith('x-')) continue
    const meant = didYouMean(key, known)
    const remedy = meant ? `did you mean ${meant}?` : `known keys are ${known.join(', ')}`
    const pointer = join(at.pointer, key)
    problems.error({ code: 'MOCKGEN_UNKNOWN_KEY', pointer, message: `unknown key "${key}"`, remedy })
  }
}

function readChoice<Value extends string>(
  found: string | undefined,
  values: readonly Value[],
  pointer: string,
  problems: Problems,
  code: DiagnosticCode,
): Value | undefined {
  const value = values.find((known) => known === found)
  if (found === undefined || value !== undefined) return value
  const meant = didYouMean(found, values)
  const remedy = meant ? `did you mean ${meant}?` : `write one of ${values.join(', ')}`
  const message = `expected one of ${values.join(', ')}, found "${found}"`
  problems.error({ code, pointer, message, remedy })
  return undefined
}

function isWithin(value: Json, { least, most, whole }: Bounds): value is number {
  if (typeof value !== 'number' || (whole === true && !Number.isSafeInteger(value))) return false
  return (least === undefined || value >= least) && (most === undefined || value <= most)
}

function describeBounds({ least, most, whole }: Bounds): string {
  const what = whole === true ? 'a whole number' : 'a number'
  if (least !== undefined && most !== undefined) return `${what} from ${least} to ${most}`
  if (least !== undefined) return `${what}, at least ${least}`
  return most === undefined ? what : `${what}, at most ${most}`
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

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isTexts(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isTextGroups(value: Json): value is readonly (string | readonly string[])[] {
  return Array.isArray(value) && value.every((entry) => isText(entry) || (isTexts(entry) && entry.length > 0))
}

function show(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
