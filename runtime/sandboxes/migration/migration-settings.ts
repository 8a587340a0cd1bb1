// What is chosen about bringing records over, and the schemas that they are brought to.
import { createHash } from 'node:crypto'
import type { EntityCatalog } from '../../entities/entity.js'
import type { Migrations, RemovedProperties } from '../../migrations.js'
import type { Store } from '../../store/store.js'

/** What decides how records are brought over. */
export interface MigrationSettings {
  /** The user's functions by entity. */
  readonly migrations: Migrations
  readonly removedProperties: RemovedProperties
}

/** Completion alone, and what is not known any more is kept. */
export const defaultMigrationSettings: MigrationSettings = Object.freeze({
  migrations: {},
  removedProperties: 'keep',
})

/** In place of the name of schemas: a server of another contract has written to the space since it was brought over. */
export const mixedSchemas = 'mixed'

/**
 * A short text that names the schemas of all entities: another one means that records may have to be brought over. Empty
 * where no schema is ever another one: nobody knows the schemas, or the store ends with its process.
 */
export function schemasNameOf(store: Store, catalog: EntityCatalog): string {
  if (store.isVolatile === true || catalog.schemas.size === 0) return ''
  const known = names.get(catalog) ?? nameOf(catalog)
  names.set(catalog, known)
  return known
}

const names = new WeakMap<EntityCatalog, string>()

function nameOf(catalog: EntityCatalog): string {
  const named = [...catalog.schemas].map(([name, { hash }]) => JSON.stringify([name, hash])).sort()
  return createHash('sha256').update(named.join()).digest('hex').slice(0, 16)
}

/** True when one of these entities has a function that may do for its records what could not be done before. */
export function hasMigration({ migrations }: MigrationSettings, entities: readonly string[]): boolean {
  return entities.some((name) => Object.hasOwn(migrations, name) && migrations[name] !== undefined)
}
