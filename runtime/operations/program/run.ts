// One run of a unit: its call, the records that it works on, and everything that its expressions see.

import type { OperationContract } from '../../contract/contract.js'
import { own, partsOf } from '../../entities/properties.js'
import type { StoredRecord } from '../../entities/records.js'
import type { Scope } from '../../expressions/expressions.js'
import type { EntityFacts } from '../../facts.js'
import type { Ids } from '../../ids.js'
import type { Json, JsonObject } from '../../json.js'
import type { Call, RecordsView } from '../behaviour.js'
import type { Outcome } from './outcome.js'
import { requestValues } from './request-values.js'
import { Veil, type Visible } from './veil.js'

/** What a run is made with. */
export interface RunParts {
  readonly operation: OperationContract
  readonly call: Call
  /** How the session is shown. */
  readonly sessionVisible: Visible
  readonly view: RecordsView
  /** Epoch milliseconds of the sandbox's clock. */
  readonly now: number
  /** Identifiers for expressions; undefined when no expression makes any. */
  readonly ids: Ids | undefined
  /** The environment variables that expressions may read. */
  readonly env: Readonly<Record<string, string>>
}

/** A run. The names that expressions see are set as the run gets on. */
export class Run {
  readonly call: Call
  readonly view: RecordsView
  /** For the expressions. */
  readonly scope: Scope
  readonly #values: Record<string, unknown>
  readonly #veil = new Veil()

  constructor({ operation, call, sessionVisible, view, now, ids = noIds, env }: RunParts) {
    this.call = call
    this.view = view
    this.#values = Object.assign(Object.create(null) as Record<string, unknown>, {
      request: requestValues(call, operation),
      session: call.session ?? null,
      env,
    })
    this.scope = { values: this.#values, now, ids }
    if (call.session !== undefined) this.#veil.add(call.session, sessionVisible)
  }

  /** The scope for what clients are told: see `Veil`. */
  get shown(): Scope {
    if (this.#veil.isEmpty) return this.scope
    const values = Object.assign(Object.create(null) as Record<string, unknown>, this.#values)
    for (const name of Object.keys(values))
      if (name !== 'request' && name !== 'env') values[name] = this.#veil.over(values[name])
    return { ...this.scope, values }
  }

  /** Makes known how a record is shown. */
  hide(record: JsonObject, visible: Visible): void {
    this.#veil.add(record, visible)
  }

  /** Gives a name its value; undefined makes it absent. */
  set(name: string, value: unknown): void {
    if (value === undefined) delete this.#values[name]
    else this.#values[name] = value
  }

  /** Remembers what every name stands for; calling the result makes it so again. */
  mark(): () => void {
    const marked = Object.entries(this.#values)
    return () => {
      for (const name of Object.keys(this.#values)) delete this.#values[name]
      for (const [name, value] of marked) this.#values[name] = value
    }
  }

  /** The value of a name; undefined where it is absent. */
  get(name: string): unknown {
    return this.#values[name]
  }

  /** Makes what an action on records of the entity gave known to the expressions after it. */
  tell(outcome: Outcome, { key }: Pick<EntityFacts, 'key'>, visible: Visible): void {
    if ('record' in outcome) {
      const { value } = outcome.record
      this.hide(value, visible)
      this.set('entity', value)
      this.set('id', own(value, partsOf(key).at(-1) ?? ''))
      if (outcome.kind === 'removed') this.set('deleted', 1)
    } else if (outcome.kind === 'cleared') this.set('deleted', outcome.deleted)
    else if (outcome.kind === 'listed') this.#tellList(outcome, visible)
    else {
      this.set('total', outcome.counted.total)
      this.set('counts', outcome.counted.by ?? {})
    }
  }

  // The numbers of the page are those that counted, whatever the request said or left out.
  #tellList({ found, limit }: Extract<Outcome, { kind: 'listed' }>, visible: Visible): void {
    const { records, total, start } = found
    if (visible !== undefined) for (const { value } of records) this.hide(value, visible)
    this.set('entities', records.map(jsonOf))
    this.set('total', total)
    this.set('offset', start)
    this.set('limit', limit)
    this.set('hasMore', start + records.length < total)
  }
}

function jsonOf({ value }: StoredRecord): Json {
  return value
}

const noIds: Ids = { uuid: unexpected, ulid: unexpected, nanoid: unexpected }

function unexpected(): never {
  throw new Error('an expression makes an identifier, and the program was taken for one that makes none')
}
