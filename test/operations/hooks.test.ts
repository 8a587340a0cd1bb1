// Hooks: the default wrapped, replaced and rolled back, through HTTP.
import type { Handlers } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { AnyHandler } from '../../runtime/handler.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

async function start(handlers: Readonly<Record<string, AnyHandler>>): Promise<StartedMock> {
  mock = await startMock((await openMock(exampleDocument('bookstore'), { handlers })).app)
  return mock
}

function authorsOf(ctx: Parameters<AnyHandler>[0]) {
  const { authors } = ctx.entities
  if (authors === undefined) throw new Error('the bookstore has authors')
  return authors
}

describe('a hook', () => {
  it('sees the decoded request and passes the default answer on as it is', async () => {
    const seen: unknown[] = []
    const { send } = await start({
      listBooks: (ctx, next) => {
        seen.push(ctx.query, ctx.operationId, ctx.sandbox)
        return next()
      },
    })
    const reply = await send('listBooks', { query: { limit: 5, genre: ['crime'] } })
    expect(seen).toEqual([{ limit: 5, genre: ['crime'], offset: 0 }, 'listBooks', 'default'])
    expect(reply).toMatchObject({ status: 200, body: { data: [], total: 0 }, violations: [] })
  })

  it('answers by itself with a status and a body', async () => {
    const { send } = await start({
      createAuthor: (ctx) => ctx.reply(409, { title: 'Blocked', status: 409 }),
    })
    const reply = await send('createAuthor')
    expect(reply).toMatchObject({ status: 409, body: { title: 'Blocked' } })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    expect((await send('listAuthors')).body).toMatchObject({ total: 0 })
  })

  it('reads and changes what the default answered', async () => {
    const { send } = await start({
      createAuthor: async (ctx, next) => {
        const { status, body } = await next()
        return ctx.reply(status, { ...Object(body), name: 'Shown instead' })
      },
    })
    expect((await send('createAuthor')).body).toMatchObject({ name: 'Shown instead' })
    expect((await send('listAuthors')).body).not.toMatchObject({ data: [{ name: 'Shown instead' }] })
  })

  it('adds headers to the default answer, whose body stays as it is', async () => {
    const { send } = await start({
      createAuthor: async (_ctx, next) => {
        const reply = await next()
        return { ...reply, headers: { ...reply.headers, 'x-mock': 'hooked' } }
      },
    })
    const reply = await send('createAuthor')
    expect(reply).toMatchObject({ status: 201, violations: [] })
    expect(reply.headers.get('x-mock')).toBe('hooked')
    expect(reply.headers.get('location')).toMatch(/^\/authors\//)
  })

  it('works with the entities in the transaction of its request', async () => {
    const { send } = await start({
      createAuthor: async (ctx, next) => {
        const reply = await next()
        const { records } = await authorsOf(ctx).list()
        expect(records).toHaveLength(1)
        await authorsOf(ctx).update(String(records[0]?.id), { country: 'FR' })
        return reply
      },
    })
    await send('createAuthor')
    expect((await send('listAuthors')).body).toMatchObject({ data: [{ country: 'FR' }] })
  })

  it('rolls back everything that its request wrote when it throws', async () => {
    const { send } = await start({
      createAuthor: async (_ctx, next) => {
        await next()
        throw new Error('after the default')
      },
    })
    const reply = await send('createAuthor')
    expect(reply.status).toBe(500)
    expect(JSON.stringify(reply.body)).not.toContain('after the default')
    expect((await send('listAuthors')).body).toMatchObject({ total: 0 })
  })

  it('undoes a part of its work with a nested transaction', async () => {
    const { send } = await start({
      createAuthor: async (ctx, next) => {
        const reply = await next()
        const part = ctx.transaction(async () => {
          await authorsOf(ctx).create({ name: 'Second', email: 'second@example.com' })
          throw new Error('only this part')
        })
        await expect(part).rejects.toThrow('only this part')
        return reply
      },
    })
    expect((await send('createAuthor')).status).toBe(201)
    expect((await send('listAuthors')).body).toMatchObject({ total: 1 })
  })

  it('can catch a refusal, and goes on', async () => {
    const { send } = await start({
      createAuthor: async (ctx, next) => {
        await next()
        const [first] = (await authorsOf(ctx).list()).records
        const again = authorsOf(ctx).create({ name: 'Again', email: String(first?.email) })
        await expect(again).rejects.toMatchObject({ code: 'MOCK_DUPLICATE' })
        return ctx.reply(201, { ...first })
      },
    })
    expect((await send('createAuthor')).status).toBe(201)
    expect((await send('listAuthors')).body).toMatchObject({ total: 1 })
  })

  it('for an operation that does not exist keeps the mock from starting', async () => {
    const handlers: Handlers = { createPublisher: () => undefined }
    await expect(openMock(exampleDocument('bookstore'), { handlers })).rejects.toMatchObject({
      code: 'MOCK_UNKNOWN_HOOK',
    })
  })
})
