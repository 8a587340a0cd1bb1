// Turns OpenAPI 3.0 and 3.1 Schema Objects into the normal form. Only keywords that are known and well-typed get through.
import { isObject, type Json, type JsonObject } from '../json.js'
import { choiceSchema } from './choice-schema.js'
import { defaultBranch, readChoice } from './discriminator.js'
import { hiddenProperties } from './hidden-properties.js'
import { addNotes, addValueKeywords, type Draft } from './normalise-values.js'
import { patternProblem } from './patterns.js'
import { type Choice, notes, type Schema, type SchemaMode, type SchemaType } from './schema.js'

/** What a schema needs to know about the document around it. */
export interface NormaliseContext {
  readonly mode: SchemaMode
  /** False for OpenAPI 3.0, where what stands beside a `$ref` is ignored. */
  readonly keepsSiblings: boolean
  /** The registry's id for the target of a reference; undefined when it leads nowhere. */
  id(reference: string): string | undefined
  /** The id of the target without its branches, when these branches lead back to this schema. */
  parentId(reference: string): string | undefined
  /** The id for a `$dynamicRef`. */
  dynamicId(reference: string): string | undefined
  /** The source of the schema behind a reference. */
  source(reference: string): Json | undefined
  /** The discriminator tags that a schema with this source has as an extension of others. */
  readonly tags: ReadonlyMap<string, string> | undefined
  /** The schemas that extend this one, told apart by its discriminator; undefined where none do. */
  readonly children: Choice | undefined
  /** Reports what is ignored, and why. */
  problem(reason: string): void
}

/** The normal form of a schema. Never throws, never changes `source`; what cannot be understood constrains nothing. */
export function normaliseSchema(source: Json, context: NormaliseContext): Schema {
  const schema = withChildren(normalise(source, context, new Set(), 0), context)
  if (typeof schema === 'boolean' || context.tags === undefined) return schema
  return { ...schema, [notes]: { ...schema[notes], tags: context.tags } }
}

/** Deepest nesting of schemas inside one schema; documents nest 200 deep at most. */
const maxDepth = 250

// `hidden` are properties of enclosing `allOf` siblings that this mode does not look at.
function normalise(
  source: Json,
  context: NormaliseContext,
  hidden: ReadonlySet<string>,
  depth: number,
): Schema {
  if (typeof source === 'boolean') return source
  if (!isObject(source) || depth > maxDepth) {
    context.problem('a schema is an object or a boolean')
    return true
  }
  const reference = typeof source.$ref === 'string' ? source.$ref : undefined
  const kept = reference === undefined || context.keepsSiblings ? source : onlyAnnotations(source)
  const skipped = new Set([...hidden, ...hiddenProperties(kept, context)])
  const into = (child: Json) => normalise(child, context, noNames, depth + 1)
  const intoPart = (child: Json) => normalise(child, context, skipped, depth + 1)
  const intoParent = (child: Json) => parent(child, context) ?? intoPart(child)

  const draft: Draft = {}
  addReference(draft, kept, reference, context)
  addValueKeywords(draft, kept, context.problem)
  addObject(draft, kept, skipped, context, into)
  addArray(draft, kept, into)
  addCombinations(draft, kept, into, intoPart, intoParent)
  addChoice(draft, kept, context)
  addNotes(draft, kept)
  const schema = setPatternsApart(draft)
  return kept.nullable === true ? allowNull(schema) : schema
}

const applicators = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'] as const

// Ajv notes which properties it has looked at, and in patternProperties it takes for granted that what a neighbour noted is
// an object: after a neighbour that found nothing it throws. As a part of their own the three keywords begin anew.
function setPatternsApart(draft: Draft): Draft {
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

const noNames: ReadonlySet<string> = new Set()

// OpenAPI 3.0, Reference Object: siblings are ignored. These three are written there so often, and meant, that they count.
function onlyAnnotations(source: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(source).filter(([key]) => ['$ref', 'nullable', 'readOnly', 'writeOnly'].includes(key)),
  )
}

function addReference(
  draft: Draft,
  source: JsonObject,
  reference: string | undefined,
  context: NormaliseContext,
): void {
  const dynamic = typeof source.$dynamicRef === 'string' ? source.$dynamicRef : undefined
  const targets = [
    reference === undefined ? undefined : { reference, id: context.id(reference) },
    dynamic === undefined ? undefined : { reference: dynamic, id: context.dynamicId(dynamic) },
  ].filter((target) => target !== undefined)
  for (const { reference: text, id } of targets) {
    if (id === undefined) context.problem(`the reference ${JSON.stringify(text)} leads nowhere`)
    else if (draft.$ref === undefined) draft.$ref = id
    else draft.allOf = [{ $ref: id }]
  }
}

