// Words a failed validation for the client: where, what was expected.
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Violation } from '../../errors.js'
import { toPointer } from '../../json.js'

/** Violations that one answer lists at most; a client reads the first few. */
export const maxViolations = 50

/** The violations of a validation, without repetitions and without errors that only repeat others. */
export function toViolations(errors: readonly ErrorObject[]): readonly Violation[] {
  const found = new Map<string, Violation>()
  for (const error of errors) {
    if (found.size >= maxViolations) break
    // "must match then schema" stands beside the violations of that schema.
    if (error.keyword === 'if' && errors.length > 1) continue
    // What is wrong with a name stands beside the violation of `propertyNames` that names it.
    if (error.propertyName !== undefined) continue
    const violation = {
      pointer: error.instancePath + ownPart(error),
      message: describe(error),
      keyword: error.keyword,
    }
    found.set(`${violation.pointer}\n${violation.message}`, violation)
  }
  return [...found.values()]
}

// These keywords speak about a property, and Ajv reports them at the object.
const propertyParameters: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
  propertyNames: 'propertyName',
}

function ownPart(error: ErrorObject): string {
  const parameter = propertyParameters[error.keyword]
  const name: unknown = parameter === undefined ? undefined : error.params[parameter]
  return typeof name === 'string' ? toPointer([name]) : ''
}

function describe({ keyword, params }: ErrorObject): string {
  return descriptions.get(keyword)?.(params) ?? `must satisfy ${keyword}`
}

type Describe = (params: Readonly<Record<string, unknown>>) => string

const limit: Describe = ({ comparison, limit }) => `must be ${comparison} ${limit}`
const atLeast =
  (what: string): Describe =>
  ({ limit }) =>
    `must have at least ${limit} ${what}`
const atMost =
  (what: string): Describe =>
  ({ limit }) =>
    `must have at most ${limit} ${what}`

const contained: Describe = ({ minContains, maxContains }) => {
  const most = maxContains === undefined ? '' : ` and at most ${maxContains}`
  return `must contain at least ${minContains}${most} matching items`
}

const descriptions: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['required', () => 'is required'],
  ['dependentRequired', ({ property }) => `is required beside ${JSON.stringify(property)}`],
  ['additionalProperties', () => 'is not a property of the schema'],
  ['unevaluatedProperties', () => 'is not a property of the schema'],
  ['propertyNames', () => 'is not an allowed property name'],
  ['enum', ({ allowedValues }) => `must be one of ${shorten(JSON.stringify(allowedValues))}`],
  ['const', ({ allowedValue }) => `must be ${shorten(JSON.stringify(allowedValue))}`],
  ['type', ({ type }) => `must be ${[type].flat().join(' or ')}`],
  ['format', ({ format }) => `must have the format ${format}`],
  ['pattern', ({ pattern }) => `must match the pattern ${pattern}`],
  ['multipleOf', ({ multipleOf }) => `must be a multiple of ${multipleOf}`],
  ['minimum', limit],
  ['maximum', limit],
  ['exclusiveMinimum', limit],
  ['exclusiveMaximum', limit],
  ['minLength', atLeast('characters')],
  ['maxLength', atMost('characters')],
  ['minItems', atLeast('items')],
  ['maxItems', atMost('items')],
  ['minProperties', atLeast('properties')],
  ['maxProperties', atMost('properties')],
  ['uniqueItems', ({ i, j }) => `must not have the same item at ${j} and ${i}`],
  ['contains', contained],
  ['items', atMost('items')],
  ['unevaluatedItems', () => 'has more items than the schema knows'],
  [
    'oneOf',
    ({ passingSchemas }) => `must match exactly one schema of oneOf, but matches ${count(passingSchemas)}`,
  ],
  ['anyOf', () => 'must match a schema of anyOf'],
  ['not', () => 'must not match the schema of not'],
  ['false schema', () => 'is not allowed'],
])

function count(passing: unknown): string {
  return Array.isArray(passing) ? `those at ${passing.join(' and ')}` : 'none'
}

/** Characters of a list of values in a message. */
const maxListed = 200

function shorten(text: string): string {
  return text.length <= maxListed ? text : `${text.slice(0, maxListed)}…`
}
