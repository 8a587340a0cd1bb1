// Decides what a schema leaves open: branches of oneOf and anyOf, and conditions.

import { allowsProperty, type Branches, type Condition, type FlatSchema } from '../schemas/flat-schema.js'
import type { Schema, SchemaObject, SchemaType } from '../schemas/schema.js'
import { type Draft, isRecursive, isWild } from './draft.js'
import { pick } from './random-choice.js'

/** Branches and conditions decided for one value; more is a circle. */
const maxDecisions = 40

/** The schema with a branch of each list and an outcome of each condition, until none is left to choose. */
export function chooseBranches(flat: FlatSchema, draft: Draft): FlatSchema {
  let decided = flat
  for (let i = 0; i < maxDecisions; i++) {
    const [branches, ...others] = decided.branches
    const [condition, ...conditions] = decided.conditions
    if (branches !== undefined) decided = withBranch({ ...decided, branches: others }, branches, draft)
    else if (condition !== undefined) decided = withOutcome({ ...decided, conditions }, condition, draft)
    else return decided
  }
  return { ...decided, branches: [], conditions: [] }
}

function withOutcome(flat: FlatSchema, condition: Condition, draft: Draft): FlatSchema {
  const { flattener, round } = draft
  const test = flattener.flatten(condition.if)
  const isElse = isWild(draft) ? draft.random() < 0.5 : condition.else !== true && round % 2 === 1
  const cannotBeMet = !fits(test, flat) && fits(flattener.flatten(condition.else), flat)
  const parts = isElse || cannotBeMet ? [condition.else] : [condition.if, condition.then]
  return parts.map((part) => flattener.flatten(part)).reduce(flattener.both, flat)
}

function withBranch(flat: FlatSchema, branches: Branches, draft: Draft): FlatSchema {
  const { flattener } = draft
  const flats = branches.schemas.map((schema) => flattener.flatten(schema))
  const order = flats.map((branch, i) => ({ branch, i })).filter(({ branch }) => fits(branch, flat))
  const calm = order.filter(({ branch }) => !isRecursive(branch, draft) && !isNullOnly(branch))
  const candidates = calm.length > 0 && !isWild(draft) ? calm : order
  const [first] = candidates
  if (first === undefined) return { ...flat, possible: flats.length === 0 }
  const chosen = isWild(draft)
    ? pick(candidates, draft.random)
    : (candidates[(draft.variant + draft.round) % candidates.length] ?? first)
  const joined = flattener.both(flat, chosen.branch)
  const others = flats.filter((branch) => branch !== chosen.branch)
  const merged = isWild(draft) && draft.round % 2 === 0 ? against(others, joined) : joined
  const { choice } = branches
  const tag = choice?.values[chosen.i]?.[0]
  if (choice === undefined || tag === undefined) return merged
  return { ...merged, tags: new Map([...merged.tags, [choice.property, tag]]) }
}

const opposites = new WeakMap<SchemaObject, Schema>()

// Objects often satisfy all branches of oneOf at once. A property that only another branch knows, and with a value that
// it refuses, tells them apart.
function against(others: readonly FlatSchema[], flat: FlatSchema): FlatSchema {
  const properties = new Map(flat.properties)
  const added: string[] = []
  for (const other of others) {
    const isUnknown = (name: string) => !properties.has(name) && allowsProperty(flat, name)
    const found = [...other.properties].find(
      ([name, schema]) => typeof schema === 'object' && isUnknown(name),
    )
    if (found === undefined) continue
    properties.set(found[0], oppositeOf(found[1]))
    added.push(found[0])
  }
  return added.length === 0 ? flat : { ...flat, properties, required: [...flat.required, ...added] }
}

// The same one for the same schema: the validator keeps what it compiled.
function oppositeOf(schema: Schema): Schema {
  if (typeof schema === 'boolean') return !schema
  const known = opposites.get(schema) ?? { not: schema }
  opposites.set(schema, known)
  return known
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
