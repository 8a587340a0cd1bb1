// The scope that a caller names must be the entity's: as many values, in its order.
import type { Entity } from './entity.js'
import type { Scope } from './records.js'
import { scopeId } from './row-id.js'

/** The text of a scope. Throws when the number of values is not the entity's: the caller is wrong, not the client. */
export function scopeIdOf(entity: Entity, scope: Scope | undefined): string {
  const values = scope ?? []
  if (values.length === entity.scope.length) return values.length === 0 ? '' : scopeId(values)
  const wanted = entity.scope.length === 0 ? 'no scope' : `the scope [${entity.scope.join(', ')}]`
  throw new TypeError(
    `Records of "${entity.name}" are found with ${wanted}, not with ${values.length} values`,
  )
}
