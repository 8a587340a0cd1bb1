// Which component schemas extend which: a discriminator without oneOf or anyOf tells these apart (OpenAPI 3.x, "Models with
// Polymorphism Support").
import { isObject, type Json, type JsonObject, pointerTokens } from '../../json.js'
import { canonicalPointer, type References, referenceOf } from '../references.js'
import { discriminatorProperty } from './discriminator.js'

/** A schema that extends another, and the values of the other's discriminator that mean it; none where they mean others. */
export interface Child {
  readonly pointer: string
  readonly values: readonly string[]
}

export interface Children {
  /** The schemas that extend the one at a pointer; none where it has no discriminator, or lists its branches itself. */
  of(pointer: string): readonly Child[]
}

/** Generations that are followed; inheritance in documents is three or four deep. */
const maxGenerations = 8
/** Schemas that extend one; each is looked at for every value. */
const maxChildren = 1_000

export function createChildren(references: References, document: JsonObject): Children {
  let byParent: ReadonlyMap<string, readonly string[]> | undefined
  const known = new Map<string, readonly Child[]>()

  function find(pointer: string): readonly Child[] {
    const base = references.schema(pointer)?.value
    if (!isObject(base) || base.oneOf !== undefined || base.anyOf !== undefined) return []
    if (discriminatorProperty(base) === undefined) return []
    byParent ??= indexParents(references, document)
    const extending = descendants(pointer, byParent)
    const mapped = mappedTargets(base, references)
    const found = new Set([...extending, ...mapped.map(({ target }) => target)])
    found.delete(pointer)
    const taken = new Set(mapped.map(({ value }) => value))
    return [...found].slice(0, maxChildren).map((target) => {
      const own = mapped.filter((entry) => entry.target === target).map(({ value }) => value)
      const name = pointerTokens(target).at(-1)
      const implied = name === undefined || taken.has(name) ? [] : [name]
      return { pointer: target, values: own.length > 0 ? own : implied }
    })
  }

  return {
    of(pointer) {
      const before = known.get(pointer)
      if (before !== undefined) return before
      const found = find(pointer)
      known.set(pointer, found)
      return found
    },
  }
}

function indexParents(references: References, document: JsonObject): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const components = isObject(document.components) ? document.components : {}
  const schemas = isObject(components.schemas) ? components.schemas : {}
  for (const [name, schema] of Object.entries(schemas)) {
    const pointer = canonicalPointer(['components', 'schemas', name])
    for (const part of isObject(schema) && Array.isArray(schema.allOf) ? schema.allOf : []) {
      const parent = pointerOf(part, references)
      if (parent !== undefined) found.set(parent, [...(found.get(parent) ?? []), pointer])
    }
  }
  return found
}

function pointerOf(part: Json, references: References): string | undefined {
  const reference = referenceOf(part)
  return reference === undefined ? undefined : references.schema(reference)?.pointer
}

function descendants(pointer: string, byParent: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>()
  let generation: readonly string[] = [pointer]
  for (let i = 0; i < maxGenerations && generation.length > 0; i++) {
    generation = generation
      .flatMap((parent) => byParent.get(parent) ?? [])
      .filter((child) => !found.has(child))
    for (const child of generation) found.add(child)
  }
  return [...found]
}

function mappedTargets(
  base: JsonObject,
  references: References,
): readonly { readonly value: string; readonly target: string }[] {
  const { discriminator } = base
  const mapping = isObject(discriminator) && isObject(discriminator.mapping) ? discriminator.mapping : {}
  return Object.entries(mapping).flatMap(([value, target]) => {
    if (typeof target !== 'string') return []
    // A mapping names a schema, or refers to one.
    const place =
      references.schema(target) ?? references.schema(canonicalPointer(['components', 'schemas', target]))
    return place === undefined ? [] : [{ value, target: place.pointer }]
  })
}
