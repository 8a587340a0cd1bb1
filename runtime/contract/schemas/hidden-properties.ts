// Which properties a mode does not look at: readOnly ones in requests, writeOnly ones in responses.
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { SchemaMode } from './schema.js'

interface Lookup {
  readonly mode: SchemaMode
  source(reference: string): Json | undefined
}

/** How deep references and parts of allOf are searched; inheritance in documents is three or four deep. */
const maxHops = 8

/** Names of the hidden properties of a schema and of the parts of its allOf. */
export function hiddenProperties(source: JsonObject, lookup: Lookup): ReadonlySet<string> {
  const found = new Set<string>()
  const keyword = hidingKeyword(lookup.mode)
  if (keyword !== undefined) collect(source, keyword, lookup, found, 0)
  return found
}

function hidingKeyword(mode: SchemaMode): string | undefined {
  if (mode === 'record') return undefined
  return mode === 'request' ? 'readOnly' : 'writeOnly'
}

function collect(
  schema: Json | undefined,
  keyword: string,
  lookup: Lookup,
  found: Set<string>,
  hops: number,
): void {
  if (!isObject(schema) || hops > maxHops) return
  if (isObject(schema.properties)) {
    for (const [name, property] of Object.entries(schema.properties)) {
      if (isMarked(property, keyword, lookup, 0)) found.add(name)
    }
  }
  if (typeof schema.$ref === 'string') collect(lookup.source(schema.$ref), keyword, lookup, found, hops + 1)
  for (const part of partsOf(schema)) collect(part, keyword, lookup, found, hops + 1)
}

function isMarked(schema: Json | undefined, keyword: string, lookup: Lookup, hops: number): boolean {
  if (!isObject(schema) || hops > maxHops) return false
  if (schema[keyword] === true) return true
  if (typeof schema.$ref === 'string' && isMarked(lookup.source(schema.$ref), keyword, lookup, hops + 1)) {
    return true
  }
  return partsOf(schema).some((part) => isMarked(part, keyword, lookup, hops + 1))
}

function partsOf(schema: JsonObject): readonly Json[] {
  return Array.isArray(schema.allOf) ? schema.allOf : []
}
