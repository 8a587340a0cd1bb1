// The keywords of a schema that hold values, well-typed: types, numbers, text, and the annotations.

import type { JsonObject } from '../../json.js'
import { patternProblem } from '../patterns/patterns.js'
import { readFaker } from '../samples/read-faker.js'
import { knownFormats } from './known-formats.js'
import { isSchemaType, type Notes, notes, type SchemaObject } from './schema.js'

/** A schema in the making. */
export type Draft = { -readonly [K in keyof SchemaObject]: SchemaObject[K] }

/** Adds the keywords that hold values; `problem` is told what is ignored. */
export function addValueKeywords(draft: Draft, source: JsonObject, problem: (reason: string) => void): void {
  addType(draft, source)
  addNumbers(draft, source)
  addValues(draft, source)
  addText(draft, source, problem)
}

function addType(draft: Draft, source: JsonObject): void {
  const types = (Array.isArray(source.type) ? source.type : [source.type]).filter(isSchemaType)
  if (types.length > 0) draft.type = [...new Set(types)]
}

const counts = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
] as const
const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const

function addNumbers(draft: Draft, source: JsonObject): void {
  for (const keyword of counts) {
    const value = source[keyword]
    if (Number.isInteger(value) && Number(value) >= 0) draft[keyword] = Number(value)
  }
  for (const keyword of bounds) {
    const value = source[keyword]
    if (typeof value === 'number') draft[keyword] = value
  }
  if (typeof source.multipleOf === 'number' && source.multipleOf > 0) draft.multipleOf = source.multipleOf
  // OpenAPI 3.0: a boolean says that the bound itself is excluded.
  if (source.exclusiveMinimum === true && draft.minimum !== undefined) {
    draft.exclusiveMinimum = draft.minimum
    delete draft.minimum
  }
  if (source.exclusiveMaximum === true && draft.maximum !== undefined) {
    draft.exclusiveMaximum = draft.maximum
    delete draft.maximum
  }
}

function addValues(draft: Draft, source: JsonObject): void {
  if (Array.isArray(source.enum) && source.enum.length > 0) draft.enum = source.enum
  if (source.const !== undefined) draft.const = source.const
}

/** Formats that are checked; every other one only describes. */
const checkedFormats: ReadonlySet<string> = new Set(knownFormats)

function addText(draft: Draft, source: JsonObject, problem: (reason: string) => void): void {
  if (typeof source.format === 'string' && checkedFormats.has(source.format)) draft.format = source.format
  if (typeof source.pattern !== 'string') return
  const reason = patternProblem(source.pattern)
  if (reason === undefined) draft.pattern = source.pattern
  else problem(reason)
}

// What only describes text, the most telling first: an encoding is what the text itself looks like.
function hintsOf({ format, contentEncoding, contentMediaType }: JsonObject): readonly string[] {
  const isChecked = typeof format === 'string' && checkedFormats.has(format)
  const hints = [contentEncoding, isChecked ? undefined : format, contentMediaType]
  return hints.filter((hint) => typeof hint === 'string')
}

/** Adds what a schema says beside validation. */
export function addNotes(draft: Draft, source: JsonObject): void {
  const found: { -readonly [K in keyof Notes]: Notes[K] } = {}
  if (source.default !== undefined) found.default = source.default
  const examples = [
    ...(Array.isArray(source.examples) ? source.examples : []),
    ...(source.example === undefined ? [] : [source.example]),
  ]
  if (examples.length > 0) found.examples = examples
  if (source.readOnly === true) found.readOnly = true
  if (source.writeOnly === true) found.writeOnly = true
  const hints = hintsOf(source)
  if (hints.length > 0) found.hints = hints
  const faker = readFaker(source['x-faker'])
  if (faker !== undefined) found.faker = faker
  if (Object.keys(found).length > 0) draft[notes] = found
}
