// Makes more of what names a thing: the items of a list have the look of the document's example, and ids of their own.
import type { Json } from '../../json.js'
import { compilePattern } from '../patterns/patterns.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Draft } from './draft.js'
import { integerBetween } from './random-choice.js'
import { fitsLengths } from './sample-pattern.js'
import { snakeCase } from './text-meanings.js'
import { uuid } from './words.js'

const identifiers = /^(_?id|uuid|guid|uid|sid|node_id|slug)$/

/** True for the property by which a thing is known among others of its kind; `parent` is what the property stands in. */
export function isIdentifier({ name, parent }: Pick<Draft, 'name' | 'parent'>): boolean {
  if (name === '') return false
  const own = snakeCase(name)
  return identifiers.test(own) || (parent !== '' && own === `${snakeCase(parent).replace(/s$/, '')}_id`)
}

/** The example as the id of another thing, as far as the schema allows it: the next number, other letters. */
export function varyExample(example: Json, flat: FlatSchema, draft: Draft): Json | undefined {
  const varied = typeof example === 'string' ? varyText(example, draft) : varyNumber(example, draft)
  return varied !== undefined && isAllowed(varied, flat) ? varied : undefined
}

function varyNumber(example: Json, { variant }: Draft): number | undefined {
  if (typeof example !== 'number') return undefined
  return Number.isSafeInteger(example + variant) ? example + variant : undefined
}

const uuidText = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function varyText(example: string, { variant, random }: Draft): string {
  if (uuidText.test(example)) return uuid(random)
  const counted = /(?<!\d)\d{1,15}$/.exec(example)?.[0]
  if (counted !== undefined) {
    const next = String(Number(counted) + variant).padStart(counted.length, '0')
    return example.slice(0, -counted.length) + next
  }
  // What stands before the last separator tells the kind of thing: `usr_2up3OPMp9T`.
  const start = 1 + Math.max(...['_', '-', ':', '/', '.'].map((separator) => example.lastIndexOf(separator)))
  const others = [...example.slice(start)].map((character) => another(character, random))
  return example.slice(0, start) + others.join('')
}

const alphabets = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'] as const

function another(character: string, random: Draft['random']): string {
  const alphabet = alphabets.find((letters) => letters.includes(character))
  return alphabet === undefined ? character : alphabet.charAt(integerBetween(0, alphabet.length - 1, random))
}

function isAllowed(value: string | number, flat: FlatSchema): boolean {
  if (flat.values !== undefined) return flat.values.includes(value)
  if (typeof value === 'number') return value <= (flat.maximum ?? value) && flat.multipleOf === undefined
  const lengths = { min: flat.minLength ?? 0, max: flat.maxLength ?? value.length }
  return (
    fitsLengths(value, lengths) &&
    flat.patterns.every((source) => compilePattern(source)?.test(value) ?? true)
  )
}
