// Faker is large: it is loaded for made-up data that asks for it, and for nothing else.
import { createRequire } from 'node:module'
import { createMockApp, type EntitiesFacts, silentLogger } from '@mockgen/runtime'
import { expect, it } from 'vitest'

const { cache } = createRequire(import.meta.url)
const isLoaded = () => Object.keys(cache).some((path) => path.includes('@faker-js'))

it('is not loaded at the start, nor for data that is made without it', async () => {
  await begin({})
  await begin({ generate: { count: 3, fields: { name: { template: 'user-{{ index }}' } } } })
  expect(isLoaded()).toBe(false)
})

it('is not loaded for the fields of an entity of which nothing is made up', async () => {
  await begin({ generate: { count: 0, fields: { name: { faker: 'fullName' } } } })
  expect(isLoaded()).toBe(false)
})

it('is loaded when a sandbox begins with data of its kinds', async () => {
  await begin({ generate: { count: 3, fields: { name: { faker: 'fullName' } } } })
  expect(isLoaded()).toBe(true)
})

async function begin(facts: Partial<EntitiesFacts[string]>): Promise<void> {
  const entities: EntitiesFacts = { users: { schemas: [], key: 'id', generateKey: 'uuid', ...facts } }
  const contract = { openapi: '3.1.0', info: { title: 'Users', version: '1' }, paths: {} }
  const app = createMockApp({ contract, operations: {}, entities, log: silentLogger })
  await app.ready()
  await app.close()
}
