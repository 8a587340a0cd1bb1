// Follows the README: every command runs as it stands, and answers what is shown. And what the README only says in words.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followReadme } from '../../test/support/follow-readme.js'
import { exampleDocument, openMock } from '../../test/support/open-mock.js'
import { tempFolder } from '../../test/support/temp-folder.js'

const folder = tempFolder()

it('every command of the README answers what it shows', async () => {
  const commands = await followReadme('users-and-orders', folder)
  for (const { command, output, shown } of commands) {
    for (const text of shown) expect([command, output]).toEqual([command, expect.stringContaining(text)])
  }
  expect(commands.filter(({ shown }) => shown.length > 0)).toHaveLength(13)
})

describe('the shop', () => {
  let mock: StartedMock
  beforeAll(async () => {
    mock = await startMock(
      (await openMock(exampleDocument('users-and-orders'), { seed: 1, store: 'memory' })).app,
    )
  })
  afterAll(() => mock.close())

  const logIn = async (email: string, password: string) => {
    const { body } = await mock.send('logIn', { body: { email, password } })
    if (typeof body !== 'object' || body === null || !('token' in body)) throw new Error(JSON.stringify(body))
    return { headers: { authorization: `Bearer ${String(body.token)}` } }
  }

  it('shows everybody only orders of their own', async () => {
    const eve = { name: 'Eve', email: 'eve@example.com', password: 'battery staple' }
    expect((await mock.send('signUp', { body: eve })).body).not.toHaveProperty('password')
    const ada = await logIn('ada@example.com', 'correct horse')
    const other = await logIn(eve.email, eve.password)
    const order = await mock.send('placeOrder', { ...ada, body: { productId: 'cup', quantity: 3 } })
    expect(order).toMatchObject({ status: 201, violations: [], body: { userId: 'ada', total: 18.75 } })
    const path = { orderId: 1 }
    expect((await mock.send('listOrders', ada)).body).toEqual([order.body])
    expect((await mock.send('listOrders', other)).body).toEqual([])
    expect((await mock.send('getOrder', { ...ada, path })).status).toBe(200)
    expect((await mock.send('getOrder', { ...other, path })).status).toBe(404)
    expect((await mock.send('cancelOrder', { ...other, path })).status).toBe(404)
  })
})
