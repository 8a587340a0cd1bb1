// What entities should do, written again with arrays and loops: no code, no index and no cleverness of the runtime in it.
import type { EntityFacts } from '../../runtime/facts.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { compare, complete, holds, isNullable, sameScope, stamp } from './model-values.js'
import type { Attempt, Expected, Key, ModelEntity, Query, Step, Task } from './tasks.js'

interface ModelRow {
  readonly entity: string
  readonly scope: readonly Key[]
  readonly key: Key
  /** Rows are in this order; a row that is changed keeps its place. */
  readonly place: number
  value: JsonObject
  /** When the record ends, in epoch milliseconds. */
  ends?: number
}

interface State {
  rows: ModelRow[]
  counters: { readonly entity: string; readonly scope: readonly Key[]; last: number }[]
  /** Places of rows that the running transaction has deleted: they come back to them. */
  left: ModelRow[]
  nextPlace: number
}

class Refusal extends Error {
  readonly codes: readonly string[]
  constructor(...codes: readonly string[]) {
    super(codes.join(', '))
    this.codes = codes
  }
}

/** The model of one space. Everything in it is done at once and in the order of the calls. */
export class PlainModel {
  readonly #entities: Readonly<Record<string, ModelEntity>>
  #state: State = { rows: [], counters: [], left: [], nextPlace: 1 }
  now: number

  constructor(entities: Readonly<Record<string, ModelEntity>>, now: number) {
    this.#entities = entities
    this.now = now
  }

