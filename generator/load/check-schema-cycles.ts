// Finds schemas that contain themselves without a value in between (`A: allOf: [A]`): no value could ever be checked against
// them, and validators recurse until their stack ends. A property or an item in between makes a cycle ordinary.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, resolve } from '../pointers.js'
import type { PointedFinding } from './check-operations.js'
import { error } from './findings.js'
import { type Kind, slotOf } from './grammar.js'

/** Schemas that may apply to one value, each through the one before; real documents stay below 20. */
const maxChain = 500

/** One finding for each schema at which a cycle closes, and for the start of a chain that is too long. */
export function checkSchemaCycles(document: JsonObject): readonly PointedFinding[] {
  const wrong = findCyclic(document)
  if (wrong.size === 0) return []
  const findings: PointedFinding[] = []
  visitSchemas(document, 'document', [], (schema, tokens) => {
    const message = wrong.get(schema)
    if (message === undefined) return
    findings.push({
      finding: error('MOCKGEN_SCHEMA', message, 'Break the circle, or put a property in it.'),
      tokens,
    })
  })
  return findings
}

/** Schemas without a meaning, and why. */
function findCyclic(document: JsonObject): ReadonlyMap<JsonObject, string> {
  const wrong = new Map<JsonObject, string>()
  const state = new Map<JsonObject, 'open' | 'done'>()

  function follow(schema: JsonObject, length: number): void {
    if (state.get(schema) === 'open')
      wrong.set(schema, 'the schema contains itself; no value can be checked against it')
    if (state.has(schema)) return
    if (length > maxChain) {
      wrong.set(schema, `more than ${maxChain} schemas apply to one value`)
      return
    }
    state.set(schema, 'open')
    for (const next of samePlaceSchemas(document, schema)) follow(next, length + 1)
    state.set(schema, 'done')
  }

  visitSchemas(document, 'document', [], (schema) => follow(schema, 0))
  return wrong
}

/** The schemas that apply to the same value (JSON Schema 2020-12, section 10.2). */
function samePlaceSchemas(document: JsonObject, schema: JsonObject): readonly JsonObject[] {
  const { $ref, allOf, anyOf, oneOf, not, if: condition, then, else: otherwise } = schema
  const target =
    typeof $ref === 'string' ? resolve(document, { pointer: '', value: schema })?.value : undefined
  // Most schemas have none of these, and large documents have a hundred thousand.
  const parts: (Json | undefined)[] = []
  for (const part of [target, allOf, anyOf, oneOf, not, condition, then, otherwise])
    if (part !== undefined) parts.push(part)
  return parts.flat().filter((one): one is JsonObject => isObject(one))
}

/** Calls `visit` for each schema of the document with its reference tokens. */
function visitSchemas(
  value: JsonObject,
  kind: Kind,
  tokens: readonly string[],
  visit: (schema: JsonObject, tokens: readonly string[]) => void,
): void {
  if (kind === 'schema') visit(value, tokens)
  for (const [field, child] of Object.entries(value)) {
    const slot = slotOf(kind, field)
    if (slot === undefined) continue
    const children: readonly (readonly [readonly string[], Json])[] =
      slot.form === 'one' || !isContainer(child)
        ? [[[field], child]]
        : Object.entries(child).map(([name, item]) => [[field, name], item])
    for (const [path, item] of children) {
      if (isObject(item)) visitSchemas(item, slot.kind, [...tokens, ...path], visit)
    }
  }
}

function isContainer(value: Json): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null
}
