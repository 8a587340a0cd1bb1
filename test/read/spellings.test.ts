// Requests that spell properties otherwise than answers, as form-encoded APIs do: inferred, stored and answered.

import type { StartedMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { actionsOf, factsOf, integer, list, object, operation, read, ref, text } from './documents.js'
import { servePaths } from './serve-paths.js'

const service = object({ sid: text, friendly_name: text, unique_name: text, timers: { type: 'object' } })
const sent = object({ 'FriendlyName!': text, 'Timers.ClosedAfter': text })

function form(answer: string, body = sent) {
  const content = { 'application/x-www-form-urlencoded': { schema: body } }
  return { ...operation({ [answer]: ref('Service') }), requestBody: { content } }
}

const paths = {
  '/Services': {
    get: operation({ '200': object({ services: list(ref('Service')) }) }),
    post: form('201'),
  },
  '/Services/{Sid}': {
    parameters: [{ name: 'Sid', in: 'path', required: true, schema: text }],
    get: operation({ '200': ref('Service') }),
    post: form('200', object({ FriendlyName: text, 'Timers.ClosedAfter': text, UniqueName: text })),
    delete: operation({ '204': null }),
  },
}

describe('a request that spells properties otherwise', () => {
  it('creates and, by POST on the item, updates', () => {
    expect(actionsOf(read(paths, { Service: service }))).toEqual({
      'get /Services': 'list services',
      'post /Services': 'create services',
      'get /Services/{Sid}': 'read services',
      'post /Services/{Sid}': 'update services',
      'delete /Services/{Sid}': 'delete services',
    })
  })

  it('is renamed, inside of objects too, and then merged into them', () => {
    const facts = factsOf(read(paths, { Service: service }), 'post', '/Services/{Sid}')
    expect(facts).toMatchObject({
      merge: 'deep',
      rename: {
        FriendlyName: 'friendly_name',
        'Timers.ClosedAfter': '/timers/closed_after',
        UniqueName: 'unique_name',
      },
    })
  })

  const kept = { 'a name of the record itself': { name: text }, 'a type that differs': { Name: integer } }
  test.each(Object.entries(kept))('%s is left as it is', (_title, properties) => {
    const pets = {
      '/pets': {
        get: operation({ '200': list(ref('P')) }),
        post: operation({ '201': ref('P') }, object({ ...properties, tag: text })),
      },
    }
    const model = read(pets, { P: object({ id: text, name: text, tag: text }) })
    expect(factsOf(model, 'post', '/pets')).not.toHaveProperty('rename')
  })

  test('two properties that are called alike are none', () => {
    const pets = {
      '/pets': {
        get: operation({ '200': list(ref('P')) }),
        post: operation({ '201': ref('P') }, object({ DisplayName: text, tag: text })),
      },
    }
    const model = read(pets, { P: object({ id: text, display_name: text, displayName: text, tag: text }) })
    expect(factsOf(model, 'post', '/pets')).not.toHaveProperty('rename')
  })
})

describe('over HTTP', () => {
  let mock: StartedMock
  beforeAll(async () => {
    mock = await servePaths(paths, { Service: service })
  })
  afterAll(() => mock.close())

  it('what was sent is answered as records spell it, and merged by updates', async () => {
    const created = await mock.send('post /Services', {
      body: { FriendlyName: 'One', 'Timers.ClosedAfter': 'PT1M' },
    })
    expect(created).toMatchObject({
      status: 201,
      body: { friendly_name: 'One', timers: { closed_after: 'PT1M' } },
    })
    expect(created.body).not.toHaveProperty('FriendlyName')
    const { sid } = created.body as { readonly sid: string }
    const updated = await mock.send('post /Services/{Sid}', {
      path: { Sid: sid },
      body: { UniqueName: 'one' },
    })
    const want = { sid, friendly_name: 'One', unique_name: 'one', timers: { closed_after: 'PT1M' } }
    expect(updated).toMatchObject({ status: 200, body: want })
    expect((await mock.send('get /Services/{Sid}', { path: { Sid: sid } })).body).toEqual(want)
  })
})
