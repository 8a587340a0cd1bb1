// 3DS: transactions are inserted, read, updated and deleted, live as long as they are used, and come back as they were.
import { expect, it } from 'vitest'
import {
  defaultTtl,
  insert,
  newTransaction,
  pathOf,
  results,
  transactions,
  transactionsInSnake,
} from './support/3ds.js'
import { type SeedClient, textAt } from './support/client.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('3ds')

const unknown = '/transactions/00000000-0000-4000-8000-000000000000'
const bothSpellings = { camel: transactions(), snake: transactionsInSnake() }

describeSection('Architecture Changes > State Management Abstraction', bothSpellings, (open) => {
  it('inserts, gets, updates and deletes a transaction', async () => {
    const api = open()
    const inserted = await api.post('/transactions', newTransaction)
    expect(inserted.status).toBe(201)
    const path = pathOf(inserted)
    expect((await api.get(path)).body).toEqual(inserted.body)
    const updated = await api.patch(path, { results_request: results })
    expect(updated).toMatchObject({ status: 200, body: { ...newTransaction, results_request: results } })
    expect((await api.get(path)).body).toEqual(updated.body)
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.get(path)).status).toBe(404)
  })

  it('inserts under the id that the client brings, once', async () => {
    const api = open()
    const transaction_id = '9b2d7c1e-5f7a-4c1b-9d55-2f1f0e6a7b10'
    const inserted = await api.post('/transactions', { transaction_id, ...newTransaction })
    expect(inserted).toMatchObject({ status: 201, body: { transaction_id } })
    expect((await api.post('/transactions', { transaction_id, ...newTransaction })).status).toBe(409)
  })

  it('gets, updates and deletes nothing that was never inserted', async () => {
    const api = open()
    expect((await api.get(unknown)).status).toBe(404)
    expect((await api.patch(unknown, { results_request: results })).status).toBe(404)
    expect((await api.delete(unknown)).status).toBe(404)
    expect((await api.get('/transactions')).body).toEqual([])
  })
})

describeSection('Features > Automatic TTL (Time To Live)', bothSpellings, (open) => {
  it('forgets a transaction 30 minutes after the last operation on it, and not before', async () => {
    const { api, path } = await begun(open())
    await api.advance(defaultTtl - 1)
    expect((await api.get('/transactions')).body).toHaveLength(1)
    await api.advance(1)
    expect((await api.get('/transactions')).body).toEqual([])
    expect((await api.get(path)).status).toBe(404)
    expect((await api.patch(path, { results_request: results })).status).toBe(404)
    expect((await api.delete(path)).status).toBe(404)
  })

  it.each<readonly [string, (api: SeedClient, path: string) => Promise<unknown>]>([
    ['get', (api, path) => api.get(path)],
    ['update', (api, path) => api.patch(path, { results_request: results })],
  ])('begins the time anew with each %s', async (_title, use) => {
    const { api, path } = await begun(open())
    for (let i = 0; i < 3; i++) {
      await api.advance(defaultTtl - 1)
      expect(await use(api, path)).toMatchObject({ status: 200 })
    }
    await api.advance(defaultTtl)
    expect((await api.get(path)).status).toBe(404)
  })

  it('lets each transaction live by itself', async () => {
    const { api, path } = await begun(open())
    await api.advance(defaultTtl - 1)
    const later = await insert(api)
    await api.advance(1)
    expect([(await api.get(path)).status, (await api.get(later)).status]).toEqual([404, 200])
  })
})

const hour = 3_600

describeSection(
  'Configuration > Usage Examples > Custom Redis Configuration',
  { camel: transactions({ entity: { ttl: hour } }), snake: transactionsInSnake({ entity: { ttl: hour } }) },
  (open) => {
    it('lets transactions live an hour where that is what is declared', async () => {
      const { api, path } = await begun(open())
      await api.advance(hour - 1)
      expect((await api.get(path)).status).toBe(200)
      await api.advance(hour)
      expect((await api.get(path)).status).toBe(404)
    })
  },
)

describeSection('Features > JSON Serialization', bothSpellings, (open) => {
  it('gives nested structures, ids and timestamps back as they came', async () => {
    const api = open()
    const whole = { ...newTransaction, results_request: results }
    const inserted = await api.post('/transactions', whole)
    const transaction_id = textAt(inserted, 'transaction_id')
    expect((await api.get(pathOf(inserted))).body).toEqual({ transaction_id, ...whole })
    expect(transaction_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })
})

describeSection('Implementation Details > Serialization Strategy', bothSpellings, (open) => {
  it('keeps the results out until there are some, and the request beside them', async () => {
    const { api, path } = await begun(open())
    expect((await api.get(path)).body).not.toHaveProperty('results_request')
    await api.patch(path, { results_request: results })
    expect((await api.get(path)).body).toMatchObject({ ...newTransaction, results_request: results })
  })
})

const strict = { errors: { onNotFound: 404, onValidationError: 422 } }
const strictInSnake = { error_handling: { on_data_not_found: 404, on_validation_error: 422 } }

describeSection(
  'Features > Error Handling',
  { camel: transactions({ root: strict }), snake: transactionsInSnake({ root: strictInSnake }) },
  (open) => {
    it('says that there is no such transaction', async () => {
      expect(await open().get(unknown)).toMatchObject({ status: 404, body: { code: 'MOCK_NOT_FOUND' } })
    })

    it('says what is missing in a transaction that cannot be one, and keeps nothing of it', async () => {
      const api = open()
      const { ds_trans_id: _missing, ...incomplete } = newTransaction
      const refused = await api.post('/transactions', incomplete)
      expect(refused).toMatchObject({
        status: 422,
        body: {
          code: 'MOCK_INVALID_REQUEST',
          errors: [{ pointer: '/body/ds_trans_id', keyword: 'required' }],
        },
      })
      expect((await api.get('/transactions')).body).toEqual([])
    })
  },
)

/** A transaction begun at a moment at which the clock then stands. */
async function begun(api: SeedClient): Promise<{ readonly api: SeedClient; readonly path: string }> {
  await api.freeze()
  return { api, path: await insert(api) }
}
