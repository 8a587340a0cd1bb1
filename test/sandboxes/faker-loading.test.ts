// Faker is large: it is loaded for made-up data that asks for it, and for nothing else.
import { createMockApp, type EntitiesFacts, silentLogger } from '@mockgen/runtime'
import { expect, it, vi } from 'vitest'

let loads = 0

// Nothing is replaced: loading is only watched.
vi.mock('@faker-js/faker/locale/en', async (importOriginal) => {
  loads++
  return importOriginal()
})

it('is not loaded at the start, nor for data that is made without it', async () => {
  await begin({})
  await begin({ generate: { count: 3, fields: { name: { template: 'user-{{ index }}' } } } })
  expect(loads).toBe(0)
})

it('is not loaded for the fields of an entity of which nothing is made up', async () => {
  await begin({ generate: { count: 0, fields: { name: { faker: 'fullName' } } } })
  expect(loads).toBe(0)
})

it('is loaded when a sandbox begins with data of its kinds', async () => {
  await begin({ generate: { count: 3, fields: { name: { faker: 'fullName' } } } })
  expect(loads).toBe(1)
})

async function begin(facts: Partial<EntitiesFacts[string]>): Promise<void> {
  const entities: EntitiesFacts = { users: { schemas: [], key: 'id', generateKey: 'uuid', ...facts } }
  const contract = { openapi: '3.1.0', info: { title: 'Users', version: '1' }, paths: {} }
  const app = createMockApp({ contract, operations: {}, entities, log: silentLogger })
  await app.ready()
  await app.close()
}
