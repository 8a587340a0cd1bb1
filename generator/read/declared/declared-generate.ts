// How the records of a declared entity are made up: `generate`.
import type { GenerateField, Json } from '@mockgen/runtime'
import { didYouMean, fakerNames } from '@mockgen/runtime/vocabulary'
import { isObject, join, type Located } from '../../pointers.js'
import type { Problems } from '../problems.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** How many records, unless the root says, and how some of their properties are made. */
export interface DeclaredGenerate {
  readonly count?: number
  readonly fields: ReadonlyMap<string, { readonly field: GenerateField; readonly pointer: string }>
}

/** Most records of one entity that are made up when a sandbox begins. */
export const maxGenerated = 100_000
/** Most digits after the point. */
const maxDecimals = 15

/** Reads `generate`; fields that are wrong are reported and left out. */
export function readGenerate(fields: Fields, problems: Problems): DeclaredGenerate | undefined {
  const at = fields.object('generate')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.generate }, problems)
  const count = inner.number('count', { least: 0, most: maxGenerated, whole: true })
  const held = inner.object('fields')
  const found = new Map<string, { readonly field: GenerateField; readonly pointer: string }>()
  for (const [property, value] of Object.entries(held?.value ?? {})) {
    const pointer = join(held?.pointer ?? '', property)
    const field = readFieldOrName(pointer, property, value, problems)
    if (field !== undefined && property !== '__proto__') found.set(property, { field, pointer })
  }
  return { ...(count !== undefined && { count }), fields: found }
}

function readFieldOrName(
  pointer: string,
  property: string,
  value: Json,
  problems: Problems,
): GenerateField | undefined {
  if (typeof value === 'string') return readFaker(value, pointer, problems)
  if (isObject(value)) return readField({ pointer, value }, problems)
  reportValue(pointer, property, 'the name of a kind of data, or an object', value, problems)
  return undefined
}

const ways = ['oneOf', 'faker', 'min', 'template'] as const

function readField(at: Located, problems: Problems): GenerateField | undefined {
  const fields = openFields(at, { known: vocabulary.generateField }, problems)
  const chosen = ways.filter((name) => fields.value(name) !== undefined)
  const [way, second] = chosen
  if (way === undefined || second !== undefined) {
    problems.error({
      code: 'MOCKGEN_VALUE',
      pointer: second === undefined ? at.pointer : fields.pointer(second),
      message:
        way === undefined ? 'it is not said how the value is made' : `${way} and ${second} say two things`,
      remedy: 'write one of oneOf, faker, min and max, template',
    })
    return undefined
  }
  switch (way) {
    case 'oneOf':
      return readOneOf(fields, problems)
    case 'faker': {
      const name = fields.text('faker')
      const options = fields.object('options')
      const known = name === undefined ? undefined : readFaker(name, fields.pointer('faker'), problems)
      return known && { ...known, ...(options && { options: options.value }) }
    }
    case 'min':
      return readRange(fields, problems)
    case 'template': {
      const template = fields.value('template')
      return template === undefined ? undefined : { template }
    }
  }
}

function readFaker(
  name: string,
  pointer: string,
  problems: Problems,
): { readonly faker: string } | undefined {
  if (fakerNames.includes(name)) return { faker: name }
  const meant = didYouMean(name, fakerNames)
  const message = `"${name}" is no kind of made-up data`
  const remedy = meant ? `did you mean ${meant}?` : 'write a name such as person.firstName or lorem.sentence'
  problems.error({ code: 'MOCKGEN_UNKNOWN_FORMAT', pointer, message, remedy })
  return undefined
}

function readOneOf(fields: Fields, problems: Problems): GenerateField | undefined {
  const values = fields.value('oneOf')
  const weights = fields.value('weights')
  if (!Array.isArray(values) || values.length === 0) {
    reportValue(fields.pointer('oneOf'), 'oneOf', 'a list of values', values ?? null, problems)
    return undefined
  }
  if (weights === undefined) return { oneOf: values }
  const numbers = Array.isArray(weights) ? weights.filter((one) => typeof one === 'number' && one >= 0) : []
  const sum = numbers.reduce<number>((total, one) => total + Number(one), 0)
  if (numbers.length === values.length && numbers.length === [weights].flat().length && sum > 0)
    return { oneOf: values, weights: numbers.map(Number) }
  const expected = `${values.length} numbers of 0 or more, one for each value, not all 0`
  reportValue(fields.pointer('weights'), 'weights', expected, weights, problems)
  return undefined
}

function readRange(fields: Fields, problems: Problems): GenerateField | undefined {
  const min = fields.number('min')
  const max = fields.number('max')
  const decimals = fields.number('decimals', { least: 0, most: maxDecimals, whole: true })
  if (fields.value('max') === undefined) {
    const message = 'min needs a max'
    problems.error({ code: 'MOCKGEN_VALUE', pointer: fields.pointer('min'), message, remedy: 'write max:' })
  }
  if (min === undefined || max === undefined) return undefined
  if (min > max) {
    reportValue(fields.pointer('min'), 'min', `at most max, ${max}`, min, problems)
    return undefined
  }
  return { min, max, ...(decimals !== undefined && { decimals }) }
}
