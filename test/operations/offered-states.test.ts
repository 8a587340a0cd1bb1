// A state that the request's schema offers counts, also where the record's own schema lets only the server write it.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { json, program, response, startShop, type TestedOperation } from './shop.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const state = { type: 'string', enum: ['open', 'paid', 'void'] }
const schemas: JsonObject = {
  Bill: {
    type: 'object',
    required: ['id', 'state'],
    properties: { id: { type: 'string' }, note: { type: 'string' }, state: { ...state, readOnly: true } },
  },
}
const bills = {
  schemas: ['#/components/schemas/Bill'],
  key: 'id',
  generateKey: 'uuid',
  lifecycle: { field: 'state', initial: 'open', transitions: [{ from: ['open'], to: 'paid' }] },
} as const
const offering = { content: json({ type: 'object', properties: { state } }) }
const offeringInside = {
  content: json({ type: 'object', properties: { bill: { type: 'object', properties: { state } } } }),
}
const shown = { '200': response(json('Bill')) }
const update = { action: 'update', entity: 'bills', key: 'id', merge: 'merge' }
const step = { entity: 'bills', action: 'update', key: '{{ request.path.id }}' }

async function start(tested: TestedOperation): Promise<StartedMock> {
  const path = '/tested/{id}'
  mock = await startShop({
    schemas,
    entities: { bills },
    operations: {
      createBill: {
        facts: { action: 'create', entity: 'bills' },
        path: '/bills',
        requestBody: { content: json('Bill') },
      },
      tested: { method: 'patch', path, responses: shown, ...tested },
    },
  })
  await mock.send('createBill', { body: { id: 'b1' } })
  return mock
}

describe.each<readonly [string, TestedOperation, (body: JsonObject) => JsonObject]>([
  ['a change', { facts: update, requestBody: offering }, (body) => body],
  [
    'a change inside of an envelope',
    { facts: { ...update, input: '/bill' }, requestBody: offeringInside },
    (bill) => ({ bill }),
  ],
  ['a step', { facts: program([step]), requestBody: offering }, (body) => body],
  [
    'a step of an envelope',
    { facts: program([{ ...step, input: '/bill' }]), requestBody: offeringInside },
    (bill) => ({ bill }),
  ],
])('%s', (_title, tested, wrapped) => {
  it('moves the record where a transition allows it', async () => {
    const shop = await start(tested)
    const send = (body: JsonObject) => shop.send('tested', { path: { id: 'b1' }, body: wrapped(body) })
    expect(await send({ state: 'void' })).toMatchObject({ status: 409, body: { code: 'MOCK_TRANSITION' } })
    expect(await send({ state: 'paid' })).toMatchObject({ status: 200, body: { state: 'paid' } })
  })
})

it('a state that the request schema calls readOnly, too, stays as it is', async () => {
  const shop = await start({ facts: update, requestBody: { content: json('Bill') } })
  const answer = await shop.send('tested', {
    path: { id: 'b1' },
    body: { id: 'b1', state: 'paid', note: 'n' },
  })
  expect(answer).toMatchObject({ status: 200, body: { state: 'open', note: 'n' } })
})
