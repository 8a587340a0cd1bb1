// The keywords of a schema that speak about the properties of objects, in normal form.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { patternProblem } from '../patterns/patterns.js'
import type { Draft } from './normalise-values.js'
import { isSchema, notes, type Schema, type SchemaMode } from './schema.js'

/** What of the surroundings of a schema these keywords need. */
interface ObjectContext {
  readonly mode: SchemaMode
  problem(reason: string): void
}

/** Adds the keywords; `skipped` are properties that the mode does not look at, and `into` normalises what stands inside. */
export function addObject(
  draft: Draft,
  source: JsonObject,
  skipped: ReadonlySet<string>,
  context: ObjectContext,
  into: (child: Json) => Schema,
): void {
  if (isObject(source.patternProperties)) {
    draft.patternProperties = mapValues(runnable(source.patternProperties, context), into)
  }
  if (isObject(source.properties)) {
    draft.properties = mapValues(source.properties, (child, name) =>
      skipped.has(name) ? unseen(context.mode) : into(child),
    )
    addProto(draft)
  }
  if (isObject(source.dependentSchemas)) draft.dependentSchemas = mapValues(source.dependentSchemas, into)
  const required = strings(source.required).filter((name) => !skipped.has(name))
  if (required.length > 0) draft.required = [...new Set(required)]
  if (isObject(source.dependentRequired)) {
    draft.dependentRequired = mapValues(source.dependentRequired, (names) => [...new Set(strings(names))])
  }
  if (isSchema(source.additionalProperties)) draft.additionalProperties = into(source.additionalProperties)
  if (isSchema(source.propertyNames)) draft.propertyNames = into(source.propertyNames)
  if (isSchema(source.unevaluatedProperties)) draft.unevaluatedProperties = into(source.unevaluatedProperties)
}

const proto = '__proto__'

// Ajv passes over a property of this name, and not over a pattern that only it matches.
function addProto(draft: Draft): void {
  const schema = Object.entries(draft.properties ?? {}).find(([name]) => name === proto)?.[1]
  if (schema === undefined) return
  draft.patternProperties = { ...draft.patternProperties, [`^${proto}$`]: schema }
}

function runnable(patternProperties: JsonObject, context: ObjectContext): JsonObject {
  const kept = Object.entries(patternProperties).filter(([pattern]) => {
    const reason = patternProblem(pattern)
    if (reason !== undefined) context.problem(reason)
    return reason === undefined
  })
  return Object.fromEntries(kept)
}

// A property that this mode does not look at; the note keeps samples and views from showing it.
function unseen(mode: SchemaMode): Schema {
  return { [notes]: mode === 'request' ? { readOnly: true } : { writeOnly: true } }
}

const applicators = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'] as const

/**
 * The three keywords of properties as a part of their own, where neighbours look at the same properties. Ajv notes which ones it
 * has looked at, and in patternProperties it takes for granted that what a neighbour noted is an object: after a neighbour that
 * found nothing it throws. In a part of their own the three begin anew.
 */
export function setPatternsApart(draft: Draft): Draft {
  const { properties, patternProperties, additionalProperties, ...rest } = draft
  if (patternProperties === undefined || !applicators.some((keyword) => draft[keyword] !== undefined))
    return draft
  const part: Schema = {
    patternProperties,
    ...(properties !== undefined && { properties }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  }
  return { ...rest, allOf: [part, ...(draft.allOf ?? [])] }
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

// Object.fromEntries defines properties, so that a property called `__proto__` stays a property.
function mapValues<T>(source: JsonObject, map: (value: Json, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, map(value, name)]))
}
