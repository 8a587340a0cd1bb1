// What is wrong with a fragment of JSON Schema that a person wrote, such as the constraints of a property.

import { patternProblem } from '../contract/patterns/patterns.js'
import { knownFormats } from '../contract/schemas/known-formats.js'
import { isObject, type Json, type JsonObject, toPointer } from '../json.js'
import { didYouMean } from './did-you-mean.js'

/** Something wrong in a schema; `pointer` is where in it. */
export interface SchemaProblem {
  readonly pointer: string
  readonly message: string
  readonly remedy?: string
}

/**
 * Checks the keywords of a JSON Schema (2020-12, with `nullable` of OpenAPI 3.0) for what a validator would not understand
 * or could never meet: unknown keywords and formats, values of the wrong type, lower bounds above upper ones, patterns that
 * cannot be run. References are not followed. Extensions (`x-…`) are left alone.
 */
export function checkSchemaKeywords(schema: Json): readonly SchemaProblem[] {
  if (typeof schema === 'boolean') return []
  if (!isObject(schema)) return [{ pointer: '', message: 'a schema is an object' }]
  const problems: SchemaProblem[] = []
  for (const [name, value] of Object.entries(schema)) {
    if (name.startsWith('x-')) continue
    const check = keywords.get(name)
    if (check === undefined) problems.push(unknownKeyword(name))
    else problems.push(...check(value).map((problem) => inside(name, problem)))
  }
  return [...problems, ...bounds.flatMap(([low, high]) => crossed(schema, low, high))]
}

type Check = (value: Json) => readonly SchemaProblem[]

function inside(name: string | number, problem: SchemaProblem): SchemaProblem {
  return { ...problem, pointer: toPointer([name]) + problem.pointer }
}

function problem(message: string, remedy?: string): readonly SchemaProblem[] {
  return [{ pointer: '', message, ...(remedy === undefined ? {} : { remedy }) }]
}

function unknownKeyword(name: string): SchemaProblem {
  const meant = didYouMean(name, keywords.keys())
  return {
    pointer: toPointer([name]),
    message: `${JSON.stringify(name)} is no keyword of JSON Schema`,
    ...(meant === undefined ? {} : { remedy: `did you mean ${meant}?` }),
  }
}

/** Keywords of which the first may not be above the second. */
const bounds = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
  ['minItems', 'maxItems'],
  ['minContains', 'maxContains'],
  ['minProperties', 'maxProperties'],
] as const

function crossed(schema: JsonObject, low: string, high: string): readonly SchemaProblem[] {
  const least = schema[low]
  const most = schema[high]
  if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return []
  return [{ pointer: toPointer([low]), message: `${low} is ${least}, above ${high}, which is ${most}` }]
}

function expecting(what: string, isIt: (value: Json) => boolean): Check {
  return (value) => (isIt(value) ? [] : problem(`must be ${what}`))
}

const text = expecting('text', (value) => typeof value === 'string')
const truth = expecting('true or false', (value) => typeof value === 'boolean')
const number = expecting('a number', (value) => typeof value === 'number')
const size = expecting(
  'a whole number, 0 or more',
  (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
)
const names = expecting(
  'a list of names, each once',
  (value) =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'string') &&
    new Set(value).size === value.length,
)
const anything: Check = () => []

const schemas: Check = (value) =>
  Array.isArray(value) && value.length > 0
    ? value.flatMap((item, index) => checkSchemaKeywords(item).map((found) => inside(index, found)))
    : problem('must be a list of schemas')

const schemasByName: Check = (value) =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, item]) =>
        checkSchemaKeywords(item).map((found) => inside(name, found)),
      )
    : problem('must be an object of schemas')

const types = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']

const type: Check = (value) => {
  const wrong = (Array.isArray(value) ? value : [value]).find((item) => !types.includes(item))
  if (wrong === undefined) return []
  return problem(`${JSON.stringify(wrong)} is no type`, `types are ${types.join(', ')}`)
}

const format: Check = (value) => {
  if (typeof value !== 'string') return problem('must be text')
  if (knownFormats.some((known) => known === value)) return []
  const meant = didYouMean(value, knownFormats)
  const remedy = meant === undefined ? `formats are ${knownFormats.join(', ')}` : `did you mean ${meant}?`
  return problem(`${JSON.stringify(value)} is no format that is checked`, remedy)
}

const pattern: Check = (value) => {
  if (typeof value !== 'string') return problem('must be text')
  const found = patternProblem(value)
  return found === undefined ? [] : problem(found)
}

const patternSchemas: Check = (value) => [
  ...schemasByName(value),
  ...Object.keys(isObject(value) ? value : {}).flatMap((source) =>
    pattern(source).map((found) => inside(source, found)),
  ),
]

const keywords: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['type', type],
  ['enum', expecting('a list of values', (value) => Array.isArray(value) && value.length > 0)],
  ['const', anything],
  ['format', format],
  ['pattern', pattern],
  ['minLength', size],
  ['maxLength', size],
  ['minimum', number],
  ['maximum', number],
  ['exclusiveMinimum', number],
  ['exclusiveMaximum', number],
  ['multipleOf', expecting('a number above 0', (value) => typeof value === 'number' && value > 0)],
  ['items', checkSchemaKeywords],
  ['prefixItems', schemas],
  ['contains', checkSchemaKeywords],
  ['minItems', size],
  ['maxItems', size],
  ['minContains', size],
  ['maxContains', size],
  ['uniqueItems', truth],
  ['properties', schemasByName],
  ['patternProperties', patternSchemas],
  ['additionalProperties', checkSchemaKeywords],
  ['propertyNames', checkSchemaKeywords],
  ['required', names],
  ['minProperties', size],
  ['maxProperties', size],
  ['dependentRequired', expecting('an object', isObject)],
  ['dependentSchemas', schemasByName],
  ['allOf', schemas],
  ['anyOf', schemas],
  ['oneOf', schemas],
  ['not', checkSchemaKeywords],
  ['if', checkSchemaKeywords],
  ['then', checkSchemaKeywords],
  ['else', checkSchemaKeywords],
  ['nullable', truth],
  ['title', text],
  ['description', text],
  ['deprecated', truth],
  ['readOnly', truth],
  ['writeOnly', truth],
  ['default', anything],
  ['example', anything],
  ['examples', anything],
])

/** Every keyword that is known. */
export const schemaKeywords: readonly string[] = [...keywords.keys()]
