// Callbacks and webhooks of real documents: each that can be sent is, with what its contract allows.
import { join } from 'node:path'
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it } from 'vitest'
import type { Contract, OutgoingContract } from '../../runtime/contract/contract.js'
import type { Json } from '../../runtime/json.js'
import { isJsonMediaType } from '../../runtime/media-types.js'
import { root } from '../architecture/source-files.js'
import { corpusFolder } from '../corpus/documents.js'
import { openMock } from '../support/open-mock.js'
import { quickly } from './orders.js'
import { endReceivers, type Received, startReceiver } from './receiver.js'

endReceivers()
const readme = (path: string) => join(root, 'node_modules/@readme/oas-examples', path)
const galaxy = join(root, 'node_modules/@scalar/galaxy/dist/3.1.yaml')
const corpus = (path: string) => (corpusFolder === undefined ? [] : [join(corpusFolder, path)])

/** What breaks the contract in a message that came. */
function violations(
  contract: Contract,
  name: string,
  { body }: Received,
  outgoing?: OutgoingContract,
): unknown {
  const one = outgoing ?? contract.webhooks.get(name)
  const declared = one?.operation.requestBodies.find(({ mediaType }) => isJsonMediaType(mediaType))
  return declared === undefined || body === undefined ? [] : declared.validate(body as Json)
}

/** GitHub has 270 webhooks of large schemas, which take half a minute: CALLBACKS=full sends them all. */
const mostWebhooks = process.env.CALLBACKS === 'full' ? 1_000 : 8

type Request = (url: string) => { readonly query?: Record<string, Json>; readonly body?: unknown }

describe('a callback of a real document', () => {
  const stream: Request = (url) => ({ query: { callbackUrl: url } })
  const cases: readonly (readonly [string, string, Request, string, number])[] = [
    [readme('3.0/json/callbacks.json'), 'onData', stream, '/data', 1],
    [
      galaxy,
      'planetCreated',
      (url) => ({
        body: { name: 'Terra', type: 'terrestrial', successCallbackUrl: url, failureCallbackUrl: url },
      }),
      '/',
      // The contract has another one for this URL, and one that tells of failure.
      2,
    ],
    ...corpus('oai/callback-example.oas30.yaml').map((file) => [file, 'onData', stream, '/data', 1] as const),
  ]

  it.each(cases)('of %s is sent: %s', async (file, name, request, path, count) => {
    const receiver = await startReceiver()
    const { app, operations } = await openMock(file, { callbacks: quickly, checkSecurity: false })
    const mock = await startMock(app)
    const id = Object.keys(operations).find((one) =>
      app.contract.callbacks(one).some((held) => held.name === name),
    )
    const { status } = await mock.send(id ?? '', request(receiver.url))
    await app.webhooks.idle()
    await mock.close()
    expect(status).toBe(201)
    expect(receiver.received.map(({ method, url }) => [method, url])).toEqual(
      Array.from({ length: count }, () => ['POST', path]),
    )
    expect(app.webhooks.deliveries.map((one) => one.name)).toContain(name)
    expect(app.webhooks.deliveries.map((one) => one.name)).not.toContain('planetCreationFailed')
    const outgoing = app.contract.callbacks(id ?? '').find((held) => held.name === name)
    for (const one of receiver.received) expect(violations(app.contract, name, one, outgoing)).toEqual([])
  })

  it.each([
    ...corpus('camara-geofencing/API_definitions/geofencing-subscriptions.yaml'),
    ...corpus('oai/tictactoe.oas31.yaml'),
  ])('of %s can be read', async (file) => {
    const references = file.includes('camara') ? join(file, '../..') : undefined
    const { app, operations } = await openMock(file, {}, references)
    const all = Object.keys(operations).flatMap((id) => app.contract.callbacks(id))
    expect(all.length).toBeGreaterThan(0)
    for (const { operation } of all)
      for (const body of operation.requestBodies)
        expect(body.validate(body.sample(() => 0.5) ?? null)).toEqual([])
    await app.close()
  })
})

describe('a webhook of a real document', () => {
  it('is sent when the record is created, where that is plain', async () => {
    const receiver = await startReceiver()
    const options = { callbacks: { ...quickly, webhookUrl: receiver.url }, checkSecurity: false }
    const { app } = await openMock(galaxy, options)
    const mock = await startMock(app)
    const { body } = await mock.send('createPlanet', { body: { name: 'Terra', type: 'terrestrial' } })
    await app.webhooks.idle()
    await mock.close()
    expect(receiver.received.map((one) => one.body)).toEqual([body])
  })

  it.each([
    readme('3.1/json/webhooks.json'),
    galaxy,
    ...corpus('museum.oas31.yaml'),
    ...corpus('oai/webhook-example.oas31.yaml'),
    ...corpus('github-api.min.oas30.json'),
  ])(
    'of %s is sent on demand, each with what its contract allows',
    async (file) => {
      const receiver = await startReceiver()
      const { app } = await openMock(file, { callbacks: { ...quickly, webhookUrl: receiver.url } })
      const every = Math.ceil(app.webhooks.webhooks.length / mostWebhooks)
      const webhooks = app.webhooks.webhooks.filter((_webhook, index) => index % every === 0)
      expect(webhooks.length).toBeGreaterThan(0)
      for (const { name } of webhooks) {
        app.webhooks.send(name)
        await app.webhooks.idle()
      }
      await app.close()
      expect(receiver.received).toHaveLength(webhooks.length)
      const broken = webhooks.flatMap(({ name }, index) => {
        const came = receiver.received[index]
        const wrong = came === undefined ? ['nothing came'] : violations(app.contract, name, came)
        return Array.isArray(wrong) && wrong.length > 0 ? [{ name, wrong }] : []
      })
      expect(broken).toEqual([])
    },
    300_000,
  )
})
