// The tables of `mockgen explain`: each operation, what it does, and why; each entity, and the rules that hold for it.
import type { Method, OperationFacts } from '@mockgen/runtime'
import type { ApiModel, LoadedDocument, Origin, Place } from '../model.js'

/** One operation. `action` and `entity` are undefined for one that keeps nothing. */
export interface ExplainRow {
  readonly id: string
  readonly method: Method
  readonly path: string
  /** `program` for several steps, and for rules. */
  readonly action: string | undefined
  /** The entity, or all of a program, separated by commas; undefined for an answer of its own. */
  readonly entity: string | undefined
  readonly origin: Origin
  readonly reason: string
  /** Where its x-persistence stands; absent where it has none. */
  readonly place?: Place
  /** What it does to each entity; a program to several. */
  readonly actions: readonly ExplainAction[]
  /** The rules that hold for what it stores; empty for one that stores nothing. */
  readonly constraints: readonly ExplainConstraint[]
}

/** One thing that is done to one entity. */
export interface ExplainAction {
  readonly entity: string
  readonly action: string
}

/** A rule and where it comes from. */
export interface ExplainConstraint {
  readonly entity: string
  readonly text: string
  /** `declared` by x-persistence, or what says it in the contract. */
  readonly from: 'declared' | 'schema' | 'path'
  /** Where it is declared; absent when it is not. */
  readonly place?: Place
}

/** A row for every operation, in the document's order. An update that creates what is missing is an `upsert`. */
export function explainModel(
  model: ApiModel,
  locate: LoadedDocument['locate'] = () => undefined,
): readonly ExplainRow[] {
  const rules = new Map(explainEntities(model, locate).map(({ name, constraints }) => [name, constraints]))
  return model.operations.map(({ id, pointer, facts, origin, reason }) => {
    const actions = actionsOf(facts)
    const names = [...new Set(actions.map(({ entity }) => entity))]
    const declared = `${pointer}/x-persistence`
    const place = isDeclared(reason) ? locate(declared) : undefined
    return {
      id,
      method: facts.method,
      path: facts.path,
      action: actionOf(facts),
      entity: names.length === 0 ? undefined : names.join(', '),
      origin,
      reason,
      ...(place && { place }),
      actions,
      constraints: names.flatMap((name) => rules.get(name) ?? []),
    }
  })
}

/** An entity and its rules. */
export interface ExplainEntity {
  readonly name: string
  readonly origin: Origin
  readonly constraints: readonly ExplainConstraint[]
}

/** Every entity of a model, in its order. */
export function explainEntities(
  { entities }: ApiModel,
  locate: LoadedDocument['locate'],
): readonly ExplainEntity[] {
  return entities.map(({ name, origin, constraints }) => ({
    name,
    origin,
    constraints: constraints.map(({ text, pointer }) => {
      const from = sourceOf(pointer)
      const place = from === 'declared' ? locate(pointer) : undefined
      return { entity: name, text, from, ...(place && { place }) }
    }),
  }))
}

function sourceOf(pointer: string): ExplainConstraint['from'] {
  if (pointer.includes('/x-persistence')) return 'declared'
  return pointer.startsWith('/paths') && !pointer.includes('/schema') ? 'path' : 'schema'
}

function actionOf(facts: OperationFacts): string | undefined {
  return facts.action === 'update' && facts.upsert === true ? 'upsert' : facts.action
}

function actionsOf(facts: OperationFacts): readonly ExplainAction[] {
  if (facts.action === undefined) return []
  if (facts.action !== 'program') return [{ entity: facts.entity, action: actionOf(facts) ?? '' }]
  return facts.rules.flatMap(({ steps }) => steps.map(({ entity, action }) => ({ entity, action })))
}

function isDeclared(reason: string): boolean {
  return reason.includes('x-persistence')
}
