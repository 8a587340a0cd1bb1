// A request stores no more than a limit, however small it is itself.
import { expect, it } from 'vitest'
import { program, startShop } from '../operations/shop.js'

it('a small request that repeats a long text in many records is refused, and stores none of them', async () => {
  const shop = await startShop({
    operations: {
      fill: {
        facts: program([
          {
            entity: 'users',
            action: 'create',
            forEach: '{{ request.body.ids }}',
            data: { id: '{{ item }}', email: '{{ request.body.text }}' },
          },
        ]),
      },
    },
  })
  const fill = (length: number) =>
    shop.send('fill', {
      body: { text: 'x'.repeat(500_000), ids: Array.from({ length }, (_, i) => `u${i}`) },
    })
  expect(await fill(200)).toMatchObject({ status: 409, body: { code: 'MOCK_CONFLICT' } })
  expect((await shop.send('listUsers')).body).toEqual([])
  expect((await fill(20)).status).toBe(200)
  await shop.close()
})
