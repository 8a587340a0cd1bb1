// Drafts the properties of an object.
import type { Json } from '../../json.js'
import { toPointer } from '../../json.js'
import { compilePattern } from '../patterns/patterns.js'
import { allowsProperty, type FlatSchema, isClosed } from '../schemas/flat-schema.js'
import type { Schema } from '../schemas/schema.js'
import { type Draft, isAvoided, isRecursive, isWild } from './draft.js'
import { samplePattern } from './sample-pattern.js'
import { isIdentifier } from './vary-example.js'

/** Free properties that are made at most, whatever `minProperties` says. */
const maxFree = 100

/** An object for the schema: what it requires, and a share of what it allows. */
export function draftObject(flat: FlatSchema, draft: Draft): Json {
  const required = requiredNames(flat)
  const entries = new Map<string, Json>()
  const add = (name: string) => {
    const value = draftProperty(flat, name, draft)
    if (value !== undefined) entries.set(name, value)
  }
  for (const name of flat.properties.keys()) {
    if (required.has(name) || isWanted(flat, name, draft)) add(name)
  }
  for (const name of required) if (!entries.has(name)) add(name)
  for (const name of flat.tags.keys()) if (!entries.has(name) && allowsProperty(flat, name)) add(name)
  fillUp(flat, entries, add, draft)
  for (const name of [...entries.keys()].reverse()) {
    if (entries.size <= (flat.maxProperties ?? entries.size)) break
    if (!required.has(name)) entries.delete(name)
  }
  return Object.fromEntries(entries)
}

/** The value for one property of an object; `draft` is the object's. */
export function draftProperty(flat: FlatSchema, name: string, draft: Draft): Json | undefined {
  const tag = flat.tags.get(name)
  const schema = propertySchema(flat, name)
  if (tag !== undefined) {
    const { values } = draft.flattener.flatten(schema)
    if (values === undefined || values.includes(tag)) return tag
  }
  const at = draft.at + toPointer([name])
  const parent = draft.name === '' ? draft.parent : draft.name
  return draft.make(schema, { ...draft, at, name, parent, depth: draft.depth + 1 })
}

/** The schema that a property of this name has. */
export function propertySchema(flat: FlatSchema, name: string): Schema {
  const own = flat.properties.get(name)
  const matching = flat.patternProperties.filter(([pattern]) => compilePattern(pattern)?.test(name))
  const schemas = [...(own === undefined ? [] : [own]), ...matching.map(([, schema]) => schema)]
  const [only] = schemas
  if (schemas.length > 1) return { allOf: schemas }
  return only ?? flat.additionalProperties ?? flat.unevaluatedProperties ?? true
}

function requiredNames(flat: FlatSchema): ReadonlySet<string> {
  const names = new Set(flat.required)
  for (const name of names) for (const other of requiredBy(flat, name) ?? []) names.add(other)
  return names
}

/** Names that must be there when `name` is; a property may be called `constructor`. */
function requiredBy({ dependentRequired }: FlatSchema, name: string): readonly string[] | undefined {
  return Object.hasOwn(dependentRequired, name) ? dependentRequired[name] : undefined
}

/** Share of the optional properties that are given, by depth; below that only what is required. */
const shares = [0.9, 0.9, 0.9, 0.75, 0.5]

function isWanted(flat: FlatSchema, name: string, draft: Draft): boolean {
  const chance = draft.random()
  if (!draft.generous || draft.state.left <= 0 || !allowsProperty(flat, name)) return false
  const inner = draft.flattener.flatten(flat.properties.get(name) ?? true)
  if (!inner.possible || inner.readOnly || inner.writeOnly || isRecursive(inner, draft)) return false
  if (draft.round > 1 && !isWild(draft) && isAvoided(draft.at + toPointer([name]), draft)) return false
  if (requiredBy(flat, name) !== undefined) return false
  const isShown =
    draft.examples && draft.depth < 2 && (inner.examples.length > 0 || inner.default !== undefined)
  return isShown || isIdentifier({ name, parent: draft.name }) || chance < (shares[draft.depth] ?? 0)
}

// minProperties, and an entry for an object that is a map.
function fillUp(
  flat: FlatSchema,
  entries: ReadonlyMap<string, Json>,
  add: (name: string) => void,
  draft: Draft,
): void {
  const others = flat.additionalProperties ?? flat.unevaluatedProperties
  const isMap = flat.properties.size === 0 && others !== undefined
  const isCalm = draft.generous && draft.depth < shares.length && draft.state.left > 0
  const inner = draft.flattener.flatten(others ?? true)
  // Where many objects must differ, those that take anything can.
  const isFree = isMap || (isWild(draft) && !isClosed(flat))
  const wanted = isFree && isCalm && inner.possible && !isRecursive(inner, draft) ? 1 : 0
  const needed = Math.min(Math.max(flat.minProperties ?? 0, wanted), flat.properties.size + maxFree)
  for (const name of flat.properties.keys()) {
    if (entries.size >= needed) return
    if (!entries.has(name) && allowsProperty(flat, name)) add(name)
  }
  for (let i = 0; entries.size < needed && i < maxFree * 2; i++) {
    const name = freeName(flat, i, draft)
    if (name !== undefined && !entries.has(name) && allowsProperty(flat, name)) add(name)
  }
}

function freeName(flat: FlatSchema, index: number, draft: Draft): string | undefined {
  const { patternProperties } = flat
  const [pattern] = patternProperties[index % patternProperties.length] ?? []
  if (pattern !== undefined) return samplePattern([pattern], { min: 1, max: 100 }, draft.random)
  const [rule, ...rules] = flat.propertyNames
  if (rule === undefined) return `key${index + 1}`
  const schema: Schema = rules.length === 0 ? rule : { allOf: flat.propertyNames }
  const made = draft.make(schema, { ...draft, name: 'key', variant: index })
  return typeof made === 'string' ? made : undefined
}
