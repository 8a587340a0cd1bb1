// Describes one property as a plain JSON Schema, for those who ask for its type or format.
import type { Json, JsonObject } from '../../json.js'
import type { FlatSchema } from './flat-schema.js'
import type { Flattener } from './flattener.js'

const keywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
] as const

/** Describes the properties of one schema, each once: the same object for the same name. */
export function createPropertyDescriber(
  flat: FlatSchema,
  flattener: Flattener,
): (name: string) => JsonObject | undefined {
  // Only names that the schema knows are kept: clients send any number of others.
  const known = new Map<string, JsonObject>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const described = describeProperty(flat, name, flattener)
    if (described !== undefined) known.set(name, described)
    return described
  }
}

/**
 * What a schema says about a property, references and allOf resolved: `type` (a name, or a list of several), `format`,
 * `pattern`, `enum`, `readOnly`, `writeOnly`, bounds, counts and `default`, and `items` described the same way. Branches
 * are looked into when the schema itself does not know the property. Undefined when nobody knows it.
 */
function describeProperty(flat: FlatSchema, name: string, flattener: Flattener): JsonObject | undefined {
  const own = flat.properties.get(name)
  if (own !== undefined) return describe(flattener.flatten(own), flattener, 0)
  const branches = flat.branches.flatMap(({ schemas }) => schemas)
  return branches
    .map((branch) => flattener.flatten(branch).properties.get(name))
    .filter((schema) => schema !== undefined)
    .map((schema) => describe(flattener.flatten(schema), flattener, 0))[0]
}

/** Nesting of items that is described. */
const maxDepth = 4

function describe(flat: FlatSchema, flattener: Flattener, depth: number): JsonObject {
  const hasItems = flat.items !== undefined && depth < maxDepth
  const entries: readonly (readonly [string, Json | undefined])[] = [
    ['type', flat.type?.length === 1 ? flat.type[0] : flat.type],
    ['format', flat.formats[0]],
    ['pattern', flat.patterns[0]],
    ['enum', flat.values],
    ['readOnly', flat.readOnly || undefined],
    ['writeOnly', flat.writeOnly || undefined],
    ['items', hasItems ? describe(flattener.flatten(flat.items ?? true), flattener, depth + 1) : undefined],
    ...keywords.map((keyword): readonly [string, Json | undefined] => [keyword, flat[keyword]]),
  ]
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined),
  )
}
