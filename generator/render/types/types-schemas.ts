// Schemas as openapi-typescript is given them: references lead to components, and what it gets wrong is said in other words.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, join, own, resolve, toFragment, tokensOf } from '../../pointers.js'
import { clearSchema, isOnlyNotes } from './clear-schema.js'
import { notesOf } from './types-notes.js'
import { createVariants } from './types-variants.js'

export interface TypesSchemas {
  /** The schema at some place of the document; `{}` stands for any value. */
  schema(value: Json): Json
  /** Schemas that a reference found outside the components, by the names that they have among them now. Asked for last. */
  hoisted(): ReadonlyMap<string, Json>
}

/** Opens the schemas of a bundled document. `isHome` tells whether a reference leads to a component. */
export function createTypesSchemas(
  document: JsonObject,
  isHome: (reference: string, section: 'schemas') => boolean,
): TypesSchemas {
  // OpenAPI 3.0 ignores what stands beside a reference; since 3.1 it holds as well (JSON Schema 2020-12, 8.2.3.1).
  const keepsSiblings = !String(document.openapi).startsWith('3.0')
  const variants = createVariants(document)
  const homes = new Map<string, JsonObject>()
  const names = new Map<string, string>()
  const waiting: (readonly [name: string, schema: JsonObject])[] = []
  const taken = new Set(Object.keys(own(own(document, 'components'), 'schemas') ?? {}))

  function schema(value: Json): Json {
    if (!isObject(value)) return typeof value === 'boolean' ? value : {}
    if (typeof value.$ref === 'string') return reference(value, value.$ref)
    return clearSchema(parts(value), variants.areFew(value))
  }

  function reference(value: JsonObject, text: string): JsonObject {
    const target = homeOf(text)
    if (!keepsSiblings) return { ...notesOf(value), ...target }
    const { $ref: _, ...others } = value
    const beside = clearSchema(parts(others), true)
    if (isOnlyNotes(beside)) return { ...beside, ...target }
    return { ...beside, allOf: [target, ...(Array.isArray(beside.allOf) ? beside.allOf : [])] }
  }

  function homeOf(text: string): JsonObject {
    const known = homes.get(text)
    if (known !== undefined) return known
    const home = findHome(text)
    homes.set(text, home)
    return home
  }

  /** The reference to a component's schema; what stands elsewhere becomes one, and what does not exist may be any value. */
  function findHome(text: string): JsonObject {
    if (isHome(text, 'schemas')) return { $ref: text }
    const found = resolve(document, { pointer: '', value: { $ref: text } })
    if (found === undefined) return {}
    const there = toFragment(found.pointer)
    if (isHome(there, 'schemas')) return { $ref: there }
    const known = names.get(found.pointer)
    if (known !== undefined) return { $ref: known }
    const name = freeName(tokensOf(found.pointer), taken)
    const made = toFragment(join('/components/schemas', name))
    taken.add(name)
    names.set(found.pointer, made)
    waiting.push([name, found.value])
    return { $ref: made }
  }

  function parts(value: JsonObject): JsonObject {
    const fields = notesOf(value)
    for (const field of Object.keys(value)) {
      const child = value[field] ?? null
      if (plain.has(field)) fields[field] = child
      else if (lists.has(field) && Array.isArray(child)) fields[field] = child.map(schema)
      else if (maps.has(field) && isObject(child)) fields[field] = mapOf(child)
      else if (singles.has(field)) fields[field] = Array.isArray(child) ? child.map(schema) : schema(child)
    }
    return fields
  }

  function mapOf(value: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schema(one)]))
  }

  return {
    schema,
    hoisted() {
      const made = new Map<string, Json>()
      // What is made here may refer to further schemas; the loop sees them.
      for (const [name, value] of waiting) made.set(name, schema(value))
      return made
    },
  }
}

/** The keywords that types come from; all others restrict values in ways that TypeScript cannot say. */
const plain: ReadonlySet<string> = new Set(
  'type nullable enum const required discriminator readOnly writeOnly minItems maxItems'.split(' '),
)
const maps: ReadonlySet<string> = new Set(['properties', 'patternProperties'])
const lists: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const singles: ReadonlySet<string> = new Set(['items', 'additionalProperties'])

/** Most names that a schema without one of its own is called after. */
const maxTokens = 4

/** A name made of where the schema stands: `Pet.properties.tag`. */
function freeName(tokens: readonly string[], taken: ReadonlySet<string>): string {
  const words = tokens
    .filter((token) => !['components', 'schemas', 'paths'].includes(token))
    .slice(-maxTokens)
  const name = words.join('.').replaceAll(/[^A-Za-z0-9._-]+/g, '_') || 'schema'
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name}${count}`)) count++
  return `${name}${count}`
}
