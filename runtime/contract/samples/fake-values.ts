// Makes what `x-faker` asks for, in the type of its schema.
import { createFaker, type MakeFake } from '../../fakers.js'
import type { Json } from '../../json.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { FakerCall } from '../schemas/schema.js'
import { hasType } from '../schemas/value-types.js'
import { type Draft, isAvoided } from './draft.js'
import { pick } from './random-choice.js'
import { arrayElement } from './read-faker.js'

/** Makes the value of a call, repeatable for a seed; undefined when its function refuses the arguments. */
export type Fake = (call: FakerCall, seed: number) => Json | undefined

/** Made-up dates lie around this one, so that the same seed gives the same data every day. */
const today = Date.UTC(2025, 0, 1)

export function createFake(): Fake {
  const make: MakeFake = createFaker(today)
  return (call, seed) => {
    try {
      return make(call.kind, call.arguments, seed)
    } catch {
      // Arguments come from a document: what faker throws at them means that this value is made otherwise.
      return undefined
    }
  }
}

/** The value that the document asks for; undefined where it asks for none, or for one of another type. */
export function fakeValue(flat: FlatSchema, draft: Draft): Json | undefined {
  const [call] = flat.fakers
  if (call === undefined || isAvoided(draft.at, draft)) return undefined
  if (call.kind === arrayElement) {
    const [values] = call.arguments
    return Array.isArray(values) ? pick<Json>(values, draft.random) : undefined
  }
  const value = inTypeOf(flat, draft.fake(call, Math.floor(draft.random() * 2 ** 32)))
  return value !== undefined && hasType(value, flat.type) ? value : undefined
}

// Faker writes prices as text and dates as date-times, whatever they are for.
function inTypeOf(flat: FlatSchema, value: Json | undefined): Json | undefined {
  if (typeof value === 'string' && flat.type !== undefined && !flat.type.includes('string')) {
    return /^-?\d+(\.\d+)?$/.test(value) ? inTypeOf(flat, Number(value)) : value
  }
  if (typeof value === 'number' && flat.type?.includes('string')) return String(value)
  if (typeof value === 'number' && flat.type?.includes('integer')) return Math.round(value)
  const isDate = typeof value === 'string' && flat.formats.includes('date')
  return isDate ? value.replace(/T.*$/, '') : value
}
