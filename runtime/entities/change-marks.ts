// That something has changed: for each entity whose answers are cached, a row that every change of its records puts again.
import type { RowRef, Write } from '../store/store.js'

const collection = '$changed'

/** Where the mark of an entity is, as a kept value: its version tells one state of the records from another. */
export function changeMarkOf(entity: string): RowRef {
  return { collection, id: entity }
}

/** The writes that go with changes, by entity. A kept value without a time at which it ends begins with a space. */
export function changeMarks(entities: readonly string[]): ReadonlyMap<string, Write> {
  return new Map(entities.map((entity) => [entity, { write: 'put', ...changeMarkOf(entity), value: ' ' }]))
}
