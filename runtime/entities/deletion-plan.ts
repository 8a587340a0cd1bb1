// Collects the records that a deletion removes or cuts loose, and turns them into one change.

import type { JsonObject } from '../json.js'
import { pairKey } from '../store/pair-key.js'
import type { Change, Requirement } from '../transactions/change.js'
import type { Transaction } from '../transactions/transaction.js'
import type { Dependents } from './dependents.js'
import type { Entity, EntityCatalog } from './entity.js'
import { knownLife, withLife } from './life/life-events.js'
import { withoutReferences } from './record-content.js'
import { recordChange } from './record-index.js'
import { referredText } from './references.js'
import { LazyRecord } from './stored-record.js'

/** A record that goes, or that refers to one. */
export interface Doomed {
  readonly entity: Entity
  readonly record: LazyRecord
}

/** A record that loses references. */
export interface Loosened extends Doomed {
  /** The foreign keys that it loses, by property, and what they refer to. */
  readonly lost: Map<string, { readonly dependents: Dependents; readonly target: Entity }>
}

/** Referrers of a record, as far as they were asked for, and how many there are. */
export interface Referrers {
  readonly found: readonly Doomed[]
  readonly total: number
}

const nobody: Referrers = { found: [], total: 0 }

/** What goes and what is cut loose. What is both goes. */
export class DeletionPlan {
  readonly #transaction: Transaction
  readonly #catalog: EntityCatalog
  readonly #doomed = new Map<string, Doomed>()
  readonly #loosened = new Map<string, Loosened>()
  readonly #requires: Requirement[] = []

  constructor(transaction: Transaction, catalog: EntityCatalog) {
    this.#transaction = transaction
    this.#catalog = catalog
  }

  get doomedCount(): number {
    return this.#doomed.size
  }

  /** What goes, in the order in which it was doomed; what is doomed while somebody walks it comes at the end. */
  doomed(): Iterable<Doomed> {
    return this.#doomed.values()
  }

  isDoomed(record: Doomed): boolean {
    return this.#doomed.has(keyOf(record))
  }

  doom(record: Doomed): void {
    const key = keyOf(record)
    if (!this.#doomed.has(key)) this.#doomed.set(key, record)
  }

  loosen(referrer: Doomed, dependents: Dependents, target: Entity): void {
    const { property } = dependents
    if (property === undefined) return
    const known = this.#loosened.get(keyOf(referrer)) ?? { ...referrer, lost: new Map() }
    known.lost.set(property, { dependents, target })
    this.#loosened.set(keyOf(referrer), known)
  }

  /** What loses references and does not go. */
  loosened(): readonly Loosened[] {
    return [...this.#loosened].flatMap(([key, loosened]) => (this.#doomed.has(key) ? [] : [loosened]))
  }

  /** The first referrers of a record. That their number stays what it is becomes a condition of the change. */
  async referrers(dependents: Dependents, record: LazyRecord, limit: number): Promise<Referrers> {
    const { source, index } = dependents
    const referred = referredText(dependents, record.id, record.value)
    if (referred === undefined) return nobody
    const range = { from: referred, to: referred }
    const page = await this.#transaction.list({ collection: source, index, range, offset: 0, limit })
    this.#requires.push({ check: { check: 'count', collection: source, index, range, count: page.stored } })
    const found: Doomed[] = []
    for (const { id: referrer } of page.rows) {
      // Listed rows are at hand; getting them makes their versions part of the commit's checks.
      const row = await this.#transaction.get({ collection: source, id: referrer })
      if (row !== undefined) found.push({ entity: this.#catalog.get(source), record: new LazyRecord(row) })
    }
    return { found, total: page.total }
  }

  /** Everything together as one change. */
  async change(now: number): Promise<Change> {
    const changes = [...this.#doomed.values()].map(({ entity, record }) => {
      const { requires, writes } = recordChange(entity, record.id, record.value, undefined)
      return { requires, writes: withLife(writes, entity, record.id, { event: 'delete', now }) }
    })
    for (const loosened of this.loosened()) {
      const { entity, record } = loosened
      const value = loosenedValue(loosened, now)
      const { requires, writes } = recordChange(entity, record.id, record.value, value)
      const life = await knownLife(this.#transaction, entity, record.id)
      const happening = { event: 'change', now, life, before: record.value, record: value } as const
      changes.push({ requires, writes: withLife(writes, entity, record.id, happening) })
    }
    return {
      requires: [...this.#requires, ...changes.flatMap(({ requires }) => requires)],
      writes: changes.flatMap(({ writes }) => writes),
    }
  }
}

/** What is left of a record that loses references. */
export function loosenedValue({ entity, record, lost }: Loosened, now: number): JsonObject {
  return withoutReferences(entity, record.value, new Set(lost.keys()), now)
}

function keyOf({ entity, record }: Doomed): string {
  return pairKey(entity.name, record.id)
}
