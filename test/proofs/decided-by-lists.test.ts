// Rules about how many there may be, and units that do what they can: many clients on two servers, and every answer is right.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import { program, type ShopOptions, startShop } from '../operations/shop.js'
import { describeEngines } from './engines.js'

const clients = 64

const capped = program([
  { as: 'n', entity: 'orders', action: 'count' },
  {
    entity: 'orders',
    action: 'create',
    validate: [{ when: 'n < 10', status: 409, message: 'there are ten' }],
  },
])
const booking = program([
  { as: 'taken', entity: 'orders', action: 'list', where: { productId: { eq: 'room' } } },
  {
    entity: 'orders',
    action: 'create',
    data: { productId: 'room' },
    validate: [{ when: 'size(taken) < 1', status: 409, message: 'it is booked' }],
  },
])
const user = { as: 'user', entity: 'users', action: 'create', data: { email: 'a@b.test' } }
const product = {
  as: 'product',
  entity: 'products',
  action: 'create',
  data: { id: '{{ request.body.id }}', quantity: 1 },
}

describeEngines('many clients on two servers', (engine) => {
  let mocks: readonly StartedMock[] = []
  afterEach(async () => {
    for (const mock of mocks) await mock.close()
  })

  const open = async (facts: Record<string, unknown>, options: ShopOptions = {}) => {
    const stores = await engine.openPair()
    mocks = await Promise.all(
      stores.map((store) => startShop({ ...options, store, operations: { tested: { facts } } })),
    )
  }
  const at = (n: number): StartedMock => {
    const mock = mocks[n % mocks.length]
    if (mock === undefined) throw new Error('no server was started')
    return mock
  }
  const all = () =>
    Promise.all(
      Array.from({ length: clients }, async (_, n) => {
        const { status, body } = await at(n).send('tested', { body: { id: `p${n}` } })
        return { status, body: body as Answer }
      }),
    )
  const list = async (operation: string) => (await at(0).send(operation)).body

  it('create no more than a count allows', async () => {
    await open(capped)
    const replies = await all()
    expect(await list('listOrders')).toHaveLength(10)
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(10)
    expect(refusals(replies)).toEqual(Array(clients - 10).fill('MOCK_REFUSED'))
  })

  it.each([
    ['with an index', { orders: { indexes: ['productId'] } }],
    ['without an index', {}],
  ])('create the one that a list allows, %s', async (_, entities) => {
    await open(booking, { entities })
    const replies = await all()
    expect(await list('listOrders')).toHaveLength(1)
    expect(refusals(replies)).toEqual(Array(clients - 1).fill('MOCK_REFUSED'))
  })

  it('do what they can, each of them, when all but one are refused a part', async () => {
    const unique = { entities: { users: { unique: ['email'] } } }
    await open(program([user, product], { onError: 'continue' }), unique)
    const replies = await all()
    expect(await list('listProducts')).toHaveLength(clients)
    const reports = replies.map(({ body }) => body.results ?? [])
    expect(reports.map(([, made]) => made?.status)).toEqual(Array(clients).fill('done'))
    const failed = reports.flatMap(([one]) => (one?.status === 'failed' ? [one] : []))
    expect(failed).toHaveLength(clients - 1)
    for (const { step, error } of failed) {
      expect(step).toBe(1)
      expect(error).toMatchObject({ code: 'MOCK_DUPLICATE', detail: expect.stringContaining('step 1') })
    }
  })

  it('are told at which step everything was undone', async () => {
    await open(program([product, user]), { entities: { users: { unique: ['email'] } } })
    const replies = await all()
    expect(await list('listProducts')).toHaveLength(1)
    const refused = replies.filter(({ status }) => status !== 200)
    expect(refused).toHaveLength(clients - 1)
    for (const { body } of refused)
      expect(body).toMatchObject({ code: 'MOCK_DUPLICATE', detail: expect.stringContaining('step 2') })
  })
})

interface Answer {
  readonly code?: string
  readonly results?: readonly { readonly step: number; readonly status: string; readonly error?: object }[]
}

function refusals(
  replies: readonly { readonly status: number; readonly body: Answer }[],
): readonly unknown[] {
  return replies.flatMap(({ status, body }) => (status === 200 ? [] : [body.code]))
}
