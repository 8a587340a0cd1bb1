// Drafts the items of an array.
import type { Json } from '../../json.js'
import type { FlatSchema } from '../schemas/flat-schema.js'
import type { Schema } from '../schemas/schema.js'
import { type Draft, isRecursive, isWild } from './draft.js'

/** Items that are made at most, whatever `minItems` says. */
const maxItems = 1_000
/** Depth from which arrays only hold what they must. */
const sparseDepth = 4
/** Attempts to make an item that is not there yet. */
const maxUniqueAttempts = 20

/** An array for the schema: its fixed items, what it must contain, and a few more. */
export function draftArray(flat: FlatSchema, draft: Draft): Json {
  const schemas = itemSchemas(flat, itemCount(flat, draft), draft)
  const items: Json[] = []
  const seen = flat.uniqueItems ? new Set<string>() : undefined
  for (const [i, schema] of schemas.entries()) {
    const item = draftItem(schema, i, seen, draft)
    if (item === undefined) break
    items.push(item)
  }
  return items
}

function itemCount(flat: FlatSchema, draft: Draft): number {
  const contained = flat.contains.reduce((sum, { min }) => sum + min, 0)
  const needed = Math.max(flat.minItems ?? 0, contained)
  const isClosed = restOf(flat) === false
  const most = Math.min(flat.maxItems ?? maxItems, maxItems, isClosed ? flat.prefixItems.length : maxItems)
  const isCalm = draft.generous && draft.depth < sparseDepth && draft.state.left > 0
  const rest = restOf(flat)
  const recursive = rest !== undefined && isRecursive(draft.flattener.flatten(rest), draft)
  if (!isCalm || recursive || isAvoidedHere(draft)) return Math.min(needed, most)
  const wanted = flat.prefixItems.length > 0 ? flat.prefixItems.length : usualCount(rest, draft)
  return Math.min(Math.max(needed, wanted), most)
}

/** Items of a list that a reader would like to see, by depth: those of a list or an envelope fill a page, inner ones do not. */
const usualCounts = [3, 3, 2]

function usualCount(rest: Schema | undefined, draft: Draft): number {
  const { properties, branches } = draft.flattener.flatten(rest ?? true)
  const isRecords = properties.size > 0 || branches.length > 0
  return isRecords || draft.depth === 0 ? (usualCounts[draft.depth] ?? 1) : 2
}

// What items behind the fixed ones must be.
function restOf(flat: FlatSchema): Schema | undefined {
  return flat.items ?? flat.unevaluatedItems
}

// An item that was not valid is better left out, for some rounds.
function isAvoidedHere(draft: Draft): boolean {
  const isCautious = draft.round > 1 && !isWild(draft)
  return isCautious && draft.avoid.some((pointer) => pointer.startsWith(`${draft.at}/`))
}

// What must be contained comes behind the fixed items, and where there is no room, in another of them each round.
function itemSchemas(flat: FlatSchema, count: number, draft: Draft): readonly Schema[] {
  const fixed = flat.prefixItems.length
  const schemas = Array.from({ length: count }, (_, i) => flat.prefixItems[i] ?? restOf(flat) ?? true)
  const contained = flat.contains.flatMap(({ schema, min }) =>
    Array.from({ length: Math.min(min, count) }, () => schema),
  )
  const start = count - fixed >= contained.length ? fixed : draft.round
  // One item may be all of them.
  const isTogether = isWild(draft) && draft.round % 2 === 0
  for (const [i, schema] of contained.entries()) {
    const place = (isTogether ? start : start + i) % count
    const own = schemas[place] ?? true
    schemas[place] = own === true ? schema : { allOf: [own, schema] }
  }
  return schemas
}

function draftItem(
  schema: Schema,
  index: number,
  seen: Set<string> | undefined,
  draft: Draft,
): Json | undefined {
  const depth = draft.depth + 1
  const inner = { ...draft, at: `${draft.at}/${index}`, depth, itemDepth: depth }
  const item = draft.make(schema, { ...inner, variant: draft.variant + index })
  if (seen === undefined || item === undefined) return item
  for (let attempt = 0; attempt < maxUniqueAttempts; attempt++) {
    const plan = {
      ...inner,
      // What is chosen in order runs out; what is chosen at random differs.
      round: attempt > maxUniqueAttempts / 2 ? draft.round + attempt : draft.round,
      examples: attempt === 0 && draft.examples,
      variant: draft.variant + index + attempt,
    }
    const candidate = attempt === 0 ? item : draft.make(schema, plan)
    const text = JSON.stringify(candidate)
    if (candidate === undefined || seen.has(text)) continue
    seen.add(text)
    return candidate
  }
  return undefined
}
