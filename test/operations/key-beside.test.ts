// Records whose answers tell the key beside them: what is posted can be read, under the key that the answer told.
import type { JsonObject } from '@mockgen/runtime'
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, expect, test } from 'vitest'
import { annotated, list, object, operation, ref, text } from '../read/documents.js'
import { servePaths } from '../read/serve-paths.js'

const integer: JsonObject = { type: 'integer' }
const number: JsonObject = { type: 'number' }
const chart = { 'name!': text, kind: text }
const schemas = {
  Listed: object({ 'id!': integer, ...chart }),
  Shown: object({ ...chart }),
  Sent: object({ ...chart, owner: text }),
}

const pk: JsonObject = { name: 'pk', in: 'path', required: true, schema: integer }

function paths(more: JsonObject = {}): JsonObject {
  return {
    '/charts': {
      get: operation({ '200': object({ 'count!': integer, 'result!': list(ref('Listed')) }) }),
      post: operation({ '201': object({ 'id!': number, 'result!': ref('Sent') }) }, ref('Sent'), more),
    },
    '/charts/{pk}': {
      parameters: [pk],
      get: operation({
        '200': object({ 'id!': text, 'result!': ref('Shown'), 'title!': text }),
        '404': null,
      }),
      put: operation({ '200': object({ id: text, result: ref('Sent') }) }, ref('Sent')),
    },
  }
}

let mock: StartedMock
afterEach(() => mock?.close())

const start = async (given = paths()) => {
  mock = await servePaths(given, schemas, { seed: 1, strictResponses: true })
}

test('what is posted is read, listed and changed under the key beside it', async () => {
  await start()
  await mock.send('post /charts', { body: { name: 'First' } })
  const created = await mock.send('post /charts', { body: { name: 'Sales', kind: 'pie', owner: 'Ada' } })
  expect(created.status).toBe(201)
  expect(created.body).toMatchObject({ id: 2, result: { name: 'Sales', kind: 'pie', owner: 'Ada' } })

  const path = { pk: 2 }
  const shown = await mock.send('get /charts/{pk}', { path })
  expect(shown.body).toMatchObject({ id: '2', result: { name: 'Sales', kind: 'pie' } })

  const changed = await mock.send('put /charts/{pk}', { path, body: { name: 'Costs', kind: 'bar' } })
  expect(changed.body).toMatchObject({ id: '2', result: { name: 'Costs', kind: 'bar' } })

  const listed = await mock.send('get /charts')
  expect(listed.body).toMatchObject({ count: 2, result: [{ id: 1 }, { id: 2, name: 'Costs', kind: 'bar' }] })
  expect((await mock.send('get /charts/{pk}', { path: { pk: 3 } })).status).toBe(404)
})

test('a declaration that adds to the operation leaves the key where it is', async () => {
  await start(
    paths(
      annotated({
        entity: 'charts',
        action: 'create',
        data: { name: '{{ request.body.name }}', kind: 'pie' },
      }),
    ),
  )
  const created = await mock.send('post /charts', { body: { name: 'Sales' } })
  expect(created.body).toMatchObject({ id: 1, result: { name: 'Sales', kind: 'pie' } })
})

test('what the schemas of a record disagree about is answered as each of them allows', async () => {
  const owner = object({ id: integer, mail: text })
  const given = { Sent: object({ ...chart, owner: integer }), Shown: object({ ...chart, owner }) }
  mock = await servePaths(
    paths(),
    { ...schemas, ...given, Listed: object({ 'id!': integer, ...chart, owner }) },
    { seed: 1, strictResponses: true },
  )
  const created = await mock.send('post /charts', { body: { name: 'Sales', owner: 7 } })
  expect(created.status).toBe(201)
  expect((await mock.send('get /charts/{pk}', { path: { pk: 1 } })).status).toBe(200)
})

test('an envelope like the answer’s is read as it is written, and a removed record is shown in one', async () => {
  const envelope = (what: string) => object({ id: integer, result: ref(what) })
  const given = paths()
  await start({
    ...given,
    '/charts/{pk}': {
      parameters: [pk],
      get: operation({ '200': object({ 'id!': integer, 'result!': ref('Sent') }) }),
      put: operation({ '200': envelope('Sent') }, envelope('Sent')),
      delete: operation({ '200': object({ 'id!': integer, 'result!': ref('Sent') }) }),
    },
  })
  await mock.send('post /charts', { body: { name: 'Sales', kind: 'pie' } })
  const path = { pk: 1 }
  const want = { id: 1, result: { name: 'Costs', kind: 'bar', owner: 'Ada' } }
  const put = await mock.send('put /charts/{pk}', { path, body: { id: 1, result: want.result } })
  expect(put).toMatchObject({ status: 200, body: want })
  expect((await mock.send('get /charts/{pk}', { path })).body).toMatchObject(want)
  expect(await mock.send('delete /charts/{pk}', { path })).toMatchObject({ status: 200, body: want })
  expect((await mock.send('get /charts/{pk}', { path })).status).toBe(404)
})
