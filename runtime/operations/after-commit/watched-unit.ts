// A transaction that remembers what was done to records, for whoever is to be told once it is committed.
import type { Change } from '../../callbacks/committed.js'
import type { EntityTransaction } from '../../entities/entities.js'
import { own, partsOf } from '../../entities/properties.js'
import type { Records, Scope, StoredRecord } from '../../entities/records.js'
import type { EntitiesFacts, WebhookAction } from '../../facts.js'

/** A transaction, and what was done in it so far. */
export interface WatchedUnit {
  readonly unit: EntityTransaction
  /** One change for each record, in the order in which they were first changed; nothing of what was undone. */
  changes(): readonly Change[]
}

/** Most records of one `deleteAll` that are remembered: no transaction removes more. */
const maxRemembered = 1_000

/**
 * Watches a transaction. Records that are removed because others are (cascades), and what time does to records, are nobody's
 * doing and are not remembered.
 */
export function watch(unit: EntityTransaction, facts: EntitiesFacts): WatchedUnit {
  let noted = new Map<string, Change>()

  const note = (entity: string, action: WebhookAction, { value }: StoredRecord, scope: Scope = []): void => {
    const key = partsOf(facts[entity]?.key ?? '').map((name) => own(value, name) ?? null)
    const id = JSON.stringify([entity, scope, key])
    const before = noted.get(id)
    const whole = before === undefined ? action : both(before.action, action)
    if (whole === undefined) noted.delete(id)
    else noted.set(id, { entity, action: whole, record: value, id })
  }

  const watched: EntityTransaction = {
    records: (entity) => watchRecords(unit.records(entity), (...change) => note(entity, ...change)),
    ids: () => unit.ids(),
    get kept() {
      return unit.kept
    },
    async nested(work) {
      const before = new Map(noted)
      try {
        return await unit.nested(work)
      } catch (error) {
        noted = before
        throw error
      }
    },
  }
  return { unit: watched, changes: () => [...noted.values()] }
}

type Note = (action: WebhookAction, record: StoredRecord, scope?: Scope) => void

function watchRecords(records: Records, note: Note): Records {
  return {
    read: (...args) => records.read(...args),
    list: (...args) => records.list(...args),
    count: (...args) => records.count(...args),
    newKey: (...args) => records.newKey(...args),
    movesOnAt: (record) => records.movesOnAt(record),
    async create(value, options) {
      const created = await records.create(value, options)
      note('create', created, options?.scope)
      return created
    },
    async update(key, value, options) {
      const updated = await records.update(key, value, options)
      note('update', updated, options?.scope)
      return updated
    },
    async delete(key, scope) {
      const removed = await records.delete(key, scope)
      if (removed !== undefined) note('delete', removed, scope)
      return removed
    },
    async deleteAll(query) {
      const { offset: _offset, after: _after, ...selecting } = query
      const { records: selected } = await records.list({ ...selecting, limit: maxRemembered })
      const count = await records.deleteAll(query)
      for (const record of selected) note('delete', record, query.scope)
      return count
    },
  }
}

// What was made and removed in one transaction never was; what was removed and made again was changed.
function both(first: WebhookAction, second: WebhookAction): WebhookAction | undefined {
  if (second === 'delete') return first === 'create' ? undefined : 'delete'
  return first === 'create' ? 'create' : 'update'
}
