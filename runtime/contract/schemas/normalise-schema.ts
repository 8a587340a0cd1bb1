// Turns OpenAPI 3.0 and 3.1 Schema Objects into the normal form. Only keywords that are known and well-typed get through.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { allowNull } from './allow-null.js'
import { choiceSchema, onlyNamed } from './choice-schema.js'
import { defaultBranch, readChoice } from './discriminator.js'
import { hiddenProperties } from './hidden-properties.js'
import { namesOfBranches, namesOfChildren } from './known-names.js'
import { addObject, setPatternsApart } from './normalise-object.js'
import { addNotes, addValueKeywords, type Draft } from './normalise-values.js'
import { type Choice, isSchema, notes, type Schema, type SchemaMode } from './schema.js'

/** The schemas that extend one, and references to all of them and to itself. */
export interface Children {
  readonly choice: Choice
  readonly references: readonly string[]
}

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
  readonly children: Children | undefined
  /** Reports what is ignored, and why. */
  problem(reason: string): void
}

/** The normal form of a schema. Never throws, never changes `source`; what cannot be understood constrains nothing. */
export function normaliseSchema(source: Json, context: NormaliseContext): Schema {
  const schema = withChildren(normalise(source, context, new Set(), 0), source, context)
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
  const undecided =
    defaultBranch(source, keyword, branches) ?? undecidedBranches(source, keyword, choice, context)
  draft.allOf = [...(draft.allOf ?? []), choiceSchema(choice, undecided)]
}

function undecidedBranches(
  source: JsonObject,
  keyword: 'oneOf' | 'anyOf',
  choice: Choice,
  context: NormaliseContext,
): Schema {
  const all: Schema = { [keyword]: choice.branches }
  const names = namesOfBranches(source, keyword, choice, context)
  return names === undefined ? all : onlyNamed(choice.property, names, all)
}

// A value of the base whose discriminator names a schema that extends it is one of that schema.
function withChildren(schema: Schema, source: Json, context: NormaliseContext): Schema {
  const { children } = context
  if (children === undefined || typeof schema === 'boolean') return schema
  const { choice, references } = children
  const names = namesOfChildren(source, choice, references, context)
  const rest = names === undefined || onlyNamed(choice.property, names, true)
  return { ...schema, allOf: [...(schema.allOf ?? []), choiceSchema(choice, rest)] }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0
}