  /** A model in the same state, which goes its own way from here. */
  clone(): PlainModel {
    const copy = new PlainModel(this.#entities, this.now)
    copy.#state = copyOf(this.#state)
    return copy
  }

  /** Does a task, or nothing of it when it is refused. */
  run(task: Task): Expected {
    const before = copyOf(this.#state)
    try {
      return { value: this.#run(task) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#state = before
      return { refused: error.codes }
    } finally {
      this.#state.left = []
    }
  }

  #run(task: Task): unknown {
    if (task.do === 'wait') {
      this.now += task.ms
      this.#expire()
      return undefined
    }
    if (task.do !== 'transaction') return this.#step(task)
    return task.steps.map((step) => (step.do === 'attempt' ? this.#attempt(step) : this.#step(step)))
  }

  #attempt({ steps }: Attempt): unknown {
    const before = copyOf(this.#state)
    try {
      return steps.map((step) => this.#step(step))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#state = before
      return 'undone'
    }
  }

  #step(step: Step): unknown {
    switch (step.do) {
      case 'create':
        return this.#create(step.entity, step.scope ?? [], step.value)
      case 'read':
        return this.#find(step.entity, step.scope ?? [], step.key)?.value
      case 'update':
        return this.#update(step)
      case 'delete':
        return this.#delete(step.entity, step.scope ?? [], step.key)
      case 'list':
        return this.#list(step.entity, step.scope, step.query)
    }
  }

  #create(entity: string, scope: readonly Key[], sent: JsonObject): JsonObject {
    const facts = this.#facts(entity)
    const value: Record<string, Json> = { ...sent }
    facts.scope?.forEach((name, i) => {
      const property = facts.scopeProperties?.[name]
      if (property !== undefined) value[property] = scope[i] ?? null
    })
    if (facts.version !== undefined) delete value[facts.version]
    this.#requireReferences(facts, value)
    const given = value[facts.key]
    const key = typeof given === 'number' || typeof given === 'string' ? given : this.#nextKey(entity, scope)
    this.#passKey(entity, scope, key)
    value[facts.key] = key
    stamp(facts, value, undefined, this.now)
    complete(facts, value)
    const broken = new Set<string>()
    if (this.#find(entity, scope, key) !== undefined) broken.add('MOCK_CONFLICT')
    if (facts.parent !== undefined && !this.#exists(facts.parent, scope[0])) broken.add('MOCK_NOT_FOUND')
    const row: ModelRow = { entity, scope, key, value, place: this.#placeOf(entity, scope, key) }
    this.#breaks(row, undefined, broken)
    if (broken.size > 0) throw new Refusal(...broken)
    this.#live(row)
    this.#state.rows.push(row)
    this.#state.rows.sort((a, b) => a.place - b.place)
    return value
  }

  #update({ entity, scope = [], key, value: sent, merge }: Extract<Step, { do: 'update' }>): JsonObject {
    const facts = this.#facts(entity)
    const row = this.#find(entity, scope, key)
    if (row === undefined) throw new Refusal('MOCK_NOT_FOUND')
    const old = row.value
    const { created, updated } = facts.timestamps ?? {}
    const fixed: readonly (string | undefined)[] = [
      ...[facts.key, facts.version, created, updated],
      ...Object.values(facts.scopeProperties ?? {}),
    ]
    const value: Record<string, Json> = {}
    for (const [name, content] of Object.entries(old))
      if (merge === 'merge' || fixed.includes(name)) value[name] = content
    for (const [name, content] of Object.entries(sent)) {
      if (fixed.includes(name)) continue
      if (content === null && !isNullable(facts, name)) delete value[name]
      else value[name] = content
    }
    stamp(facts, value, old, this.now)
    complete(facts, value)
    this.#requireReferences(facts, value)
    const broken = new Set<string>()
    this.#breaks({ ...row, value }, old, broken)
    if (broken.size > 0) throw new Refusal(...broken)
    row.value = value
    if (facts.ttlRefresh !== 'never') this.#live(row)
    return value
  }

  #live(row: ModelRow): void {
    const { ttl } = this.#facts(row.entity)
    if (ttl !== undefined) row.ends = this.now + ttl * 1_000
  }

  // Nobody looks between two waits, so it is the same whether a record goes when its time comes or when somebody looks.
  #expire(): void {
    for (;;) {
      const over = this.#state.rows.find(({ ends = Number.POSITIVE_INFINITY }) => ends <= this.now)
      if (over === undefined) return
      this.#delete(over.entity, over.scope, over.key)
    }
  }

  // Who refers to a doomed record is doomed with it, cut loose from it, or saves it; until nothing changes any more.
  #delete(entity: string, scope: readonly Key[], key: Key): JsonObject | undefined {
    const root = this.#find(entity, scope, key)
    if (root === undefined) return undefined
    const doomed = [root]
    const restricting: ModelRow[] = []
    const loose: { readonly row: ModelRow; readonly property: string }[] = []
    for (const target of doomed) {
      for (const row of this.#state.rows) {
        const facts = this.#facts(row.entity)
        if (facts.parent === target.entity && row.scope[0] === target.key && !doomed.includes(row))
          doomed.push(row)
        for (const [property, relationship] of Object.entries(facts.relationships ?? {})) {
          if (relationship.entity !== target.entity || row.value[property] !== target.key) continue
          if (relationship.onDelete === 'cascade') {
            if (!doomed.includes(row)) doomed.push(row)
          } else if (relationship.onDelete === 'nullify' && relationship.required !== true)
            loose.push({ row, property })
          else restricting.push(row)
        }
      }
    }
    if (restricting.some((row) => !doomed.includes(row))) throw new Refusal('MOCK_REFERENCED')
    const touched = new Map<ModelRow, Record<string, Json>>()
    for (const { row, property } of loose) {
      if (doomed.includes(row)) continue
      const value = touched.get(row) ?? { ...row.value }
      if (isNullable(this.#facts(row.entity), property)) value[property] = null
      else delete value[property]
      touched.set(row, value)
    }
    for (const [row, value] of touched) {
      stamp(this.#facts(row.entity), value, row.value, this.now)
      row.value = value
    }
    this.#state.rows = this.#state.rows.filter((row) => !doomed.includes(row))
    this.#state.left.push(...doomed)
    return root.value
  }

  #list(entity: string, scope: readonly Key[] | undefined, query: Query): unknown {
    const facts = this.#facts(entity)
    const found = this.#state.rows
      .filter((row) => row.entity === entity && (scope === undefined || sameScope(row.scope, scope)))
      .filter((row) =>
        Object.entries(query.where ?? {}).every(([name, wanted]) => holds(row.value[name], wanted)),
      )
    if (
      found.length === 0 &&
      facts.parent !== undefined &&
      scope !== undefined &&
      !this.#exists(facts.parent, scope[0])
    )
      throw new Refusal('MOCK_NOT_FOUND')
    const orders = query.sort ?? []
    // Stable sorts, the least important first; reversing before and after makes descending the exact reverse.
    const last = orders.at(-1)?.descending === true
    let rows = last ? found.toReversed() : found
    for (const { property, descending } of orders.toReversed())
      rows = rows.toSorted((a, b) => (descending ? -1 : 1) * compare(a.value[property], b.value[property]))
    const { offset = 0, limit = 1_000 } = query
    return { records: rows.slice(offset, offset + limit).map((row) => row.value), total: rows.length }
  }

  // Which rules a row would break besides those of its key.
  #breaks(row: ModelRow, old: JsonObject | undefined, broken: Set<string>): void {
    const facts = this.#facts(row.entity)
    for (const [property, { entity }] of Object.entries(facts.relationships ?? {})) {
      const target = row.value[property] ?? null
      const isItself = entity === row.entity && target === row.key
      if (target === null || target === old?.[property] || isItself) continue
      if (!this.#exists(entity, target)) broken.add('MOCK_MISSING_REFERENCE')
    }
    for (const constraint of facts.unique ?? []) {
      const properties = typeof constraint === 'string' ? [constraint] : constraint
      const isFull = properties.every((name) => (row.value[name] ?? null) !== null)
      const clash = this.#state.rows.some(
        (other) =>
          other.entity === row.entity &&
          !(other.key === row.key && sameScope(other.scope, row.scope)) &&
          properties.every((name) => other.value[name] === row.value[name]),
      )
      if (isFull && clash) broken.add('MOCK_DUPLICATE')
    }
  }

  #requireReferences(facts: EntityFacts, value: JsonObject): void {
    for (const [property, { required }] of Object.entries(facts.relationships ?? {}))
      if (required === true && (value[property] ?? null) === null) throw new Refusal('MOCK_MISSING_REFERENCE')
  }

  #nextKey(entity: string, scope: readonly Key[]): number {
    if (this.#facts(entity).generateKey === 'none') throw new Refusal('MOCK_INVALID_REQUEST')
    return (this.#counter(entity, scope)?.last ?? 0) + 1
  }

  #passKey(entity: string, scope: readonly Key[], key: Key): void {
    if (typeof key !== 'number') return
    const counter = this.#counter(entity, scope)
    if (counter === undefined) this.#state.counters.push({ entity, scope, last: key })
    else counter.last = Math.max(counter.last, key)
  }

  #counter(entity: string, scope: readonly Key[]) {
    return this.#state.counters.find(
      (counter) => counter.entity === entity && sameScope(counter.scope, scope),
    )
  }

  #placeOf(entity: string, scope: readonly Key[], key: Key): number {
    const left = this.#state.left.find(
      (row) => row.entity === entity && row.key === key && sameScope(row.scope, scope),
    )
    return left?.place ?? this.#state.nextPlace++
  }

  #find(entity: string, scope: readonly Key[], key: Key): ModelRow | undefined {
    return this.#state.rows.find(
      (row) => row.entity === entity && row.key === key && sameScope(row.scope, scope),
    )
  }

  #exists(entity: string, key: Json | undefined): boolean {
    return this.#state.rows.some((row) => row.entity === entity && row.key === key)
  }

  #facts(entity: string): ModelEntity {
    const facts = this.#entities[entity]
    if (facts === undefined) throw new Error(`The model has no entity "${entity}"`)
    return facts
  }
}

function copyOf({ rows, counters, left, nextPlace }: State): State {
  return {
    rows: rows.map((row) => ({ ...row })),
    counters: counters.map((counter) => ({ ...counter })),
    left: [...left],
    nextPlace,
  }
}
