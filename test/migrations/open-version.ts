// One version of a contract with books and authors, running over a store: what tests of stored data begin and go on with.
import {
  createMockApp,
  type EntityFacts,
  type JsonObject,
  type Logger,
  type MockApp,
  type MockAppOptions,
  type Sandbox,
  type Store,
} from '@mockgen/runtime'
import type { Migrations } from '../../runtime/migrations.js'
import type { EntityMigration } from '../../runtime/sandboxes/migration/space-history.js'

/** What a version says of an entity: its schema, and its facts besides the usual ones. */
export interface VersionEntity extends Partial<EntityFacts> {
  readonly schema: JsonObject
}

/** A version of the contract, and how it is started. */
export interface Version extends Pick<MockAppOptions, 'removedProperties' | 'encryptionKeys' | 'seed'> {
  readonly entities: Readonly<Record<string, VersionEntity>>
  readonly migrations?: Migrations
}

/** A started version, and what its log was told as a warning. */
export interface OpenVersion {
  readonly app: MockApp
  readonly box: Sandbox
  readonly warnings: readonly object[]
}

/** Starts a version over a store. Opened twice over one store, they are two servers that share it. */
export function openVersion(store: Store, { entities, ...options }: Version): OpenVersion {
  const warnings: object[] = []
  const keep = (fields: object) => void warnings.push(fields)
  const log: Logger = { debug: () => undefined, info: () => undefined, warn: keep, error: keep }
  const schemas = Object.fromEntries(Object.entries(entities).map(([name, { schema }]) => [name, schema]))
  const app = createMockApp({
    contract: {
      openapi: '3.1.0',
      info: { title: 'Books', version: '1' },
      paths: {},
      components: { schemas },
    },
    operations: {},
    entities: Object.fromEntries(
      Object.entries(entities).map(([name, { schema: _, ...facts }]) => [
        name,
        { schemas: [`#/components/schemas/${name}`], key: 'id', generateKey: 'uuid', ...facts },
      ]),
    ),
    clock: { now: () => Date.UTC(2030, 0, 1) },
    systemKey: 'key',
    store,
    log,
    ...options,
  })
  return { app, box: app.sandboxes.get(undefined), warnings }
}

/** Creates records in their order. */
export async function createAll(box: Sandbox, entity: string, records: readonly JsonObject[]): Promise<void> {
  await box.use(({ entities }) =>
    entities.transaction(async (unit) => {
      for (const record of records) await unit.records(entity).create(record)
    }),
  )
}

/** The records of an entity in order of insertion; at most 1,000. */
export async function readAll(box: Sandbox, entity = 'books'): Promise<readonly JsonObject[]> {
  const page = await box.use(({ entities }) => entities.reader(entity).list({ limit: 1_000 }))
  return page.records.map(({ value }) => value)
}

/** What became of an entity's records. */
export async function migrationOf(box: Sandbox, entity = 'books'): Promise<EntityMigration | undefined> {
  return (await box.readMigration())?.entities[entity]
}

/** A schema of books. */
export function book(properties: JsonObject, required: readonly string[] = ['id']): VersionEntity {
  return { schema: { type: 'object', required, properties: { id: { type: 'string' }, ...properties } } }
}

/** A version that has books alone. */
export function books(
  properties: JsonObject,
  required?: readonly string[],
  more: Omit<Version, 'entities'> & { readonly facts?: Partial<EntityFacts> } = {},
): Version {
  const { facts, ...options } = more
  return { entities: { books: { ...book(properties, required), ...facts } }, ...options }
}
