// Drafts a value from a schema: examples where there are some, else made up. A draft is likely valid; the sampler checks.
import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json } from '../json.js'
import { type Draft, type DraftPlan, isAvoided, isRecursive } from './draft.js'
import { draftArray } from './draft-array.js'
import { draftObject, draftProperty } from './draft-object.js'
import { type Branches, type FlatSchema, isClosed } from './flat-schema.js'
import type { Flattener } from './flattener.js'
import { pick } from './random-choice.js'
import { sampleNumber } from './sample-number.js'
import { sampleText } from './sample-text.js'
import { isSchemaType, type Schema, type SchemaType } from './schema.js'

/** Values that are made for one draft at most; beyond it only what is required. */
const maxValues = 400
/** Values inside each other; deeper ones are left empty. */
const maxDepth = 24
/** How often a schema may stand inside itself before the value is left empty. */
const maxRecursion = 2

/** A value for the schema; undefined when nothing can satisfy it. */
export function draftValue(
  schema: Schema,
  plan: DraftPlan & { readonly name: string },
  flattener: Flattener,
): Json | undefined {
  return draftOf(flattener.flatten(schema), { ...startOf(flattener), ...plan })
}

function draftOf(flat: FlatSchema, draft: Draft): Json | undefined {
  if (!flat.possible) return undefined
  draft.budget.left--
  const known = knownValue(flat, draft)
  if (known !== undefined) return known
  const recursion = draft.trail.filter((outer) => outer === flat).length
  const inside = { ...draft, trail: [...draft.trail, flat] }
  const isTooDeep = recursion > maxRecursion || draft.depth > maxDepth
  return ofType(decide(flat, inside), isTooDeep, inside)
}

function knownValue(flat: FlatSchema, draft: Draft): Json | undefined {
  if (draft.examples && !isAvoided(draft.at, draft)) {
    const fitting = flat.examples.filter((value) => hasType(value, flat.type))
    const example = fitting[draft.variant % fitting.length] ?? flat.default
    if (example !== undefined && hasType(example, flat.type)) return example
  }
  const allowed = flat.values?.filter((value) => hasType(value, flat.type)) ?? []
  const values = allowed.filter((value) => !isExcluded(value, flat))
  const useful = values.filter((value) => value !== null)
  if (useful.length === 0) return flat.values?.[0]
  return draft.round > 0 ? pick(useful, draft.random) : useful[draft.variant % useful.length]
}

// Chooses branches and conditions until none is left to choose.
function decide(flat: FlatSchema, draft: Draft): FlatSchema {
  let decided = flat
  for (let i = 0; i < maxDecisions; i++) {
    const [branches, ...others] = decided.branches
    const [condition, ...conditions] = decided.conditions
    if (branches !== undefined) {
      decided = withBranch({ ...decided, branches: others }, branches, draft)
    } else if (condition !== undefined) {
      const rest: FlatSchema = { ...decided, conditions }
      const isElse = condition.else !== true && draft.round % 2 === 1
      const parts = isElse ? [condition.else] : [condition.if, condition.then]
      decided = parts.map((part) => draft.flattener.flatten(part)).reduce(draft.flattener.both, rest)
    } else return decided
  }
  return { ...decided, branches: [], conditions: [] }
}

/** Branches and conditions decided for one value; more is a circle. */
const maxDecisions = 40

function withBranch(flat: FlatSchema, branches: Branches, draft: Draft): FlatSchema {
  const { flattener, round } = draft
  const flats = branches.schemas.map((schema) => flattener.flatten(schema))
  const order = flats.map((branch, i) => ({ branch, i })).filter(({ branch }) => fits(branch, flat))
  const calm = order.filter(({ branch }) => !isRecursive(branch, draft) && !isNullOnly(branch))
  const candidates = calm.length > 0 ? calm : order
  if (candidates.length === 0) return { ...flat, possible: flats.length === 0 }
  const index = round < 3 ? draft.variant + round : Math.floor(draft.random() * candidates.length)
  const chosen = candidates[index % candidates.length]
  if (chosen === undefined) return flat
  const merged = flattener.both(flat, chosen.branch)
  const { choice } = branches
  const tag = choice?.values[chosen.i]?.[0]
  if (choice === undefined || tag === undefined) return merged
  return { ...merged, tags: new Map([...merged.tags, [choice.property, tag]]) }
}

