// A mock of a contract whose properties are named after other records: it relates them, and refuses nothing because of that.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crud, integer, list, object, query, ref, text } from '../read/documents.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const { '/pets': pets, ...items } = crud('/pets', 'petId', ref('Pet'))
const { get, post } = pets as { readonly get: JsonObject; readonly post: JsonObject }
const document = {
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {
    ...crud('/owners', 'ownerId', ref('Owner')),
    ...crud('/tags', 'tagId', ref('Tag')),
    ...items,
    '/pets': {
      get: {
        ...get,
        parameters: [query('owner_id', integer), query('expand', text)],
        'x-persistence': { expand: { parameter: 'expand', relations: ['owner', 'tags'] } },
      },
      post: { ...post, requestBody: { content: { 'application/json': { schema: ref('NewPet') } } } },
    },
  },
  components: {
    schemas: {
      Owner: object({ 'id!': integer, 'name!': text }),
      Tag: object({ 'id!': integer, 'label!': text }),
      Pet: object({ 'id!': integer, name: text, 'ownerId!': integer, tagIds: list(integer) }),
      NewPet: object({ name: text, ownerId: integer, tagIds: list(integer) }),
    },
  },
  'x-persistence': { generate: { counts: { pets: 40, owners: 3, tags: 5 } } },
}

interface Pet {
  readonly id: number
  readonly ownerId: number
  readonly tagIds?: readonly number[]
  readonly owner?: { readonly id: number } | null
  readonly tags?: readonly { readonly id: number }[]
}

describe('records that are named after others', () => {
  const file = join(tempFolder(), 'pets.json')
  let mock: Awaited<ReturnType<typeof startMock>>
  beforeAll(async () => {
    writeFileSync(file, JSON.stringify(document))
    mock = await startMock((await openMock(file)).app)
  })
  afterAll(() => mock?.close())

  const send = async (method: string, path: string, body?: JsonObject) => {
    const response = await fetch(mock.url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const answer = await response.text()
    return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer) }
  }
  const listed = async (search: string): Promise<readonly Pet[]> => (await send('GET', `/pets${search}`)).body

  it('refer to records that there are when they are made up, also to several', async () => {
    const made = await listed('')
    expect(made).toHaveLength(40)
    expect(new Set(made.map(({ ownerId }) => ownerId))).toEqual(new Set([1, 2, 3]))
    const tags = made.map(({ tagIds }) => tagIds ?? [])
    expect(new Set(tags.flat())).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(tags.every((ids) => ids.length > 0 && ids.length === new Set(ids).size)).toBe(true)
  })

  it('are found by what they refer to, and answered with it', async () => {
    const found = await listed('?owner_id=2&expand=owner,tags')
    expect(found.length).toBeGreaterThan(0)
    for (const { ownerId, tagIds, owner, tags } of found) {
      expect([ownerId, owner?.id]).toEqual([2, 2])
      expect(tags?.map(({ id }) => id)).toEqual(tagIds)
    }
  })

  it('refer to some record where nobody says to which', async () => {
    const { status, body } = await send('POST', '/pets', { name: 'Rex' })
    expect(status).toBe(201)
    expect([1, 2, 3]).toContain(body.ownerId)
  })

  it('may refer to nothing, which is no record to answer', async () => {
    const created = await send('POST', '/pets', { name: 'Stray', ownerId: 77, tagIds: [1, 88] })
    expect(created).toMatchObject({ status: 201, body: { ownerId: 77, tagIds: [1, 88] } })
    const [stray] = await listed('?owner_id=77&expand=owner,tags')
    expect(stray).toMatchObject({ owner: null, tags: [{ id: 1 }] })
  })

  it('stay when what they refer to goes', async () => {
    const before = await listed('?owner_id=3')
    expect((await send('DELETE', '/owners/3')).status).toBe(204)
    expect(await listed('?owner_id=3')).toEqual(before)
    expect(before.length).toBeGreaterThan(0)
  })
})
