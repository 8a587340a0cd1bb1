// What the records of a snapshot ask of each other and of the counters beside them.
import type { Entity } from '../../entities/entity.js'
import { counterId } from '../../entities/key-counter.js'
import { targetId } from '../../entities/references.js'
import { scopeOf } from '../../entities/row-id.js'
import type { RowRef } from '../../store/store.js'
import type { RecordRow } from './snapshot-document.js'

/** Properties whose reference names a row that `has` does not know. A record may refer to itself. */
export function unresolvedReferences(
  entity: Entity,
  { id, record }: RecordRow,
  has: (ref: RowRef) => boolean,
): readonly string[] {
  return entity.references.flatMap((reference) => {
    const target = targetId(reference, entity, id, record)
    const isResolved = target === undefined || has({ collection: reference.target, id: target })
    return isResolved ? [] : [reference.property]
  })
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
