// A Schema Object of a contract as a document of its own for the independent validator: annotations left out, references
// made absolute, and required only what may be sent in its direction.
import {
  findByReference,
  followReferences,
  isList,
  isRecord,
  type JsonRecord,
  type JsonValue,
  tokenOf,
} from './document-references.js'
import { readKeyword, schemaKeywords, unicodePattern } from './schema-keywords.js'

/** Something in a schema that cannot be read, and where it stands in the contract. */
export interface Unreadable {
  readonly pointer: string
  readonly reason: string
}

export interface PreparedSchema {
  readonly schema: JsonRecord | boolean
  /** Pointers of the schemas that it refers to. */
  readonly references: readonly string[]
  readonly unreadable: readonly Unreadable[]
}

/** Answers never hold what is `writeOnly`, and requests need not hold what is `readOnly`. */
export type Direction = 'answers' | 'requests'

export interface SchemaSource {
  readonly document: JsonRecord
  readonly direction: Direction
  readonly is30: boolean
  /** The address under which the schema at a pointer is registered. */
  uriOf(pointer: string): string
}

/** Prepares the schema that stands at `pointer`, for values of one direction. */
export function prepareSchema(source: SchemaSource, value: JsonValue, pointer: string): PreparedSchema {
  const absent = source.direction === 'answers' ? 'writeOnly' : 'readOnly'
  const references = new Set<string>()
  const unreadable: Unreadable[] = []
  return { schema: prepare(value, pointer, new Set()), references: [...references], unreadable }

  function prepare(value: JsonValue, at: string, hidden: ReadonlySet<string>): JsonRecord | boolean {
    if (typeof value === 'boolean') return value
    if (!isRecord(value)) return skip(at, `${JSON.stringify(value).slice(0, 80)} is no schema`)
    // Before 3.1 nothing stands beside a reference (OpenAPI 3.0.4, section 4.7.23).
    const readable = source.is30 && typeof value.$ref === 'string' ? { $ref: value.$ref } : value
    const unseen = new Set([...hidden, ...namesOf(absent, source.document, readable)])
    const entries = Object.entries(readable).flatMap(([name, child]) => {
      const prepared = keyword(name, child, `${at}/${tokenOf(name)}`, unseen)
      return prepared === undefined ? [] : [[chooses(readable, name) ? 'anyOf' : name, prepared] as const]
    })
    return withNull(Object.fromEntries(entries))
  }

  function keyword(name: string, value: JsonValue, at: string, hidden: ReadonlySet<string>) {
    if (name === '$ref' || (name === '$dynamicRef' && typeof value === 'string' && value.startsWith('#/')))
      return refer(value, at)
    const reading = readKeyword(name, value, source.is30)
    if (reading !== 'counts') {
      if (reading !== 'says nothing') skip(at, reading.unreadable)
      return undefined
    }
    if (name === 'required' && isList(value))
      return value.filter((item) => typeof item === 'string' && !hidden.has(item))
    if (name === 'pattern') return typeof value === 'string' ? (unicodePattern(value) ?? value) : value
    return below(name, value, at, hidden)
  }

  function below(name: string, value: JsonValue, at: string, hidden: ReadonlySet<string>): JsonValue {
    const kind = schemaKeywords[name]
    // Only the parts of one object see each other's properties.
    const inherited = name === 'allOf' || name === 'anyOf' || name === 'oneOf' ? hidden : new Set<string>()
    if (kind === 'map' && isRecord(value)) {
      const entries = Object.entries(value).map(
        ([key, child]) => [key, prepare(child, `${at}/${tokenOf(key)}`, inherited)] as const,
      )
      return Object.fromEntries(entries)
    }
    if (kind !== undefined && isList(value))
      return value.map((child, i) => prepare(child, `${at}/${i}`, inherited))
    return kind === undefined ? value : prepare(value, at, inherited)
  }

  function refer(value: JsonValue, at: string): JsonValue | undefined {
    const target = typeof value === 'string' ? findByReference(source.document, value) : undefined
    if (target === undefined) {
      skip(at, `${JSON.stringify(value)} leads nowhere`)
      return undefined
    }
    references.add(target.pointer)
    return source.uriOf(target.pointer)
  }

  function skip(pointer: string, reason: string): boolean {
    unreadable.push({ pointer, reason })
    return true
  }

  // An enum without null refuses null, and so does a reference: `nullable` only widens a `type` beside it (3.0.3).
  function withNull(schema: JsonRecord): JsonRecord {
    if (source.is30 || schema.nullable === undefined) return schema
    const { nullable: _, ...rest } = schema
    return rest
  }
}

// A discriminator says which one of several schemas is meant, so that a value may satisfy the others as well.
function chooses(schema: JsonRecord, keyword: string): boolean {
  return keyword === 'oneOf' && schema.discriminator !== undefined && schema.anyOf === undefined
}

type Absent = 'writeOnly' | 'readOnly'

/** Names of the properties that are `absent` in one direction, as far as the parts of one object say so. */
function namesOf(absent: Absent, document: JsonRecord, schema: JsonRecord, depth = 0): readonly string[] {
  // Deeper than this an allOf stands in a circle.
  if (depth > 10) return []
  const followed = followReferences(document, schema, '')?.value
  const views = followed === schema || !isRecord(followed) ? [schema] : [schema, followed]
  return views.flatMap((view) => [
    ...Object.entries(isRecord(view.properties) ? view.properties : {})
      .filter(([, property]) => says(absent, document, property))
      .map(([name]) => name),
    ...[view.allOf, view.anyOf, view.oneOf]
      .flatMap((parts) => (isList(parts) ? parts : []))
      .flatMap((part) => (isRecord(part) ? namesOf(absent, document, part, depth + 1) : [])),
  ])
}

function says(absent: Absent, document: JsonRecord, property: JsonValue): boolean {
  const followed = followReferences(document, property, '')?.value
  return [property, followed].some((schema) => isRecord(schema) && schema[absent] === true)
}