function fits(branch: FlatSchema, flat: FlatSchema): boolean {
  if (!branch.possible) return false
  if (branch.type === undefined || flat.type === undefined) return true
  return branch.type.some((type) => flat.type?.some((other) => isSameKind(type, other)))
}

function isSameKind(first: SchemaType, second: SchemaType): boolean {
  const kind = (type: SchemaType) => (type === 'integer' ? 'number' : type)
  return kind(first) === kind(second)
}

function isNullOnly(flat: FlatSchema): boolean {
  return flat.type?.length === 1 && flat.type[0] === 'null'
}

function ofType(flat: FlatSchema, isTooDeep: boolean, draft: Draft): Json | undefined {
  if (!flat.possible) return undefined
  // A chosen branch may bring values of its own.
  const known = flat.examples.length > 0 || flat.values !== undefined ? knownValue(flat, draft) : undefined
  if (known !== undefined) return known
  let value = makeUp(flat, isTooDeep, draft)
  for (let i = 0; i < maxExclusions && isExcluded(value, flat); i++) value = makeUp(flat, isTooDeep, draft)
  return value
}

/** Values that are made until one is not ruled out. */
const maxExclusions = 20

function isExcluded(value: Json | undefined, flat: FlatSchema): boolean {
  return flat.excluded.some((excluded) => isDeepStrictEqual(excluded, value))
}

function makeUp(flat: FlatSchema, isTooDeep: boolean, draft: Draft): Json | undefined {
  switch (chooseType(flat, isTooDeep, draft)) {
    case 'null':
      return null
    case 'boolean':
      return draft.random() < 0.5
    case 'integer':
      return sampleNumber(flat, true, draft.random)
    case 'number':
      return sampleNumber(
        flat,
        flat.formats.some((format) => format.startsWith('int')),
        draft.random,
      )
    case 'string':
      return sampleText(flat, draft.name, draft.random)
    case 'array':
      return isTooDeep ? [] : draftArray(flat, draft)
    case 'object':
      return isTooDeep ? {} : draftObject(flat, draft)
  }
}

function chooseType(flat: FlatSchema, isTooDeep: boolean, draft: Draft): SchemaType {
  const types = flat.type ?? [impliedType(flat, draft)]
  if (isTooDeep && types.includes('null')) return 'null'
  const useful = types.filter((type) => type !== 'null')
  return useful[draft.round % useful.length] ?? 'null'
}

function impliedType(flat: FlatSchema, draft: Draft): SchemaType {
  const tagged = flat.tags.size > 0 || flat.required.length > 0 || isClosed(flat)
  if (tagged || flat.properties.size > 0 || flat.additionalProperties !== undefined) return 'object'
  if (flat.minProperties !== undefined || flat.patternProperties.length > 0) return 'object'
  if (flat.items !== undefined || flat.prefixItems.length > 0 || flat.contains !== undefined) return 'array'
  if (flat.minItems !== undefined) return 'array'
  if (flat.minimum !== undefined || flat.maximum !== undefined || flat.multipleOf !== undefined)
    return 'number'
  return draft.depth === 0 && draft.name === '' ? 'object' : 'string'
}

/** A value for one property of an object of the schema. */
export function draftMember(
  flat: FlatSchema,
  name: string,
  plan: DraftPlan,
  flattener: Flattener,
): Json | undefined {
  return draftProperty(flat, name, { ...startOf(flattener), ...plan, name })
}

function startOf(flattener: Flattener): Omit<Draft, keyof DraftPlan | 'name'> {
  return { at: '', variant: 0, depth: 0, trail: [], budget: { left: maxValues }, flattener, make: draftOf }
}

/** True when a value has one of the types; every value has when none is given. */
export function hasType(value: Json, types: readonly SchemaType[] | undefined): boolean {
  return types === undefined || types.some((type) => typeOf(value) === type || isNumberOf(value, type))
}

function isNumberOf(value: Json, type: SchemaType): boolean {
  return typeof value === 'number' && (type === 'number' || (type === 'integer' && Number.isInteger(value)))
}

function typeOf(value: Json): SchemaType | undefined {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  const type = typeof value
  return isSchemaType(type) ? type : undefined
}
