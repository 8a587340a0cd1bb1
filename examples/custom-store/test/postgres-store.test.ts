// The store in Postgres keeps the contract of the store port.
import { storeConformance } from '@mockgen/runtime/store-conformance'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createPostgresStore } from '../src/store/postgres-store.js'
import { startTestPostgres, type TestPostgres } from './test-postgres.js'

const schema = `conformance_${process.pid}`

describe('The store in Postgres', () => {
  let postgres: TestPostgres
  let current: string | undefined

  beforeAll(async () => {
    postgres = await startTestPostgres()
  })
  afterAll(async () => {
    await postgres.pool.query(`DROP SCHEMA IF EXISTS ${schema}_v1 CASCADE`)
    await postgres.stop()
  })

  // Making a schema takes longer than most cases, so they share one: each begins by dropping what the last one left.
  const open = async (data: string) => {
    const store = createPostgresStore({ pool: postgres.pool, schema })
    if (data !== current) for (const space of await store.spaces()) await store.drop(space)
    current = data
    return store
  }

  for (const { group, title, run } of storeConformance({ open, shared: true, durable: true }))
    it(`${group}: ${title}`, run)
})
