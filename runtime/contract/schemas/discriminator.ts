// Reads `discriminator` (OpenAPI 3.x, Discriminator Object): which value of a property selects which branch.
import { isObject, type Json, type JsonObject, pointerTokens } from '../../json.js'
import type { Choice, Schema } from './schema.js'

interface Lookup {
  source(reference: string): Json | undefined
}

/**
 * The choice of a schema's oneOf or anyOf, or undefined where the discriminator does not tell all branches apart. A branch
 * is selected by its mapping, by the values that its own property allows, and else by the name of its schema.
 */
export function readChoice(
  source: JsonObject,
  keyword: 'oneOf' | 'anyOf',
  branches: readonly Schema[],
  lookup: Lookup,
): Choice | undefined {
  const sources: Json | undefined = source[keyword]
  if (!Array.isArray(sources)) return undefined
  const holder = discriminatorProperty(source) === undefined ? commonBase(sources, lookup) : source
  const property = discriminatorProperty(holder)
  if (holder === undefined || property === undefined) return undefined
  const values = sources.map((branch: Json) => branchValues(branch, property, holder, lookup))
  const all = values.flat()
  const isClear = values.every((list) => list.length > 0) && new Set(all).size === all.length
  return isClear ? { property, branches, values } : undefined
}

/** The branch for values that the discriminator does not know or that lack it (OpenAPI 3.2, `defaultMapping`), if there is one. */
export function defaultBranch(
  source: JsonObject,
  keyword: 'oneOf' | 'anyOf',
  branches: readonly Schema[],
): Schema | undefined {
  const { discriminator } = source
  const wanted = isObject(discriminator) ? discriminator.defaultMapping : undefined
  const sources: Json | undefined = source[keyword]
  if (typeof wanted !== 'string' || !Array.isArray(sources)) return undefined
  const i = sources.findIndex((branch: Json) => {
    const reference = isObject(branch) && typeof branch.$ref === 'string' ? branch.$ref : undefined
    return reference !== undefined && (reference === wanted || pointerTokens(reference).at(-1) === wanted)
  })
  return branches[i]
}

// Where all branches extend one schema with a discriminator, that one tells them apart.
function commonBase(branches: readonly Json[], lookup: Lookup): JsonObject | undefined {
  const bases = branches.map((branch) => {
    const reference = isObject(branch) && typeof branch.$ref === 'string' ? branch.$ref : undefined
    const source = reference === undefined ? undefined : lookup.source(reference)
    const parts = isObject(source) && Array.isArray(source.allOf) ? source.allOf : []
    return parts
      .map((part: Json) =>
        isObject(part) && typeof part.$ref === 'string' ? lookup.source(part.$ref) : undefined,
      )
      .find((base) => discriminatorProperty(base) !== undefined)
  })
  const [first] = bases
  return isObject(first) && bases.every((base) => base === first) ? first : undefined
}

/** The property named by a schema's discriminator. */
export function discriminatorProperty(source: Json | undefined): string | undefined {
  if (!isObject(source) || !isObject(source.discriminator)) return undefined
  const { propertyName } = source.discriminator
  return typeof propertyName === 'string' ? propertyName : undefined
}

/** The value by which the discriminator of `source` knows the schema behind `reference`: mapped, else its name. */
export function discriminatorValue(source: JsonObject, reference: string): string | undefined {
  return mappedValues(source, reference)[0] ?? pointerTokens(reference).at(-1)
}

function mappedValues(source: JsonObject, reference: string): readonly string[] {
  const name = pointerTokens(reference).at(-1)
  const { discriminator } = source
  if (!isObject(discriminator) || !isObject(discriminator.mapping)) return []
  return Object.entries(discriminator.mapping)
    .filter(([, target]) => target === reference || target === name)
    .map(([value]) => value)
}

function branchValues(branch: Json, property: string, source: JsonObject, lookup: Lookup): readonly Json[] {
  const reference = isObject(branch) && typeof branch.$ref === 'string' ? branch.$ref : undefined
  const mapped = reference === undefined ? [] : mappedValues(source, reference)
  if (mapped.length > 0) return mapped
  const allowed = allowedValues(branch, property, lookup, 0)
  if (allowed.length > 0) return allowed
  const name = reference === undefined ? undefined : pointerTokens(reference).at(-1)
  return name === undefined ? [] : [name]
}

/** How many references and parts lead from a branch to its property at most. */
const maxHops = 8

function allowedValues(
  schema: Json | undefined,
  property: string,
  lookup: Lookup,
  hops: number,
): readonly Json[] {
  if (!isObject(schema) || hops > maxHops) return []
  const own = isObject(schema.properties) ? ownValues(schema.properties[property], lookup, hops) : []
  if (own.length > 0) return own
  if (typeof schema.$ref === 'string') {
    return allowedValues(lookup.source(schema.$ref), property, lookup, hops + 1)
  }
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) {
    const found = allowedValues(part, property, lookup, hops + 1)
    if (found.length > 0) return found
  }
  return []
}

function ownValues(schema: Json | undefined, lookup: Lookup, hops: number): readonly Json[] {
  if (!isObject(schema) || hops > maxHops) return []
  if (typeof schema.const === 'string') return [schema.const]
  if (Array.isArray(schema.enum)) return schema.enum.filter((value) => typeof value === 'string')
  return typeof schema.$ref === 'string' ? ownValues(lookup.source(schema.$ref), lookup, hops + 1) : []
}
