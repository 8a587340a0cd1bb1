// Which names a discriminator knows, where the document leaves no others: a value with another name is refused.
import { isObject, type Json, type JsonObject, pointerTokens } from '../../json.js'
import type { Choice } from './schema.js'

interface Lookup {
  source(reference: string): Json | undefined
}

/** How many references and parts lead from a branch to its property at most. */
const maxHops = 8
/** Names that are collected; with more nothing is refused. */
const maxNames = 2_000

/**
 * The names that the branches of oneOf or anyOf go by; undefined where others may be meant: a branch is written in place or
 * has branches of its own, or a default takes all others (OpenAPI 3.2, `defaultMapping`).
 */
export function namesOfBranches(
  source: JsonObject,
  keyword: 'oneOf' | 'anyOf',
  { property, values }: Choice,
  lookup: Lookup,
): readonly string[] | undefined {
  const { discriminator, [keyword]: branches } = source
  if (!Array.isArray(branches) || !isObject(discriminator) || hasDefault(discriminator)) return undefined
  const references = branches.map(referenceOf).filter((reference) => reference !== undefined)
  if (references.length < branches.length) return undefined
  if (references.some((reference) => isUnion(lookup.source(reference), lookup, 0))) return undefined
  return gathered(discriminator, property, { values, references }, lookup)
}

/**
 * The names of a schema and of those that extend it; undefined where its discriminator has no `mapping`, and so does not say
 * what names are. Swagger 2.0 does: its converter leaves an empty one.
 */
export function namesOfChildren(
  source: Json,
  { property, values }: Choice,
  references: readonly string[],
  lookup: Lookup,
): readonly string[] | undefined {
  const discriminator = isObject(source) ? source.discriminator : undefined
  if (!isObject(discriminator) || !isObject(discriminator.mapping) || hasDefault(discriminator))
    return undefined
  return gathered(discriminator, property, { values, references }, lookup)
}

interface Known {
  readonly values: Choice['values']
  readonly references: readonly string[]
}

function gathered(
  discriminator: Json | undefined,
  property: string,
  { values, references }: Known,
  lookup: Lookup,
): readonly string[] | undefined {
  const mapping = isObject(discriminator) && isObject(discriminator.mapping) ? discriminator.mapping : {}
  const names = new Set<Json | undefined>([
    ...values.flat(),
    ...Object.keys(mapping),
    ...references.map((reference) => pointerTokens(reference).at(-1)),
    ...references.flatMap((reference) => textsOf({ $ref: reference }, property, lookup, 0)),
  ])
  const texts = [...names].filter((name) => typeof name === 'string')
  return texts.length > maxNames ? undefined : texts
}

function hasDefault(discriminator: Json | undefined): boolean {
  return isObject(discriminator) && discriminator.defaultMapping !== undefined
}

function referenceOf(branch: Json): string | undefined {
  return isObject(branch) && typeof branch.$ref === 'string' ? branch.$ref : undefined
}

function isUnion(schema: Json | undefined, lookup: Lookup, hops: number): boolean {
  if (!isObject(schema) || hops > maxHops) return false
  if (schema.oneOf !== undefined || schema.anyOf !== undefined) return true
  return typeof schema.$ref === 'string' && isUnion(lookup.source(schema.$ref), lookup, hops + 1)
}

// The texts that a property of a schema lists, in its parts too.
function textsOf(
  schema: Json | undefined,
  property: string,
  lookup: Lookup,
  hops: number,
): readonly string[] {
  if (!isObject(schema) || hops > maxHops) return []
  const { properties, $ref } = schema
  const own =
    isObject(properties) && Object.hasOwn(properties, property)
      ? listedTexts(properties[property], lookup, hops)
      : []
  const target = typeof $ref === 'string' ? textsOf(lookup.source($ref), property, lookup, hops + 1) : []
  const parts = Array.isArray(schema.allOf) ? schema.allOf : []
  return [...own, ...target, ...parts.flatMap((part: Json) => textsOf(part, property, lookup, hops + 1))]
}

function listedTexts(schema: Json | undefined, lookup: Lookup, hops: number): readonly string[] {
  if (!isObject(schema) || hops > maxHops) return []
  const { $ref, enum: listed } = schema
  const values = [schema.const, schema.default, ...(Array.isArray(listed) ? listed : [])]
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
    const list = schema[keyword]
    return Array.isArray(list) ? list : []
  })
  const target = typeof $ref === 'string' ? [lookup.source($ref)] : []
  return [
    ...values.filter((value) => typeof value === 'string'),
    ...[...target, ...parts].flatMap((part) => listedTexts(part, lookup, hops + 1)),
  ]
}
