// The shape of an entity's records: makes of what a client sent a record that satisfies its schemas.
import type { Random } from '../../ids.js'
import { isObject, type JsonObject, pointerTokens } from '../../json.js'
import type { RecordSchema, RecordShape, RecordsOf } from '../contract.js'
import type { Parts } from '../parts.js'
import { createDefaults } from '../schemas/defaults.js'
import { createPropertyDescriber } from '../schemas/describe-property.js'
import { allowsProperty, type FlatSchema } from '../schemas/flat-schema.js'
import type { SchemaMode } from '../schemas/schema.js'
import { constraintSchema } from '../validation/constraint.js'
import { createRequiredFiller } from './fill-required.js'
import { hidesAnything, hideWriteOnly, withoutNames } from './prune.js'
import { recordSchemaOf } from './record-schema.js'
import { createServerOwned } from './server-owned.js'

/** Rounds of repair; what is still wrong then contradicts itself. */
const maxRounds = 4
/** Samples that are tried as a base when repair fails. */
const maxSamples = 3
/** Properties of a record that are laid over a sample one by one. */
const maxOverlaid = 200

/**
 * The shape of these records; pointers that lead nowhere say nothing. Where the schemas disagree the first one decides: it
 * must hold, and the others as far as it lets them.
 */
export function createRecordShape(
  { schemas: pointers, constraints = {}, writeOnly = [] }: RecordsOf,
  parts: Parts,
  mode: SchemaMode = 'record',
): RecordShape {
  const { validator, flattener, schemas: registry } = parts
  const found = pointers.map((pointer) => registry.id(pointer, mode)).filter((id) => id !== undefined)
  const ids = [...new Set(found)]
  const schemas = ids.map((id) => registry.get(id))
  const [primary = true] = schemas
  const constraint =
    Object.keys(constraints).length === 0 ? true : constraintSchema({ properties: constraints }, parts)
  // What is made up is made from both at once.
  const made = constraint === true ? schemas : schemas.map((schema) => ({ allOf: [schema, constraint] }))
  // A property of which they say different things is at last made from what all of them allow.
  const agreed = made.length > 1 ? [{ allOf: made }, ...made] : made
  const defaults = createDefaults(flattener, validator)
  const filler = createRequiredFiller(parts, validator)
  const flats = schemas.map((schema) => flattener.flatten(schema))
  const together = flats.reduce(flattener.both, flattener.flatten(true))
  const isKnown = (name: string) => together.properties.has(name) || writeOnly.includes(name)
  const mayAdd = (name: string) => allowsProperty(flattener.flatten(primary), name)

  function complete(value: JsonObject, random: Random): JsonObject {
    const whole = defaults.apply(together, value)
    if (isComplete(whole, value)) return whole
    let record = whole
    for (let round = 0; round < maxRounds; round++) {
      const plan = { random, round, mayAdd }
      const sources = round < 2 ? made : agreed
      const more = sources.reduce((sum, schema) => filler.fill(schema, sum, plan), record)
      // What was made may have defaults of its own.
      const filled = defaults.apply(together, more)
      const broken = brokenProperties(filled, value)
      if (broken.size === 0) return filled
      record = omit(filled, broken)
    }
    for (let i = 0; i < maxSamples && !validator.isValid(primary, record); i++)
      record = overSample(record, random)
    return record
  }

  function isComplete(record: JsonObject, given: JsonObject): boolean {
    return (
      schemas.every((schema) => validator.isValid(schema, record)) &&
      (constraint === true || madeUpAgainst(record, given).length === 0)
    )
  }

  // Properties that break a constraint and did not come with the record: those who sent the others must hear of it.
  function madeUpAgainst(record: JsonObject, given: JsonObject): readonly string[] {
    return validator
      .check(constraint, record)
      .map(({ pointer }) => pointerTokens(pointer)[0] ?? '')
      .filter((name) => !Object.hasOwn(given, name))
  }

  // Names of the top-level properties at fault; '' for what is wrong with the whole.
  function brokenProperties(record: JsonObject, given: JsonObject): ReadonlySet<string> {
    const names = schemas.flatMap((schema, i) =>
      validator
        .check(schema, record)
        .filter(({ pointer, keyword }) => !isDisagreement(pointer, keyword, i))
        .map(({ pointer }) => pointerTokens(pointer)[0] ?? ''),
    )
    return new Set([...names, ...(constraint === true ? [] : madeUpAgainst(record, given))])
  }

  // A schema that closes the object disagrees with the others about their properties. The record keeps these, and the
  // views of that schema cut them off; and what the first schema does not allow, no other can require.
  function isDisagreement(pointer: string, keyword: string, index: number): boolean {
    const [name, ...deeper] = pointerTokens(pointer)
    if (name === undefined || deeper.length > 0) return false
    if (keyword === 'required') return !mayAdd(name)
    return closingKeywords.has(keyword) && (index > 0 || isKnown(name))
  }

  // The last resort: a sample of the first schema, with each property of the record that leaves it valid.
  function overSample(record: JsonObject, random: Random): JsonObject {
    const sample = parts.sampler.sample(primary, { random })
    if (!isObject(sample) || !validator.isValid(primary, sample)) return record
    return Object.entries(record)
      .slice(0, maxOverlaid)
      .reduce<JsonObject>((sum, [name, value]) => {
        const next = Object.fromEntries([...Object.entries(sum), [name, value]])
        return validator.isValid(primary, next) ? next : sum
      }, sample)
  }

  const withServerOwned = mode === 'record' ? createServerOwned(together, parts) : undefined
  const named = (mark: 'readOnly' | 'writeOnly') => markedProperties(together, mark, parts)
  function sample(random: Random): JsonObject {
    const sampled = parts.sampler.sample(made[0] ?? true, { random, varied: true })
    return complete(isObject(sampled) ? sampled : {}, random)
  }

  const isHiding = schemas.some((schema) => hidesAnything(schema, registry))
  function visible(record: JsonObject): JsonObject {
    const rest = withoutNames(record, writeOnly)
    return isHiding ? schemas.reduce((shown, schema) => hideWriteOnly(schema, shown, flattener), rest) : rest
  }

  let schema: RecordSchema | undefined

  return {
    complete,
    sample,
    schema: () => {
      schema ??= recordSchemaOf(parts, ids, together, { constraints, writeOnly })
      return schema
    },
    refusals: (value) =>
      schemas.flatMap((schema, i) =>
        validator.check(schema, value).filter(({ pointer, keyword }) => !isDisagreement(pointer, keyword, i)),
      ),
    ...((isHiding || writeOnly.length > 0) && { visible }),
    ...(constraint !== true && { violations: (record: JsonObject) => validator.check(constraint, record) }),
    ...(withServerOwned && { withServerOwned }),
    property: createPropertyDescriber(together, flattener),
    readOnly: named('readOnly'),
    writeOnly: [...new Set([...named('writeOnly'), ...writeOnly])],
  }
}

const closingKeywords: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties'])

function omit(record: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)))
}

function markedProperties(flat: FlatSchema, mark: 'readOnly' | 'writeOnly', parts: Parts): readonly string[] {
  const { flattener } = parts
  return [...flat.properties].filter(([, schema]) => flattener.flatten(schema)[mark]).map(([name]) => name)
}