// A part of allOf that lists this very schema among its branches is meant without them, else neither could ever be met.
function parent(source: Json, context: NormaliseContext): Schema | undefined {
  const id = isObject(source) && typeof source.$ref === 'string' ? context.parentId(source.$ref) : undefined
  return id === undefined ? undefined : { $ref: id }
}

function addObject(
  draft: Draft,
  source: JsonObject,
  skipped: ReadonlySet<string>,
  context: NormaliseContext,
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

function runnable(patternProperties: JsonObject, context: NormaliseContext): JsonObject {
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

function addArray(draft: Draft, source: JsonObject, into: (child: Json) => Schema): void {
  // A list under `items` is an older draft's prefixItems.
  const prefix = Array.isArray(source.prefixItems) ? source.prefixItems : source.items
  if (Array.isArray(prefix) && prefix.length > 0) draft.prefixItems = prefix.map(into)
  if (isSchema(source.items)) draft.items = into(source.items)
  if (isSchema(source.contains)) draft.contains = into(source.contains)
  if (isSchema(source.unevaluatedItems)) draft.unevaluatedItems = into(source.unevaluatedItems)
  if (source.uniqueItems === true) draft.uniqueItems = true
}

function addCombinations(
  draft: Draft,
  source: JsonObject,
  into: (child: Json) => Schema,
  intoPart: (child: Json) => Schema,
  intoParent: (child: Json) => Schema,
): void {
  if (isList(source.allOf)) draft.allOf = [...(draft.allOf ?? []), ...source.allOf.map(intoParent)]
  if (isList(source.anyOf)) draft.anyOf = source.anyOf.map(intoPart)
  if (isList(source.oneOf)) draft.oneOf = source.oneOf.map(intoPart)
  if (isSchema(source.not)) draft.not = into(source.not)
  if (!isSchema(source.if)) return
  draft.if = into(source.if)
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
  if (isSchema(source.then)) draft.then = intoPart(source.then)
  if (isSchema(source.else)) draft.else = intoPart(source.else)
}

// A discriminator decides which branch of oneOf or anyOf a value is held against, so that a violation names what is
// wrong with that branch instead of all branches. A value of which it says nothing is held against all.
function addChoice(draft: Draft, source: JsonObject, context: NormaliseContext): void {
  const keyword = draft.oneOf !== undefined ? 'oneOf' : 'anyOf'
  const branches = draft[keyword]
  if (branches === undefined) return
  const choice = readChoice(source, keyword, branches, context)
  if (choice === undefined) return
  delete draft[keyword]
  const undecided = defaultBranch(source, keyword, branches) ?? { [keyword]: branches }
  draft.allOf = [...(draft.allOf ?? []), choiceSchema(choice, undecided)]
}

// A value of the base whose discriminator names a schema that extends it is one of that schema.
function withChildren(schema: Schema, context: NormaliseContext): Schema {
  const { children } = context
  if (children === undefined || typeof schema === 'boolean') return schema
  return { ...schema, allOf: [...(schema.allOf ?? []), choiceSchema(children, true)] }
}

const notNull: readonly SchemaType[] = ['boolean', 'number', 'string', 'array', 'object']

// `nullable: true` lets null through whatever else is said. Where null can be added to the type it is; otherwise the rest
// only holds for what is not null, which keeps violations those of the schema itself.
function allowNull(draft: Draft): Schema {
  const plain =
    draft.$ref === undefined &&
    draft.allOf === undefined &&
    draft.anyOf === undefined &&
    draft.oneOf === undefined &&
    draft.not === undefined &&
    draft.if === undefined &&
    draft.const === undefined
  if (plain) {
    const type = draft.type && { type: [...new Set<SchemaType>([...draft.type, 'null'])] }
    const values = draft.enum && { enum: draft.enum.includes(null) ? draft.enum : [...draft.enum, null] }
    return { ...draft, ...type, ...values }
  }
  const { [notes]: annotations, ...rest } = draft
  return {
    if: { type: notNull },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    then: rest,
    ...(annotations && { [notes]: annotations }),
  }
}

function isSchema(value: Json | undefined): value is JsonObject | boolean {
  return typeof value === 'boolean' || isObject(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

// Object.fromEntries defines properties, so that a property called `__proto__` stays a property.
function mapValues<T>(source: JsonObject, map: (value: Json, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, map(value, name)]))
}
