// The contract of the 3-D Secure mock server: transactions by id, each what the seed document stores of one.
import type { JsonObject } from '@mockgen/runtime'
import { type SeedClient, type SeedReply, textAt } from './client.js'
import { contract, inPath, integer, list, object, operation, ref, text, time } from './contracts.js'

/** What a section declares of the transactions and of the operation that begins one; the rest is the same in all. */
export interface TransactionsParts {
  readonly entity?: JsonObject
  readonly create?: JsonObject
  readonly root?: JsonObject
}

/** The seconds that a transaction lives in the seed document when nobody says otherwise. */
export const defaultTtl = 1_800

/** The contract in the camelCase spelling. */
export function transactions({ entity, create, root }: TransactionsParts = {}): JsonObject {
  return transactionsContract(
    {
      ...root,
      entities: {
        transactions: {
          schema: '#/components/schemas/Transaction',
          key: 'transaction_id',
          generateKey: 'uuid',
          ttl: defaultTtl,
          ttlRefresh: 'access',
          ...entity,
        },
      },
    },
    {
      create: { entity: 'transactions', action: 'create', ...create },
      read: { entity: 'transactions', action: 'read', key: 'transaction_id' },
      update: { entity: 'transactions', action: 'update', key: 'transaction_id', merge: 'deep' },
      delete: { entity: 'transactions', action: 'delete', key: 'transaction_id' },
      list: { entity: 'transactions', action: 'list' },
    },
  )
}

/** The same in the snake_case spelling; the key is told by the pattern of the Redis keys. */
export function transactionsInSnake({ entity, create, root }: TransactionsParts = {}): JsonObject {
  return transactionsContract(
    {
      ...root,
      entities: {
        transactions: {
          schema: '#/components/schemas/Transaction',
          key_pattern: '3ds_transaction:{transaction_id}',
          auto_generate_id: true,
          ttl: defaultTtl,
          ttl_refresh: 'access',
          ...entity,
        },
      },
    },
    {
      create: { entity_name: 'transactions', action: 'create', ...create },
      read: { entity_name: 'transactions', action: 'retrieve', key_field: 'transaction_id' },
      update: {
        entity_name: 'transactions',
        action: 'update',
        key_field: 'transaction_id',
        merge_strategy: 'deep',
      },
      delete: { entity_name: 'transactions', action: 'delete', key_field: 'transaction_id' },
      list: { entity_name: 'transactions', action: 'list' },
    },
  )
}

type Action = 'create' | 'read' | 'update' | 'delete' | 'list'

function transactionsContract(persistence: JsonObject, of: Readonly<Record<Action, JsonObject>>): JsonObject {
  const transaction = ref('Transaction')
  return contract({
    title: '3DS Mock Server',
    persistence,
    paths: {
      '/transactions': {
        post: operation('insertTransaction', {
          persistence: of.create,
          body: ref('NewTransaction'),
          answers: { 201: transaction, 400: ref('Problem') },
        }),
        get: operation('listTransactions', {
          persistence: of.list,
          answers: { 200: list(transaction) },
        }),
      },
      '/transactions/{transaction_id}': {
        parameters: inPath('transaction_id'),
        get: operation('getTransaction', { persistence: of.read, answers: { 200: transaction } }),
        patch: operation('updateTransaction', {
          persistence: of.update,
          body: object({ results_request: ref('ResultsRequest') }),
          answers: { 200: transaction },
        }),
        delete: operation('deleteTransaction', { persistence: of.delete, answers: { 204: null } }),
      },
    },
    schemas: {
      Transaction: object({ 'transaction_id!': uuid, ...stored }),
      NewTransaction: object({ transaction_id: uuid, ...stored }),
      AuthenticateRequest: object({
        'card_number!': text,
        'amount!': integer,
        browser: object({ languages: list(text), screen: object({ width: integer, height: integer }) }),
        requested_at: time,
      }),
      ResultsRequest: object({ 'trans_status!': { type: 'string', enum: ['Y', 'N'] }, 'eci!': text }),
      Problem: { type: 'object' },
    },
  })
}

const uuid: JsonObject = { type: 'string', format: 'uuid' }

/** The five members that the document stores of a transaction; the SDK's id and the results may be absent. */
const stored = {
  'authenticate_request!': ref('AuthenticateRequest'),
  'acs_trans_id!': uuid,
  'ds_trans_id!': uuid,
  sdk_trans_id: uuid,
  results_request: ref('ResultsRequest'),
}

/** A transaction as a client inserts it, nested structures included. */
export const newTransaction: JsonObject = {
  authenticate_request: {
    card_number: '4000000000001091',
    amount: 25_000,
    browser: { languages: [], screen: { width: 1_920, height: 1_080 } },
    requested_at: '2026-11-20T09:30:00Z',
  },
  acs_trans_id: '5a2f6f1c-3e0e-4d53-9d1a-0d3cf1f4c8a1',
  ds_trans_id: 'b9f4d5b2-0c55-4a7e-8c3e-6a1f2e7d9b30',
  sdk_trans_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
}

/** What a challenge ends with. */
export const results: JsonObject = { trans_status: 'Y', eci: '05' }

/** Inserts a transaction; its path. */
export async function insert(api: SeedClient): Promise<string> {
  return pathOf(await api.post('/transactions', newTransaction))
}

/** The path of a transaction that was inserted. */
export function pathOf(inserted: SeedReply): string {
  return `/transactions/${textAt(inserted, 'transaction_id')}`
}
