// Random schemas that are made around a value that satisfies them, so that every one of them can be satisfied.
import { isDeepStrictEqual } from 'node:util'
import { createRandom } from '../../runtime/ids.js'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'
import { createDice, type Dice, names, randomInteger, randomText, randomValue } from './fitted-value.js'
import type { Version } from './independent.js'

export interface FittedSchema {
  readonly schema: Json
  /** Component schemas that it refers to. */
  readonly schemas: JsonObject
  /** A value that satisfies it. */
  readonly value: Json
  /** Other values, some of them near. */
  readonly others: readonly Json[]
}

/** The schema of a seed; `depth` is how deep its value is nested. */
export function fittedSchema(seed: number, depth: number, version: Version): FittedSchema {
  const dice = createDice(createRandom(seed))
  const isNew = version === '3.1.0'
  const value = randomValue(dice, depth, isNew)
  const making: Making = { dice, isNew, schemas: new Map() }
  const schema = schemaFor(value, depth + 1, making)
  const others = Array.from({ length: 8 }, () =>
    dice.chance(0.7) ? changed(value, dice) : randomValue(dice, depth, true),
  )
  return { schema, schemas: Object.fromEntries(making.schemas), value, others }
}

interface Making {
  readonly dice: Dice
  readonly isNew: boolean
  readonly schemas: Map<string, Json>
}

// `room` bounds how often schemas are put into each other.
function schemaFor(value: Json, room: number, making: Making): JsonObject {
  const { dice, isNew } = making
  const own = () => schemaFor(value, room - 1, making)
  if (room > 0 && dice.chance(0.35)) {
    switch (dice.int(0, isNew ? 8 : 5)) {
      case 0:
        return { allOf: [own(), own()] }
      case 1:
        return { anyOf: shuffled([own(), other(value, dice)], dice) }
      case 2:
        return { oneOf: shuffled([own(), other(value, dice)], dice) }
      case 3:
        return { ...own(), not: other(value, dice) }
      case 4:
      case 5:
        return reference(own(), making)
      case 6:
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
        return { if: other(value, dice), then: other(value, dice), else: own() }
      case 7:
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
        return { ...plain(value, room, making), if: looseSchema(value), then: own() }
      default:
        return { ...reference(own(), making), ...plain(value, room, making) }
    }
  }
  if (dice.chance(0.05)) return isNew ? { const: value } : { enum: [value] }
  if (dice.chance(0.05)) return { enum: shuffled([value, 'other', 7].filter(unique), dice) }
  return plain(value, room, making)
}

function plain(value: Json, room: number, making: Making): JsonObject {
  const { dice, isNew } = making
  if (value === null) return { type: dice.pick<Json>(['null', ['null', 'string']]) }
  const keywords = ofType(value, room, making)
  if (dice.chance(0.1)) return keywords
  const type = typeOf(value)
  if (isNew && dice.chance(0.15)) return { ...keywords, type: shuffled([type, 'null'], dice) }
  if (!isNew && dice.chance(0.15)) return { ...keywords, type, nullable: true }
  return { ...keywords, type }
}

function ofType(value: Json, room: number, making: Making): JsonObject {
  if (typeof value === 'string') return textKeywords(value, making.dice)
  if (typeof value === 'number') return numberKeywords(value, making)
  if (Array.isArray(value)) return arrayKeywords(value, room, making)
  return isObject(value) ? objectKeywords(value, room, making) : {}
}

function textKeywords(text: string, dice: Dice): JsonObject {
  const length = [...text].length
  return {
    ...(dice.chance(0.3) && { minLength: Math.max(0, length - dice.int(0, 3)) }),
    ...(dice.chance(0.3) && { maxLength: length + dice.int(0, 3) }),
    ...(dice.chance(0.3) && { pattern: patternOf(text, dice) }),
  }
}

