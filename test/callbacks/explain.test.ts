// `mockgen explain` tells what sends which webhook, and a generated project knows it.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { call, useWorkspace } from '../cli/workspace.js'
import { ordersDocument } from './orders.js'

useWorkspace()

it('what sends webhooks is told with its reason, and the others are counted', async () => {
  writeFileSync('orders.json', JSON.stringify(ordersDocument()))
  const { code, out } = await call(['explain', 'orders.json'])
  expect(code).toBe(0)
  expect(out).toMatch(/\n\nwebhooks {2}\d+ sent\n/)
  expect(out).toMatch(
    /^ {2}orderCreated +orders\.create +its name says create, and its payload is a record of orders$/m,
  )
  expect(out).toMatch(/^ {2}order_deleted +orders\.delete +its name/m)
  expect(out).toMatch(/\n1 webhook sent on demand only: POST \/system\/webhooks\/NAME\n/)
  const { webhooks } = JSON.parse((await call(['explain', 'orders.json', '--json'])).out)
  expect(webhooks).toContainEqual({
    name: 'report',
    on: [],
    origin: 'none',
    reason: 'its name does not say what happened; sent on demand',
  })
})

it('names and declarations are only data in a generated project', async () => {
  const placeholder = ['$', '{x}'].join('')
  const name = `a'b"\`${placeholder}*/ \u2028created`
  const { webhooks } = ordersDocument()
  const declaration = { on: 'orders.create', to: `http://localhost/${placeholder}`, body: { a: "'*/\u2028" } }
  const document = ordersDocument({
    webhooks: { ...(webhooks as object), [name]: { post: { responses: { '204': { description: 'ok' } } } } },
    'x-persistence': { webhooks: { [name]: declaration } },
  })
  writeFileSync('orders.json', JSON.stringify(document))
  const { code, err } = await call(['generate', 'orders.json', '-o', 'mock'])
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
  const generated = readFileSync('mock/src/generated/mock.gen.ts', 'utf8')
  expect(generated).toContain("{ entity: 'orders', action: 'create' }")
  // A line separator would end a line of the source for some readers.
  expect(generated).not.toContain('\u2028')
})
