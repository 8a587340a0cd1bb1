// Drafts the items of an array.
import type { Json } from '../json.js'
import { type Draft, isRecursive } from './draft.js'
import type { FlatSchema } from './flat-schema.js'
import type { Schema } from './schema.js'

/** Items that are made at most, whatever `minItems` says. */
const maxItems = 1_000
/** Depth from which arrays only hold what they must. */
const sparseDepth = 3
/** Attempts to make an item that is not there yet. */
const maxUniqueAttempts = 20

/** An array for the schema: its fixed items, what it must contain, and one or two more. */
export function draftArray(flat: FlatSchema, draft: Draft): Json {
  const count = Math.max(itemCount(flat, draft), 0)
  const items: Json[] = []
  const seen = new Set<string>()
  for (let i = 0; i < count; i++) {
    const item = draftItem(schemaOf(flat, i), i, flat.uniqueItems ? seen : undefined, draft)
    if (item === undefined) break
    items.push(item)
  }
  return items
}

function itemCount(flat: FlatSchema, draft: Draft): number {
  const contained = flat.contains === undefined ? 0 : (flat.minContains ?? 1)
  const needed = Math.max(flat.minItems ?? 0, contained)
  const most = Math.min(flat.maxItems ?? maxItems, maxItems)
  const isCalm = draft.generous && draft.depth < sparseDepth && draft.budget.left > 0
  const recursive = flat.items !== undefined && isRecursive(draft.flattener.flatten(flat.items), draft)
  const fixed = draft.generous ? flat.prefixItems.length : 0
  if (!isCalm || recursive || isAvoidedHere(draft)) return Math.min(needed, most)
  const wanted = flat.prefixItems.length > 0 ? fixed : draft.depth === 0 ? 2 : 1
  return Math.min(Math.max(needed, wanted), most)
}

// An item that was not valid is better left out.
function isAvoidedHere(draft: Draft): boolean {
  return draft.round > 1 && draft.avoid.some((pointer) => pointer.startsWith(`${draft.at}/`))
}

function schemaOf(flat: FlatSchema, index: number): Schema {
  const fixed = flat.prefixItems[index]
  if (fixed !== undefined) return fixed
  const { contains, items = true } = flat
  if (contains === undefined || index - flat.prefixItems.length >= (flat.minContains ?? 1)) return items
  return items === true ? contains : { allOf: [items, contains] }
}

function draftItem(
  schema: Schema,
  index: number,
  seen: Set<string> | undefined,
  draft: Draft,
): Json | undefined {
  const { flattener } = draft
  const inner = { ...draft, at: `${draft.at}/${index}`, depth: draft.depth + 1 }
  const item = draft.make(flattener.flatten(schema), { ...inner, variant: draft.variant + index })
  if (seen === undefined || item === undefined) return item
  for (let attempt = 0; attempt < maxUniqueAttempts; attempt++) {
    const plan = {
      ...inner,
      examples: attempt === 0 && draft.examples,
      variant: draft.variant + index + attempt,
    }
    const candidate = attempt === 0 ? item : draft.make(flattener.flatten(schema), plan)
    const text = JSON.stringify(candidate)
    if (candidate === undefined || seen.has(text)) continue
    seen.add(text)
    return candidate
  }
  return undefined
}