function patternOf(text: string, dice: Dice): string {
  const classes = [...text].map((character) =>
    /[a-z]/.test(character)
      ? '[a-z]'
      : /[A-Z]/.test(character)
        ? '[A-Z]'
        : /\d/.test(character)
          ? '\\d'
          : /\p{L}/u.test(character)
            ? '\\p{L}'
            : /\s/.test(character)
              ? '\\s'
              : '[^a-z]',
  )
  const runs = classes.filter((one, i) => one !== classes[i - 1]).map((one) => `${one}+`)
  return dice.pick([
    `^${classes.join('')}$`,
    `^${runs.join('')}$`,
    classes.slice(0, 3).join(''),
    `^(?:${runs.join('')}|zz)$`,
    `^[^\\x00]{${classes.length}}$`,
    `^(?!zz)${runs.join('')}`,
  ])
}

function numberKeywords(value: number, { dice, isNew }: Making): JsonObject {
  const low = value - dice.int(0, 5)
  const high = value + dice.int(0, 5)
  const isExclusive = dice.chance(0.3)
  const minimum = isNew
    ? isExclusive && low < value
      ? { exclusiveMinimum: low }
      : { minimum: low }
    : { minimum: low, ...(isExclusive && low < value && { exclusiveMinimum: true }) }
  const isWhole = Number.isSafeInteger(value)
  // The other validator divides binary fractions, so only whole steps are compared.
  const step = isWhole ? dice.pick([1, value === 0 ? 3 : Math.abs(value)]) : undefined
  return {
    ...(dice.chance(0.3) && minimum),
    ...(dice.chance(0.3) &&
      (isNew && isExclusive && high > value ? { exclusiveMaximum: high } : { maximum: high })),
    ...(dice.chance(0.2) && step !== undefined && { multipleOf: step }),
  }
}

function arrayKeywords(items: readonly Json[], room: number, making: Making): JsonObject {
  const { dice, isNew } = making
  const [first] = items
  const inner = (item: Json) => schemaFor(item, room - 1, making)
  const isTuple = isNew && dice.chance(0.3)
  const together = items.length === 0 ? {} : { anyOf: items.map(inner) }
  const isUnique = items.every((item, i) => items.findIndex((one) => isDeepStrictEqual(one, item)) === i)
  const containing = first !== undefined && isNew && dice.chance(0.2)
  const closed = dice.pick(['items', 'unevaluatedItems'])
  const sameKind = items.every((item) => typeOf(item) === typeOf(first ?? null))
  return {
    ...(isTuple && {
      prefixItems: items.map(inner),
      ...(!containing && dice.chance(0.5) && { [closed]: false }),
    }),
    ...(!isTuple &&
      (dice.chance(0.7) || !isNew) && {
        items: sameKind && first !== undefined ? looseSchema(first) : together,
      }),
    ...(dice.chance(0.3) && { minItems: Math.max(0, items.length - dice.int(0, 1)) }),
    ...(dice.chance(0.3) && { maxItems: items.length + dice.int(0, 2) }),
    ...(isUnique && dice.chance(0.3) && { uniqueItems: true }),
    ...(containing && {
      contains: dice.pick([{ const: first }, inner(first)]),
      ...(dice.chance(0.4) && { maxContains: items.length }),
    }),
  }
}

