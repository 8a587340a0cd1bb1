// `/system/migrations`: what became of stored records when the contract had other schemas for them.
import type { EntityMigration, LeftRecord } from '../sandboxes/migration/space-history.js'
import { toDocumentTime } from '../sandboxes/snapshots/snapshot-document.js'
import { type Endpoint, sandboxOf } from './endpoint.js'
import { json } from './json-reply.js'

/** Records that are shown of those that were left as they were. */
const maxShown = 100

/**
 * `GET /system/migrations`: by entity the hash of its schema, and how many records were changed and left as they are when the
 * sandbox was last brought over, the first of these with what is wrong with them.
 */
export const showMigrations: Endpoint['answer'] = async (call, parts) => {
  const report = await sandboxOf(call, parts).readMigration()
  const entities = parts.catalog.names.map((name) => {
    const schema = parts.catalog.schemas.get(name)?.hash ?? null
    const migration = report?.entities[name]
    return [name, { schema, ...(migration !== undefined && { migration: shown(migration) }) }] as const
  })
  return json(200, {
    ...(report !== undefined && { at: toDocumentTime(report.at) }),
    entities: Object.fromEntries(entities),
  })
}

function shown({ records, ...counts }: EntityMigration): Omit<EntityMigration, 'records'> & {
  readonly records: readonly LeftRecord[]
} {
  return { ...counts, records: records.slice(0, maxShown) }
}
