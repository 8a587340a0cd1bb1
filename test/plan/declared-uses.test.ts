// From a declaration to a mock over HTTP: entities without operations, scopes that a header tells, and the numbers of a page.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isObject } from '../../runtime/json.js'
import { openMock } from '../support/open-mock.js'

let folder: string
let mock: StartedMock

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mockgen-uses-'))
})
afterEach(async () => {
  await mock.close()
  rmSync(folder, { recursive: true, force: true })
})

async function start(text: string): Promise<void> {
  const file = join(folder, 'openapi.yaml')
  writeFileSync(file, text)
  mock = await startMock((await openMock(file)).app)
}

const json = (schema: string) => `content: { application/json: { schema: ${schema} } }`

const shop = (entities: string, steps: string) => `openapi: 3.0.3
info: { title: Shop, version: '1' }
x-persistence: { entities: ${entities} }
paths:
  /redeem:
    post:
      operationId: redeem
      x-persistence: ${steps}
      requestBody: { ${json('{ type: object, properties: { code: { type: string } } }')} }
      responses: { '200': { description: done, ${json('{ type: object, additionalProperties: true }')} } }
components:
  schemas:
    Coupon: { type: object, required: [code, percent], properties: { code: { type: string }, percent: { type: integer, minimum: 1, maximum: 99 } } }
`

describe('an entity without an operation of its own', () => {
  test('has its seeds, which steps find', async () => {
    await start(
      shop(
        "{ coupons: { schema: '#/components/schemas/Coupon', key: code, seed: [{ code: SPRING, percent: 20 }] } }",
        "{ operations: [{ as: coupon, entity: coupons, action: read, key: '{{ request.body.code }}' }], response: { status: 200, body: { off: '{{ coupon.percent }}' } } }",
      ),
    )
    expect(await mock.send('redeem', { body: { code: 'SPRING' } })).toMatchObject({
      status: 200,
      body: { off: 20 },
    })
    expect(await mock.send('redeem', { body: { code: 'AUTUMN' } })).toMatchObject({ status: 404 })
  })

  test('has records that are made up, each with a key', async () => {
    await start(
      shop(
        "{ coupons: { schema: '#/components/schemas/Coupon', key: code, generate: { count: 7 } } }",
        "{ operations: [{ as: all, entity: coupons, action: list, limit: 10 }], response: { status: 200, body: { codes: '{{ all.map(c, c.code) }}' } } }",
      ),
    )
    const { body } = await mock.send('redeem', { body: {} })
    const codes = isObject(body) && Array.isArray(body.codes) ? body.codes : []
    expect(codes).toEqual(Array.from({ length: 7 }, () => expect.stringMatching(/./)))
    expect(new Set(codes).size).toBe(7)
  })

  test('needs no schema where steps alone keep its records', async () => {
    await start(
      shop(
        '{ uses: {} }',
        "{ operations: [{ as: use, entity: uses, action: create, data: { code: '{{ request.body.code }}', at: 1 } }, { as: n, entity: uses, action: count }], response: { status: 200, body: { code: '{{ use.code }}', uses: '{{ n }}' } } }",
      ),
    )
    await mock.send('redeem', { body: { code: 'A' } })
    expect(await mock.send('redeem', { body: { code: 'B' } })).toMatchObject({ body: { code: 'B', uses: 2 } })
  })
})

const tenants = `openapi: 3.0.3
info: { title: Notes, version: '1' }
x-persistence: { entities: { notes: { schema: '#/components/schemas/Note' } } }
paths:
  /notes:
    parameters: [{ name: X-Tenant, in: header, required: true, schema: { type: string } }]
    post:
      operationId: createNote
      x-persistence: { entity: notes, action: create, scope: "{{ request.headers['x-tenant'] }}" }
      requestBody: { ${json("{ $ref: '#/components/schemas/Note' }")} }
      responses: { '201': { description: made, ${json("{ $ref: '#/components/schemas/Note' }")} } }
    get:
      operationId: listNotes
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: offset, in: query, schema: { type: integer } }
      x-persistence:
        entity: notes
        action: list
        scope: "{{ request.headers['x-tenant'] }}"
        pagination: { defaultLimit: 2, maxLimit: 3 }
        response:
          status: 200
          body: { notes: '{{ entities }}', limit: '{{ request.limit }}', offset: '{{ offset }}', more: '{{ hasMore }}' }
      responses: { '200': { description: all, ${json('{ type: object, properties: { notes: { type: array, items: { type: object } } } }')} } }
components:
  schemas:
    Note: { type: object, required: [title], properties: { id: { type: integer, readOnly: true }, title: { type: string } } }
`

describe('a scope that a header tells', () => {
  const create = (tenant: string, title: string) =>
    mock.send('createNote', { headers: { 'X-Tenant': tenant }, body: { title } })
  const list = async (tenant: string, query = {}) =>
    (await mock.send('listNotes', { headers: { 'X-Tenant': tenant }, query })).body

  test('keeps the records of each tenant apart', async () => {
    await start(tenants)
    expect((await create('a', 'x')).body).toEqual({ id: 1, title: 'x' })
    expect((await create('b', 'y')).body).toEqual({ id: 1, title: 'y' })
    expect(await list('b')).toMatchObject({ notes: [{ title: 'y' }] })
  })

  test.each([
    ['nothing is asked for', { given: {}, want: { limit: 2, offset: 0, more: true } }],
    ['too much is', { given: { limit: 9, offset: 1 }, want: { limit: 3, offset: 1, more: false } }],
  ])('answers the numbers of the page that counted when %s', async (_title, { given, want }) => {
    await start(tenants)
    for (const title of ['x', 'y', 'z']) await create('a', title)
    expect(await list('a', given)).toMatchObject(want)
  })
})
