// Drafts a value from a schema: examples where there are some, else made up. A draft is likely valid; the sampler checks.
import { isDeepStrictEqual } from 'node:util'
import { isObject, type Json } from '../../json.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Flattener } from '../schemas/flattener.js'
import type { Schema } from '../schemas/schema.js'
import { hasType } from '../schemas/value-types.js'
import { chooseBranches } from './choose-branches.js'
import { chooseType } from './choose-type.js'
import { type Draft, type DraftPlan, type DraftState, isAvoided, isWild } from './draft.js'
import { draftArray } from './draft-array.js'
import { draftObject, draftProperty } from './draft-object.js'
import { type Fake, fakeValue } from './fake-values.js'
import { pick } from './random-choice.js'
import { sampleNumber } from './sample-number.js'
import { sampleText } from './sample-text.js'
import { isIdentifier, varyExample } from './vary-example.js'

/** Values that are made for one draft at most; beyond it only what is required. */
const maxValues = 600
/** Values inside each other; deeper ones are left empty. */
const maxDepth = 24
/** How often a schema may stand inside itself before the value is left empty. */
const maxRecursion = 2
/** Attempts to make a value inside that is valid, where the plan asks whether it is. */
const maxRepairs = 12

/** What the drafts of one document are made with. */
export interface DraftTools {
  readonly flattener: Flattener
  readonly fake: Fake
}

/** What a value is for: the property or parameter, and what that stands in. */
export interface DraftNames {
  readonly name: string
  readonly parent: string
}

/** A value for the schema; undefined when nothing can satisfy it. */
export function draftValue(
  schema: Schema,
  plan: DraftPlan & DraftNames,
  tools: DraftTools,
): Json | undefined {
  return draftOf(tools.flattener.flatten(schema), { ...startOf(tools), ...plan })
}

/** A value for one property of an object of the schema. */
export function draftMember(
  flat: FlatSchema,
  name: string,
  plan: DraftPlan,
  tools: DraftTools,
): Json | undefined {
  return draftProperty(flat, name, { ...startOf(tools), ...plan, name: '', parent: '' })
}

function startOf({ flattener, fake }: DraftTools): Omit<Draft, keyof DraftPlan | keyof DraftNames> {
  const state: DraftState = { left: maxValues, hopeless: new Set() }
  return { at: '', variant: 0, depth: 0, itemDepth: -1, trail: [], state, flattener, fake, make: draftInner }
}

// What stands inside is asked about by itself, so that one wrong value does not spoil all the others.
function draftInner(schema: Schema, draft: Draft): Json | undefined {
  const flat = draft.flattener.flatten(schema)
  const first = draftOf(flat, draft)
  const { isValid, state } = draft
  if (isValid === undefined || (first !== undefined && holds(schema, first, isValid))) return first
  for (let i = 1; i <= maxRepairs && state.left > 0 && !state.hopeless.has(schema); i++) {
    const value = draftOf(flat, { ...draft, round: draft.round + i, examples: draft.examples && i < 2 })
    if (value !== undefined && holds(schema, value, isValid)) return value
  }
  state.hopeless.add(schema)
  return first
}

// Schemas that were put together here are asked about part by part: each part is known to the validator already.
function holds(schema: Schema, value: Json, isValid: (schema: Schema, value: Json) => boolean): boolean {
  if (typeof schema === 'object' && schema.allOf !== undefined && Object.keys(schema).length === 1) {
    return schema.allOf.every((part) => holds(part, value, isValid))
  }
  return isValid(schema, value)
}

function draftOf(flat: FlatSchema, draft: Draft): Json | undefined {
  if (!flat.possible) return undefined
  draft.state.left--
  draft.work.left--
  const known = knownValue(flat, draft)
  if (known !== undefined) return known
  const recursion = draft.trail.filter((outer) => outer === flat).length
  const inside = { ...draft, trail: [...draft.trail, flat] }
  const isTooDeep = recursion > maxRecursion || draft.depth > maxDepth || draft.work.left <= 0
  return ofType(chooseBranches(flat, inside), isTooDeep, inside)
}

function knownValue(flat: FlatSchema, draft: Draft): Json | undefined {
  // Who asks for made-up data next to an example, which readers see, wants them made up.
  const isFaked = flat.fakers.length > 0 && draft.round < 2
  if (draft.examples && !isFaked && !isAvoided(draft.at, draft)) {
    const example = exampleOf(flat, draft) ?? flat.default
    if (example !== undefined && hasType(example, flat.type)) return example
  }
  const allowed = flat.values?.filter((value) => hasType(value, flat.type)) ?? []
  const values = allowed.filter((value) => !isExcluded(value, flat) && suitsBranches(value, flat, draft))
  const others = values.filter((value) => value !== null)
  const useful = isWild(draft) || others.length === 0 ? values : others
  if (useful.length === 0) return flat.values?.[0]
  return draft.round > 0 ? pick(useful, draft.random) : useful[draft.variant % useful.length]
}

// Of several like things each shows another example. Further ones share plain values, but they are not the same thing once more.
function exampleOf(flat: FlatSchema, draft: Draft): Json | undefined {
  const fitting = flat.examples.filter((value) => hasType(value, flat.type))
  const own = fitting[draft.variant]
  const example = own ?? fitting[draft.variant % fitting.length]
  if (own !== undefined || example === undefined) return own
  const levels = draft.depth - draft.itemDepth
  if (levels === 0 && isObject(example)) return undefined
  return levels === 1 && isIdentifier(draft) ? varyExample(example, flat, draft) : example
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

function suitsBranches(value: Json, { branches }: FlatSchema, { flattener }: Draft): boolean {
  return branches.every(({ schemas }) =>
    schemas.some((schema) => hasType(value, flattener.flatten(schema).type)),
  )
}

/** Values that are made until one is not ruled out. */
const maxExclusions = 20

function isExcluded(value: Json | undefined, flat: FlatSchema): boolean {
  return flat.excluded.some((excluded) => isDeepStrictEqual(excluded, value))
}

function makeUp(flat: FlatSchema, isTooDeep: boolean, draft: Draft): Json | undefined {
  const { random } = draft
  const faked = draft.round < 2 ? fakeValue(flat, draft) : undefined
  if (faked !== undefined) return faked
  switch (chooseType(flat, isTooDeep, draft)) {
    case 'null':
      return null
    case 'boolean':
      return random() < 0.5
    case 'integer':
      return sampleNumber(flat, { isInteger: true, name: draft.name, random })
    case 'number':
      return sampleNumber(flat, { isInteger: isInteger(flat), name: draft.name, random })
    case 'string':
      return sampleText(flat, draft)
    case 'array':
      return isTooDeep ? [] : draftArray(flat, draft)
    case 'object':
      return isTooDeep ? {} : draftObject(flat, draft)
  }
}

function isInteger({ formats, hints }: FlatSchema): boolean {
  return [...formats, ...hints].some((format) => /^u?int\d+$/.test(format))
}
