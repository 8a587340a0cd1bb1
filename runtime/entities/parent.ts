// Nested records belong to a record of another entity, which their path names: it must exist.
import { MockError } from '../errors.js'
import type { Requirement } from '../transactions/change.js'
import type { RowReader } from '../transactions/space.js'
import type { Entity } from './entity.js'

/** What must hold for a new record in a scope: its parent exists when it is committed. */
export function parentRequirements(entity: Entity, scope: string): readonly Requirement[] {
  const { parent } = entity
  if (parent === undefined) return []
  // The scope of a nested record is written as the id of its parent's row.
  const check = { check: 'present', collection: parent, id: scope } as const
  return [{ check, refuse: () => missingParent(parent, scope) }]
}

/** Throws MOCK_NOT_FOUND when the scope names no parent. Only asked where nothing was found: children have parents. */
export async function assertParent(reader: RowReader, entity: Entity, scope: string): Promise<void> {
  const { parent } = entity
  if (parent === undefined || scope === '') return
  if ((await reader.get({ collection: parent, id: scope })) === undefined) throw missingParent(parent, scope)
}

function missingParent(parent: string, scope: string): MockError {
  return new MockError('MOCK_NOT_FOUND', { detail: `there is no record "${scope}" in ${parent}` })
}
