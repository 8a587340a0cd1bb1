// Names what the schemas of a record ask of stored data, so that a contract that asks something else is recognised.
import { createHash } from 'node:crypto'
import type { Json } from '../../json.js'
import type { RecordSchema } from '../contract.js'
import type { Parts } from '../parts.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import { type Notes, notes } from '../schemas/schema.js'

/** Branches of branches whose properties are known. */
const maxDepth = 4

/** A schema as text, with numbers in place of the schemas that it refers to. */
interface Described {
  readonly digest: string
  /** Ids of the schemas behind the numbers. */
  readonly references: readonly string[]
}

/** Describes each schema of a contract once, however many records have it inside. */
export class SchemaDigests {
  readonly #parts: Parts
  readonly #known = new Map<string, Described>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * The hash of these schemas and of all that they refer to. Titles, descriptions, examples, names of components and the
   * order of keywords make no difference; `constraint` is JSON and counts as it stands.
   */
  hashOf(ids: readonly string[], constraint: Json): string {
    const numbers = new Map<string, number>()
    const numberOf = (id: string): number => {
      const known = numbers.get(id) ?? numbers.size
      numbers.set(id, known)
      return known
    }
    const hash = createHash('sha256').update(JSON.stringify([ids.map(numberOf), sorted(constraint)]))
    // The map grows while it is walked: each schema of the contract comes once.
    for (const id of numbers.keys()) {
      const { digest, references } = this.#describe(id)
      hash.update(JSON.stringify([digest, references.map(numberOf)]))
    }
    return hash.digest('hex').slice(0, 16)
  }

  #describe(id: string): Described {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const references: string[] = []
    const text = JSON.stringify(plain(this.#parts.schemas.get(id), references))
    const described = { digest: createHash('sha256').update(text).digest('hex').slice(0, 16), references }
    this.#known.set(id, described)
    return described
  }
}

const digests = new WeakMap<Parts, SchemaDigests>()

/** What `RecordShape.schema` answers for these schemas; `together` is what they say as one. */
export function recordSchemaOf(
  parts: Parts,
  ids: readonly string[],
  together: FlatSchema,
  { constraints, writeOnly }: { readonly constraints: Json; readonly writeOnly: readonly string[] },
): RecordSchema {
  const digest = digests.get(parts) ?? new SchemaDigests(parts)
  digests.set(parts, digest)
  const properties = new Set([...writeOnly, ...propertiesOf(together, parts, 0)])
  return { hash: digest.hashOf(ids, constraints), properties: [...properties].sort() }
}

// What branches know is known: which of them a record is of, nobody asks here.
function propertiesOf(flat: FlatSchema, parts: Parts, depth: number): readonly string[] {
  const own = [...flat.properties.keys()]
  if (depth >= maxDepth) return own
  const inner = [
    ...flat.branches.flatMap(({ schemas }) => schemas),
    ...flat.conditions.flatMap((condition) => [condition.then, condition.else]),
  ]
  return [
    ...own,
    ...inner.flatMap((schema) => propertiesOf(parts.flattener.flatten(schema), parts, depth + 1)),
  ]
}

/** Keywords that hold schemas by name. */
const maps: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas'])
/** Keywords that hold data: what looks like a reference in it is none. */
const data: ReadonlySet<string> = new Set(['enum', 'const'])
/** Keywords whose lists mean the same in any order. */
const unordered: ReadonlySet<string> = new Set(['type', 'enum', 'required'])

// A schema with its keywords in the order of their names. Of what is said beside validation only the default counts, which
// completion sets.
function plain(value: unknown, references: string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, references))
  if (!isThing(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, plainKeyword(key, inner, references)])
  if (hasNotes(value) && value[notes].default !== undefined)
    entries.push(['default', sorted(value[notes].default)])
  return entries.sort(byName)
}

function plainKeyword(keyword: string, value: unknown, references: string[]): unknown {
  if (keyword === '$ref' && typeof value === 'string') return references.push(value) - 1
  if (maps.has(keyword) && isThing(value))
    return Object.entries(value)
      .map(([name, inner]) => [name, plain(inner, references)])
      .sort(byName)
  const said = data.has(keyword) ? sorted(value) : plain(value, references)
  if (!unordered.has(keyword) || !Array.isArray(said)) return said
  return said.map((item: unknown) => JSON.stringify(item)).sort()
}

// JSON whose objects have their properties in the order of names.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isThing(value)) return value
  return Object.entries(value)
    .map(([name, inner]) => [name, sorted(inner)])
    .sort(byName)
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1
}

function isThing(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function hasNotes(value: object): value is { readonly [notes]: Notes } {
  return notes in value
}
