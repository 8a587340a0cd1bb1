// What `mockgen explain` tells, in the order in which people read it: each entity with its operations, then what keeps nothing.
import type { ExplainEntity, ExplainRow } from '../generator/read/explain.js'

/** An entity with everything that is told under its name. */
export interface ExplainGroup {
  readonly entity: ExplainEntity
  /** Operations whose first entity it is, in the document's order. */
  readonly rows: readonly ExplainRow[]
  /** Operations that do something to it, programs of other entities included. */
  readonly uses: number
  /** What they do, each once. */
  readonly actions: readonly string[]
}

/** A group for each entity, in their order. */
export function groupByEntity(
  entities: readonly ExplainEntity[],
  rows: readonly ExplainRow[],
): readonly ExplainGroup[] {
  const listed = new Map<string, ExplainRow[]>()
  const used = new Map<string, { uses: number; readonly actions: Set<string> }>()
  for (const row of rows) {
    const names = new Set(row.actions.map(({ entity }) => entity))
    for (const name of names) entry(used, name, () => ({ uses: 0, actions: new Set() })).uses++
    for (const { entity, action } of row.actions) used.get(entity)?.actions.add(action)
    const [first] = names
    if (first !== undefined) entry(listed, first, () => []).push(row)
  }
  return entities.map((entity) => {
    const { uses = 0, actions = [] } = used.get(entity.name) ?? {}
    return { entity, rows: listed.get(entity.name) ?? [], uses, actions: [...actions] }
  })
}

/** Operations that keep nothing, and answers by rules alone; those of one reason stand together, where the first of them does. */
export function groupByReason(rows: readonly ExplainRow[]): readonly ExplainRow[] {
  const byReason = new Map<string, ExplainRow[]>()
  for (const row of rows) if (row.actions.length === 0) entry(byReason, row.reason, () => []).push(row)
  return [...byReason.values()].flat()
}

/** How often each action stands in the rows, the most frequent first: `[['list', 12], ['read', 9]]`. */
export function countActions(
  rows: readonly ExplainRow[],
): readonly (readonly [action: string, times: number])[] {
  const counts = new Map<string, number>()
  for (const { action } of rows) if (action !== undefined) counts.set(action, (counts.get(action) ?? 0) + 1)
  return [...counts].toSorted(([, left], [, right]) => right - left)
}

function entry<Value>(known: Map<string, Value>, name: string, make: () => Value): Value {
  const before = known.get(name)
  if (before !== undefined) return before
  const made = make()
  known.set(name, made)
  return made
}
