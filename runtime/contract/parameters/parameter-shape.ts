// What the text of a parameter can become: the types its schema leads to, through references and branches.
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Flattener } from '../schemas/flattener.js'
import type { Schema, SchemaType } from '../schemas/schema.js'

export interface Shape {
  readonly types: ReadonlySet<SchemaType>
  /** The shape of an array's items. */
  items(): Shape
  /** The shape of an object's property. */
  property(name: string): Shape
  /** Names of the properties that are declared. */
  readonly properties: readonly string[]
  /** True when an object may have other properties than the declared ones. */
  readonly isOpen: boolean
}

/** Branches inside branches that are followed. */
const maxDepth = 8

/** The shape of a schema; text stays text where the schema says nothing. */
export function shapeOf(schema: Schema, flattener: Flattener): Shape {
  const parts = gather(flattener.flatten(schema), flattener, 0)
  const types = new Set(parts.flatMap(ownTypes))
  if (types.size === 0) types.add('string')
  if (parts.some(isNullable)) types.add('null')
  const properties = [...new Set(parts.flatMap((part) => [...part.properties.keys()]))]
  const first = (find: (part: FlatSchema) => Schema | undefined): Shape =>
    shapeOf(parts.map(find).find((found) => found !== undefined) ?? true, flattener)
  return {
    types,
    properties,
    isOpen: parts.some(
      (part) => part.additionalProperties !== undefined && part.additionalProperties !== false,
    ),
    items: memo(() => first((part) => part.items)),
    property: memoByName((name) => first((part) => part.properties.get(name) ?? schemaOfOthers(part))),
  }
}

// The schema itself and everything it may turn out to be.
function gather(flat: FlatSchema, flattener: Flattener, depth: number): readonly FlatSchema[] {
  if (depth > maxDepth) return [flat]
  const branches = flat.branches.flatMap(({ schemas }) => schemas)
  const outcomes = flat.conditions.flatMap((condition) => [condition.then, condition.else])
  const others = [...branches, ...outcomes].filter((schema) => typeof schema !== 'boolean')
  const below = others.flatMap((schema) => gather(flattener.flatten(schema), flattener, depth + 1))
  return [flat, ...(flat.type === undefined ? below : below.map((part) => ({ ...part, type: flat.type })))]
}

// The normal form of `nullable` around a schema: a condition that only looks at what is not null.
function isNullable(flat: FlatSchema): boolean {
  return flat.conditions.some(
    ({ if: test }) => typeof test === 'object' && test.type !== undefined && !test.type.includes('null'),
  )
}

function ownTypes(flat: FlatSchema): readonly SchemaType[] {
  if (flat.type !== undefined) return flat.type
  if (flat.values !== undefined) return flat.values.map(typeOfValue)
  if (flat.properties.size > 0) return ['object']
  return flat.items !== undefined ? ['array'] : []
}

function typeOfValue(value: unknown): SchemaType {
  if (value === null) return 'null'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}

function schemaOfOthers(part: FlatSchema): Schema | undefined {
  return typeof part.additionalProperties === 'object' ? part.additionalProperties : undefined
}

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Shapes that are remembered by name; names of an open object come from clients. */
const maxRemembered = 200

function memoByName<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>()
  return (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const value = make(name)
    if (made.size < maxRemembered) made.set(name, value)
    return value
  }
}