function objectKeywords(object: JsonObject, room: number, making: Making): JsonObject {
  const { dice, isNew } = making
  const keys = Object.keys(object)
  const known = keys.filter(() => dice.chance(0.8))
  const free = keys.filter((key) => !known.includes(key))
  const inner = (key: string) => schemaFor(object[key] ?? null, room - 1, making)
  const extra = names.filter((name) => !keys.includes(name) && dice.chance(0.15))
  const properties = Object.fromEntries([
    ...known.map((key) => [key, inner(key)]),
    ...extra.map((name) => [name, schemaFor(randomValue(dice, 0, isNew), 0, making)]),
  ])
  const [freeKey] = free
  const required = keys.filter(() => dice.chance(0.6))
  const rest =
    freeKey === undefined
      ? false
      : { anyOf: [...free.map((key) => looseSchema(object[key] ?? null)), { type: 'boolean' }] }
  const closing = dice.pick(
    isNew ? ['additionalProperties', 'unevaluatedProperties'] : ['additionalProperties'],
  )
  return {
    ...(dice.chance(0.9) && { properties, ...(dice.chance(0.4) && { [closing]: rest }) }),
    ...(required.length > 0 && { required }),
    ...(dice.chance(0.2) && { minProperties: Math.max(0, keys.length - dice.int(0, 1)) }),
    ...(dice.chance(0.2) && { maxProperties: keys.length + dice.int(0, 2) }),
    ...(isNew &&
      dice.chance(0.15) && { propertyNames: { maxLength: 9, pattern: dice.pick(['^[^.]+$', '.']) } }),
    ...(isNew && dice.chance(0.15) && { patternProperties: { '^x[-_]': patternSchema(object) } }),
    ...(isNew &&
      keys.length > 1 &&
      dice.chance(0.2) && { dependentRequired: { [keys[0] ?? '']: [keys[1] ?? ''] } }),
  }
}

function patternSchema(object: JsonObject): Json {
  const values = Object.entries(object).flatMap(([key, value]) =>
    /^x[-_]/.test(key) ? [looseSchema(value)] : [],
  )
  return values.length === 0 ? { type: 'integer' } : { anyOf: values }
}

// A schema that the value does not satisfy.
function other(value: Json, dice: Dice): JsonObject {
  const types = ['string', 'boolean', 'array', 'object', 'number'].filter(
    (type) => type !== typeOf(value) && !(type === 'number' && typeof value === 'number'),
  )
  const schema = { type: types[dice.int(0, types.length - 1)] ?? 'boolean' }
  if (!isObject(value) || dice.chance(0.5))
    return { ...schema, ...(schema.type === 'array' && { items: {} }) }
  return { type: 'object', required: ['other'], properties: { other: { type: 'integer' } } }
}

function looseSchema(value: Json): JsonObject {
  return value === null
    ? { type: 'null' }
    : { type: typeOf(value), ...(Array.isArray(value) && { items: {} }) }
}

function reference(schema: JsonObject, { schemas }: Making): JsonObject {
  const name = `Schema${schemas.size}`
  schemas.set(name, schema)
  return { $ref: `#/components/schemas/${name}` }
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value
}

function shuffled<T>(items: readonly T[], dice: Dice): readonly T[] {
  return dice.chance(0.5) ? items : [...items].reverse()
}

function unique(value: Json, index: number, all: readonly Json[]): boolean {
  return all.findIndex((one) => isDeepStrictEqual(one, value)) === index
}

// The value with one thing changed.
function changed(value: Json, dice: Dice): Json {
  if (typeof value === 'number') return value + dice.pick([-1, 1, 0.5, 100, -100])
  if (typeof value === 'string')
    return dice.pick([`${value}a`, value.slice(1), value.toUpperCase(), randomText(dice)])
  if (Array.isArray(value)) {
    const at = dice.int(0, value.length)
    return dice.pick<() => Json>([
      () => value.filter((_, i) => i !== at),
      () => [...value, randomInteger(dice)],
      () => [...value, ...value.slice(0, 1)],
      () => value.map((item: Json, i) => (i === at ? changed(item, dice) : item)),
    ])()
  }
  if (!isObject(value)) return randomValue(dice, 0, true)
  const entries = Object.entries(value)
  const at = dice.int(0, entries.length)
  return dice.pick<() => Json>([
    () => Object.fromEntries(entries.filter((_, i) => i !== at)),
    () => ({ ...value, [dice.pick(names)]: randomValue(dice, 0, true) }),
    () => Object.fromEntries(entries.map(([key, item], i) => [key, i === at ? changed(item, dice) : item])),
  ])()
}
