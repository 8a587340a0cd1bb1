// The plain model's rules about single values: order, equality, stamps and defaults.
import type { EntityFacts } from '../../runtime/facts.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import type { Answer, Expected, Key, ModelEntity, Task } from './tasks.js'

/**
 * True when the store answered what the model allows. A transaction without confirmation may be told of a later step's
 * refusal first, because what only the store knows comes with the commit.
 */
export function agrees(task: Task, answer: Answer, expected: Expected): boolean {
  if ('refused' in expected) {
    if (!('refused' in answer)) return false
    return (task.do === 'transaction' && !task.confirm) || expected.refused.includes(answer.refused)
  }
  return 'value' in answer && canonical(answer.value) === canonical(expected.value)
}

// Property order means nothing in JSON.
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Sets what counts and dates a change; `old` is the value before it. */
export function stamp(
  facts: EntityFacts,
  value: Record<string, Json>,
  old: JsonObject | undefined,
  now: number,
): void {
  const { created, updated } = facts.timestamps ?? {}
  const time = new Date(now).toISOString()
  if (created !== undefined) value[created] = old?.[created] ?? time
  if (updated !== undefined) value[updated] = time
  if (facts.version !== undefined) value[facts.version] = Number(old?.[facts.version] ?? 0) + 1
}

/** As the shape of the tests does it: null only where it is allowed, and defaults for what is absent. */
export function complete(facts: ModelEntity, value: Record<string, Json>): void {
  for (const name of Object.keys(value))
    if (value[name] === null && !isNullable(facts, name)) delete value[name]
  for (const [name, schema] of Object.entries(facts.schema?.properties ?? {}))
    if (value[name] === undefined && schema.default !== undefined) value[name] = schema.default
}

/** True when the schema lets the property be null. */
export function isNullable(facts: ModelEntity, name: string): boolean {
  return facts.schema?.properties?.[name]?.nullable === true
}

/** True when the value is the wanted one or one of several, or is an array that contains it; absent is null. */
export function holds(found: Json | undefined, wanted: Json | { readonly in: readonly Json[] }): boolean {
  const several = typeof wanted === 'object' && wanted !== null && 'in' in wanted && Array.isArray(wanted.in)
  const values: readonly Json[] = several ? wanted.in : [wanted as Json]
  return values.some((value) => isValue(found, value))
}

/** True when what is found is the value, or an array that contains it; absent is null. */
export function isValue(found: Json | undefined, value: Json): boolean {
  const members: readonly Json[] = Array.isArray(found) ? found : [found ?? null]
  return members.includes(value)
}

/** True when two records live below the same parents. */
export function sameScope(a: readonly Key[], b: readonly Key[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}

/** Booleans, then numbers, then text by its bytes, then everything that has no order. */
export function compare(a: Json | undefined, b: Json | undefined): number {
  const rank = (value: unknown) => ['boolean', 'number', 'string'].indexOf(typeof value) + 1 || 4
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return rank(a) === 4 ? 0 : Number(a) - Number(b)
}
