// What the records of a snapshot ask of each other and of the counters beside them.
import type { Reference } from '../../entities/dependents.js'
import type { Entity } from '../../entities/entity.js'
import { counterId } from '../../entities/key-counter.js'
import { referredText, targetId } from '../../entities/references.js'
import { scopeOf } from '../../entities/row-id.js'
import { pairKey } from '../../store/pair-key.js'
import type { RecordRow } from './snapshot-document.js'

/** The records of a document, as others refer to them: by their row, or by a unique property. */
export class ReferredRecords {
  readonly #rowsOf: (entity: string) => ReadonlyMap<string, RecordRow> | undefined
  readonly #texts = new Map<string, ReadonlySet<string>>()

  /** No record may be added once somebody has asked. */
  constructor(rowsOf: (entity: string) => ReadonlyMap<string, RecordRow> | undefined) {
    this.#rowsOf = rowsOf
  }

  /** Properties whose reference names no record. A record may refer to itself. */
  unresolved(entity: Entity, { id, record }: RecordRow): readonly string[] {
    return entity.references.flatMap((reference) => {
      const named = targetId(reference, entity, id, record)
      return named === undefined || this.#has(reference, named) ? [] : [reference.property]
    })
  }

  #has({ target, field }: Reference, named: string): boolean {
    const rows = this.#rowsOf(target)
    if (field === undefined) return rows?.has(named) === true
    const key = pairKey(target, field)
    let texts = this.#texts.get(key)
    if (texts === undefined) {
      const referred = Array.from(rows?.values() ?? [], (row) => referredText({ field }, row.id, row.record))
      texts = new Set(referred.filter((text) => text !== undefined))
      this.#texts.set(key, texts)
    }
    return texts.has(named)
  }
}

/**
 * The highest number that is a key, by the id of the counter that gives such keys out. An entity whose keys are not counted
 * has none.
 */
export function highestKeys(entity: Entity, ids: Iterable<string>): ReadonlyMap<string, number> {
  const highest = new Map<string, number>()
  if (entity.generateKey !== 'increment') return highest
  for (const id of ids) {
    const key = id.slice(id.lastIndexOf('/') + 1)
    const number = Number(key)
    if (String(number) !== key || !isCounted(number)) continue
    const counter = counterId(entity, scopeOf(id))
    if (number > (highest.get(counter) ?? 0)) highest.set(counter, number)
  }
  return highest
}

/** True for what a counter can be. At the end of the safe integers it could give out nothing any more. */
export function isCounted(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number < Number.MAX_SAFE_INTEGER
}
