// Single records that are sent and answered in arrays, as accounting APIs do: `{ "Accounts": [ { … } ] }`.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionsOf, factsOf, list, object, operation, read, ref, text } from './documents.js'
import { servePaths } from './serve-paths.js'

const components = {
  Account: object({ AccountID: text, Name: text }),
  Accounts: object({ Warnings: list(object({ Message: text })), Accounts: list(ref('Account')) }),
}
const parameters = [{ name: 'AccountID', in: 'path', required: true, schema: text }]
const many = ref('Accounts')
const paths: JsonObject = {
  '/Accounts': {
    get: operation({ '200': many }),
    put: operation({ '200': many }, ref('Account')),
    post: operation({ '200': many }, many),
  },
  '/Accounts/{AccountID}': {
    parameters,
    get: operation({ '200': many }),
    post: operation({ '200': many }, many),
    delete: operation({ '200': many }),
  },
}

describe('an array envelope', () => {
  it('is told by what the list answers', () => {
    const model = read(paths, components)
    expect(actionsOf(model)).toEqual({
      'get /Accounts': 'list accounts',
      'put /Accounts': 'create accounts',
      'post /Accounts': 'upsert accounts',
      'get /Accounts/{AccountID}': 'read accounts',
      'post /Accounts/{AccountID}': 'update accounts',
      'delete /Accounts/{AccountID}': 'delete accounts',
    })
    expect(factsOf(model, 'post', '/Accounts/{AccountID}')).toMatchObject({
      inputItems: '/Accounts',
      outputItems: '/Accounts',
      merge: 'merge',
    })
  })

  it('may be sent one record, with its key or without', async () => {
    const one = {
      ...paths,
      '/Accounts': {
        ...(paths['/Accounts'] as JsonObject),
        post: operation({ '200': many }, ref('Account')),
      },
    }
    const alone = await servePaths(one, components)
    try {
      const { body } = await alone.send('post /Accounts', { body: { Name: 'One' } })
      const [created = {}] = (body as { readonly Accounts: readonly JsonObject[] }).Accounts
      const changed = await alone.send('post /Accounts', { body: { ...created, Name: 'Uno' } })
      expect(changed).toMatchObject({ status: 200, body: { Accounts: [{ ...created, Name: 'Uno' }] } })
    } finally {
      await alone.close()
    }
  })

  it('leaves a PUT that replaces the whole collection alone', () => {
    const whole = {
      ...paths,
      '/Accounts/{AccountID}': {
        parameters,
        get: operation({ '200': many }),
        put: operation({ '200': many }, many),
      },
    }
    expect(actionsOf(read(whole, components))).toMatchObject({ 'put /Accounts': '-' })
  })
})

describe('over HTTP', () => {
  let mock: StartedMock
  beforeAll(async () => {
    mock = await servePaths(paths, components)
  })
  afterAll(() => mock.close())

  const first = (body: unknown) => (body as { readonly Accounts: readonly JsonObject[] }).Accounts[0] ?? {}

  it('creates, reads, changes, lists and removes', async () => {
    const created = await mock.send('put /Accounts', { body: { Name: 'Sales' } })
    expect(created).toMatchObject({ status: 200, body: { Accounts: [{ Name: 'Sales' }] }, violations: [] })
    const { AccountID = '' } = first(created.body)
    const path = { AccountID }
    expect((await mock.send('get /Accounts/{AccountID}', { path })).body).toEqual(created.body)
    const changed = await mock.send('post /Accounts/{AccountID}', {
      path,
      body: { Accounts: [{ Name: 'Rent' }] },
    })
    expect(first(changed.body)).toEqual({ AccountID, Name: 'Rent' })
    expect(first((await mock.send('get /Accounts')).body)).toEqual({ AccountID, Name: 'Rent' })
    expect(first((await mock.send('delete /Accounts/{AccountID}', { path })).body)).toEqual({
      AccountID,
      Name: 'Rent',
    })
    expect((await mock.send('get /Accounts/{AccountID}', { path })).status).toBe(404)
  })

  it('changes those of which it is sent the keys, creates the others, and answers all', async () => {
    const { AccountID = '' } = first((await mock.send('put /Accounts', { body: { Name: 'One' } })).body)
    const body = {
      Accounts: [{ AccountID, Name: 'Uno' }, { Name: 'Two' }, { AccountID: 'mine', Name: 'Three' }],
    }
    const { status, body: answer } = await mock.send('post /Accounts', { body })
    expect({ status, answer }).toEqual({
      status: 200,
      answer: {
        Accounts: [
          { AccountID, Name: 'Uno' },
          { AccountID: expect.any(String), Name: 'Two' },
          { AccountID: 'mine', Name: 'Three' },
        ],
      },
    })
    expect((await mock.send('get /Accounts')).body).toEqual(answer)
  })
})
