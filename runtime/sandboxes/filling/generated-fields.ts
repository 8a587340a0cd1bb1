// The properties of made-up records for which a declaration says how they are made.
import { coerce, namesType } from '../../entities/property-schema.js'
import { compileTemplate } from '../../expressions/expressions.js'
import type { GenerateField } from '../../facts.js'
import type { MakeFake } from '../../fakers.js'
import { type Random, seededIds } from '../../ids.js'
import { type Json, type JsonObject, toPointer } from '../../json.js'

/** What a record's fields are made from: the record so far, its number from 0, and the randomness of this try. */
export interface FieldsInput {
  readonly record: JsonObject
  readonly index: number
  readonly random: Random
}

/** Makes the declared fields of a record. */
export type MakeFields = (input: FieldsInput) => JsonObject

/** What fields are compiled with. */
export interface FieldsOptions {
  /** Where they are declared, for errors. */
  readonly place: string
  readonly fake: MakeFake
  /** What the schemas say about a property, see `RecordShape.property`. */
  readonly property: (name: string) => JsonObject | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Compiles the fields; later ones see what earlier ones have made as `entity`. */
export function compileFields(
  fields: Readonly<Record<string, GenerateField>>,
  options: FieldsOptions,
): MakeFields {
  const makers = Object.entries(fields).map(
    ([name, field]) => [name, compileField(name, field, options)] as const,
  )
  return (input) => {
    const made: [string, Json][] = []
    for (const [name, make] of makers) {
      const record = { ...input.record, ...Object.fromEntries(made) }
      const value = make({ ...input, record })
      if (value !== undefined) made.push([name, value])
    }
    return Object.fromEntries(made)
  }
}

type MakeField = (input: FieldsInput) => Json | undefined

function compileField(name: string, field: GenerateField, options: FieldsOptions): MakeField {
  const { place, fake, property, now } = options
  if ('oneOf' in field) return weighted(field.oneOf, field.weights)
  if ('faker' in field) {
    const schema = property(name)
    const args = field.options === undefined ? [] : [field.options]
    return ({ random }) => inTypeOf(schema, fake(field.faker, args, Math.floor(random() * 2 ** 32)))
  }
  if ('min' in field) return between(field.min, field.max, field.decimals ?? 0)
  const fill = compileTemplate(field.template, `${place}${toPointer([name, 'template'])}`)
  return ({ record, index, random }) => {
    const ids = seededIds(Math.floor(random() * 2 ** 32), `${place}/${name}/${index}`)
    return fill({ values: { entity: record, index }, now, ids })
  }
}

// Whole steps of the last digit: 0.1 + 0.2 is not 0.3.
function between(min: number, max: number, decimals: number): MakeField {
  const scale = 10 ** decimals
  const inSteps = (value: number) => Number((value * scale).toPrecision(15))
  const low = Math.ceil(inSteps(min))
  const steps = Math.floor(inSteps(max)) - low + 1
  return ({ random }) => (steps < 1 ? min : (low + Math.floor(random() * steps)) / scale)
}

// Faker writes prices as text and dates as date-times, whatever they are for.
function inTypeOf(schema: JsonObject | undefined, value: Json): Json {
  const isNumber = namesType(schema, 'number', 'integer') && !namesType(schema, 'string')
  if (isNumber && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (schema?.format === 'date' && typeof value === 'string') return value.replace(/T.*$/, '')
  return coerce(value, schema)
}

// Without weights all values are as likely.
function weighted(values: readonly Json[], weights: readonly number[] = values.map(() => 1)): MakeField {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return ({ random }) => {
    let left = random() * sum
    for (const [i, value] of values.entries()) {
      left -= weights[i] ?? 0
      if (left < 0) return value
    }
    return values.at(-1)
  }
}
