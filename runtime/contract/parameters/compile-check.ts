// Holds values against one schema, without the validator where a type is all that it says.
import type { Violation } from '../../errors.js'
import type { Json } from '../../json.js'
import type { Parts } from '../parts.js'
import type { Schema } from '../schemas/schema.js'

/** The violations of a value, with pointers relative to it; empty when it is valid. */
export type Check = (value: Json) => readonly Violation[]

const noViolations: readonly Violation[] = []

/** The check of one schema. Nothing is compiled for those that only have a type, as most parameters and properties do. */
export function compileCheck(schema: Schema, parts: Parts): Check {
  const bare = bareTypes(schema)
  if (bare === undefined) return (value) => parts.validator.check(schema, value)
  const message = `must be ${bare.join(' or ')}`
  const wrongType: readonly Violation[] = [{ pointer: '', message, keyword: 'type' }]
  const tests = bare.map((type) => typeTests[type])
  return (value) => (tests.some((test) => test(value)) ? noViolations : wrongType)
}

const typeTests = {
  string: (value: Json) => typeof value === 'string',
  number: (value: Json) => typeof value === 'number',
  integer: (value: Json) => Number.isInteger(value),
  boolean: (value: Json) => typeof value === 'boolean',
  null: (value: Json) => value === null,
} as const

type BareType = keyof typeof typeTests

function bareTypes(schema: Schema): readonly BareType[] | undefined {
  if (typeof schema === 'boolean') return undefined
  const { type } = schema
  if (type === undefined || Object.keys(schema).length !== 1) return undefined
  return type.every(isBare) ? type : undefined
}

function isBare(type: string): type is BareType {
  return Object.hasOwn(typeTests, type)
}
