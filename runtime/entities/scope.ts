// The scope and the key that a caller names must be the entity's: as many values, in its order.
import type { Entity } from './entity.js'
import type { RecordKey, Scope } from './records.js'
import { rowId, scopeId } from './row-id.js'

/** The text of a scope. Throws when the number of values is not the entity's: the caller is wrong, not the client. */
export function scopeIdOf(entity: Entity, scope: Scope | undefined): string {
  const values = scope ?? []
  if (values.length === entity.scope.length) return values.length === 0 ? '' : scopeId(values)
  const wanted = entity.scope.length === 0 ? 'no scope' : `the scope [${entity.scope.join(', ')}]`
  throw new TypeError(
    `Records of "${entity.name}" are found with ${wanted}, not with ${values.length} values`,
  )
}

/** The id of the row that a key names in a scope. Throws as `scopeIdOf` does when either has not as many values as it should. */
export function recordId(entity: Entity, key: RecordKey, scope: Scope | undefined): string {
  assertKeyParts(entity, key)
  return rowId(scopeIdOf(entity, scope), key)
}

/** Throws when a key has not as many values as the entity's key has properties: the caller is wrong, not the client. */
export function assertKeyParts({ name, keyProperties }: Entity, key: RecordKey): void {
  const given = typeof key === 'object' ? key.length : 1
  if (given === keyProperties.length) return
  throw new TypeError(
    `Records of "${name}" are found by [${keyProperties.join(', ')}], not by ${given} values`,
  )
}
