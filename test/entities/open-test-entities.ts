// Entities over a memory store with a small shape of their own, so that these tests need no contract.
import type { RecordShape } from '../../runtime/contract/contract.js'
import { type Entities, openEntities } from '../../runtime/entities/entities.js'
import { type CatalogOptions, EntityCatalog } from '../../runtime/entities/entity.js'
import { MockError } from '../../runtime/errors.js'
import type { EntitiesFacts, EntityFacts } from '../../runtime/facts.js'
import { createIds, createRandom } from '../../runtime/ids.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { silentLogger } from '../../runtime/logger.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'

/** An object schema, as far as the shape below understands it: `type`, `pattern`, `default`, `required`, `readOnly`. */
export interface TestSchema {
  readonly properties?: Readonly<Record<string, JsonObject>>
  readonly required?: readonly string[]
}

export type TestEntity = Partial<EntityFacts> & { readonly schema?: TestSchema }

export interface TestEntities extends Entities {
  readonly store: Store
  /** The clock's time in epoch milliseconds; tests set it. */
  time: number
}

/** How test entities are opened. */
export interface TestOptions {
  readonly store?: Store
  /** Default 1. */
  readonly seed?: number
  readonly keySeed?: number
  /** A clock to share with other entities of one space. Default: one that stands on 2030-01-01. */
  readonly clock?: { time: number }
  readonly catalog?: CatalogOptions
  /** Takes the fields of what is logged. */
  readonly log?: (fields: object) => void
}

/** Opens entities; the key is `id` and generated as a UUID unless the facts say otherwise. Made-up data is seeded. */
export function openTestEntities(
  definitions: Readonly<Record<string, TestEntity>>,
  options: TestOptions = {},
): TestEntities {
  const { store = createMemoryStore(), seed = 1, keySeed, clock = { time: Date.UTC(2030, 0, 1) } } = options
  const entities = openEntities({
    store,
    space: 'test',
    clock: { now: () => clock.time },
    ids: createIds(),
    random: createRandom(seed),
    seed,
    ...(keySeed !== undefined && { keySeed }),
    ...(options.log && { log: { ...silentLogger, warn: options.log } }),
    catalog: testCatalog(definitions, options.catalog),
  })
  return {
    ...entities,
    store,
    get time() {
      return clock.time
    },
    set time(now) {
      clock.time = now
    },
  }
}

/** The catalog of test entities. */
export function testCatalog(
  definitions: Readonly<Record<string, TestEntity>>,
  options: CatalogOptions = {},
): EntityCatalog {
  const facts: EntitiesFacts = Object.fromEntries(
    Object.entries(definitions).map(([name, { schema: _, ...given }]) => [
      name,
      { schemas: [], key: 'id', generateKey: 'uuid', ...given },
    ]),
  )
  return new EntityCatalog(facts, (name) => testShape(definitions[name]?.schema ?? {}), options)
}

/** The code of the MockError that a promise rejects with; anything else fails the test. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof MockError) return error.code
    throw error
  }
  throw new Error('It should have been refused')
}

/** The shape of a test schema: it completes what is required, and makes up nothing else. */
export function testShape({ properties = {}, required = [] }: TestSchema): RecordShape {
  const property = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : undefined)
  const shape: RecordShape = {
    property,
    readOnly: Object.keys(properties).filter((name) => properties[name]?.readOnly === true),
    writeOnly: [],
    complete(value, random) {
      const completed = new Map<string, Json>()
      for (const [name, given] of Object.entries(value)) {
        if (fits(given, property(name))) completed.set(name, given)
      }
      for (const [name, schema] of Object.entries(properties)) {
        if (completed.has(name)) continue
        if (schema.default !== undefined) completed.set(name, schema.default)
        else if (required.includes(name)) completed.set(name, sample(schema, Math.floor(random() * 1_000)))
      }
      return Object.fromEntries(completed)
    },
    sample: (random) => shape.complete({}, random),
  }
  return shape
}

function fits(value: Json, schema: JsonObject | undefined): boolean {
  if (value === null) return schema === undefined || schema.nullable === true
  if (schema?.type === 'integer') return Number.isInteger(value)
  if (schema?.type === 'string' && typeof value !== 'string') return false
  return typeof schema?.pattern !== 'string' || new RegExp(schema.pattern).test(String(value))
}

function sample(schema: JsonObject, number: number): Json {
  if (schema.type === 'integer') return number
  return typeof schema.pattern === 'string' ? `KEY-${number % 10}` : `made ${number}`
}
