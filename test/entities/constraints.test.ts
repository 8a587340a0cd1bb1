// Constraints of an entity besides its schema: all that a record breaks is told, and what is made up keeps to them.
import { describe, expect, it } from 'vitest'
import { openContract } from '../../runtime/contract/open-contract.js'
import { type Entities, openEntities } from '../../runtime/entities/entities.js'
import { EntityCatalog } from '../../runtime/entities/entity.js'
import { MockError } from '../../runtime/errors.js'
import type { EntityFacts } from '../../runtime/facts.js'
import { createIds, createRandom } from '../../runtime/ids.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { onEveryStore } from './on-every-store.js'

const text = { type: 'string' }

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Constraints', version: '1' },
  paths: {},
  components: {
    schemas: {
      User: {
        type: 'object',
        required: ['id', 'name', 'age', 'code'],
        properties: {
          id: { type: 'integer' },
          name: { type: 'string', example: 'X' },
          age: { type: 'integer' },
          code: text,
          email: text,
          nick: { type: 'string', default: 'n' },
          address: { type: 'object', properties: { city: text } },
        },
      },
      City: { type: 'object', properties: { city: { maxLength: 5 } } },
    },
  },
}

const constraints = {
  name: { minLength: 3, maxLength: 10 },
  age: { minimum: 18, maximum: 20 },
  code: { pattern: '^(a+)+$', minLength: 2 },
  email: { format: 'email' },
  address: { $ref: '#/components/schemas/City' },
}

function open(given: EntityFacts['constraints'], store = createMemoryStore(), seed = 1): Entities {
  const schemas = ['#/components/schemas/User']
  const contract = openContract(document, {})
  const users: EntityFacts = {
    schemas,
    key: 'id',
    generateKey: 'increment',
    ...(given && { constraints: given }),
  }
  return openEntities({
    store,
    space: 'test',
    clock: { now: () => Date.UTC(2030, 0, 1) },
    ids: createIds(),
    random: createRandom(1),
    seed,
    catalog: new EntityCatalog({ users }, () =>
      contract.shape({ schemas, ...(given && { constraints: given }) }),
    ),
  })
}

async function refusal(promise: Promise<unknown>): Promise<readonly (readonly [string, string])[]> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof MockError)) throw new Error('It should have been refused', { cause: error })
  expect(error.code).toBe('MOCK_INVALID_REQUEST')
  return error.errors.map(({ pointer, keyword }) => [pointer, keyword])
}

const valid = { name: 'Ada', age: 19, code: 'aa' }

onEveryStore('a constraint', (world) => {
  it('is held against what is created, and all that is broken is told', async () => {
    const users = open(constraints, await world().connect()).reader('users')
    const sent = {
      name: 'A',
      age: 21,
      code: `${'a'.repeat(40)}!`,
      email: 'no',
      address: { city: 'Mannheim' },
    }
    expect(await refusal(users.create(sent))).toEqual([
      ['/body/name', 'minLength'],
      ['/body/age', 'maximum'],
      ['/body/code', 'pattern'],
      ['/body/email', 'format'],
      ['/body/address/city', 'maxLength'],
    ])
    expect((await users.list()).total).toBe(0)
  })

  it('is held against what a change leaves, whatever the kind of merge', async () => {
    const users = open(constraints, await world().connect()).reader('users')
    await users.create(valid)
    expect(await refusal(users.update(1, { age: 17 }))).toEqual([['/body/age', 'minimum']])
    expect(await refusal(users.update(1, { ...valid, name: 'A' }, { merge: 'replace' }))).toEqual([
      ['/body/name', 'minLength'],
    ])
    const patch: Json = [{ op: 'add', path: '/email', value: 'x' }]
    expect(await refusal(users.update(1, patch, { merge: 'json-patch' }))).toEqual([
      ['/body/email', 'format'],
    ])
    expect((await users.read(1))?.value).toEqual({ id: 1, nick: 'n', ...valid })
    await users.update(1, { age: 20, email: 'a@example.com' })
  })

  it('is kept by what completion makes up', async () => {
    const store = await world().connect()
    for (let seed = 0; seed < 20; seed++) {
      const { value } = await open(constraints, store, seed).reader('users').create({})
      const { name, age, code } = value
      expect(String(name).length).toBeGreaterThanOrEqual(3)
      expect([18, 19, 20]).toContain(age)
      expect(code).toMatch(/^a{2,}$/)
    }
  })
})

describe('a constraint', () => {
  it('leaves out a default that breaks it', async () => {
    const users = open({ nick: { minLength: 2 } }).reader('users')
    expect((await users.create(valid)).value).toEqual({ id: 1, ...valid })
  })

  it('refuses the record where nothing can be made up that keeps to it', async () => {
    const users = open({ age: { minimum: 2, maximum: 1 } }).reader('users')
    const broken = await refusal(users.create({ name: 'Ada', code: 'a' }))
    expect(broken.map(([pointer]) => pointer)).toContain('/body/age')
  })

  it('says nothing of what is absent', async () => {
    const users = open({ email: { format: 'email' }, name: {} }).reader('users')
    expect((await users.create(valid)).value.email).toBeUndefined()
  })

  it('is absent from shapes without any', () => {
    const contract = openContract(document, {})
    expect(contract.shape({ schemas: ['#/components/schemas/User'] }).violations).toBeUndefined()
    expect(
      contract.shape({ schemas: ['#/components/schemas/User'], constraints: {} }).violations,
    ).toBeUndefined()
  })
})
