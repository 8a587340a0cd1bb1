// How many variants TypeScript would make of a schema: it multiplies out what `allOf` combines, and gives up at 100,000.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, resolve } from '../../pointers.js'

/** Most variants of one type; TypeScript refuses 100,000, and takes seconds long before. */
const maxVariants = 5_000

export interface Variants {
  /** False for a schema whose alternatives multiply beyond what TypeScript can check. */
  areFew(schema: JsonObject): boolean
}

export function createVariants(document: JsonObject): Variants {
  const counts = new Map<JsonObject, number>()

  /** Above the limit counts as one: such a schema is replaced by one without alternatives. */
  function count(value: Json | undefined): number {
    if (!isObject(value)) return 1
    const known = counts.get(value)
    if (known !== undefined) return known
    // A schema that is being counted contains itself, which adds no variants to it.
    counts.set(value, 1)
    const made = raw(value)
    counts.set(value, made)
    return made > maxVariants ? 1 : made
  }

  function raw(value: JsonObject): number {
    const { $ref, allOf, anyOf, oneOf, type } = value
    const target = typeof $ref === 'string' ? resolve(document, { pointer: '', value })?.value : undefined
    const factors = [
      count(target),
      Array.isArray(type) ? type.length : 1,
      ...(Array.isArray(allOf) ? allOf.map(count) : []),
      sum(anyOf),
      sum(oneOf),
    ]
    return factors.reduce((product, factor) => Math.min(product * Math.max(factor, 1), maxVariants + 1), 1)
  }

  function sum(list: Json | undefined): number {
    return Array.isArray(list) ? list.reduce<number>((total, one) => total + count(one), 0) : 1
  }

  return {
    areFew: (schema) => {
      count(schema)
      return (counts.get(schema) ?? 1) <= maxVariants
    },
  }
}
