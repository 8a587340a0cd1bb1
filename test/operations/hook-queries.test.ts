// What hooks ask of entities beyond reading and listing, through HTTP.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, expect, it } from 'vitest'
import type { AnyHandler } from '../../runtime/handler.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

it('a hook compares, searches, counts, goes on after a page, and deletes what it selects', async () => {
  const createAuthor: AnyHandler = async (ctx, next) => {
    const { authors } = ctx.entities
    if (authors === undefined) throw new Error('the bookstore has authors')
    const id = await authors.newKey()
    const { name } = await authors.create({ name: 'Ann Aal', country: 'DE' }, { key: id })
    for (const other of ['Bea Bär', 'Cem Can']) await authors.create({ name: other, country: 'FR' })
    const after = await authors.list({ compare: [{ property: 'name', operator: 'gt', value: 'B' }] })
    const first = await authors.list({ search: { text: 'BÄR', properties: ['name'] }, limit: 1 })
    const either = await authors.count({ where: { country: { in: ['DE', 'FR'] } } }, 'country')
    const removed = await authors.deleteAll({ where: { country: 'FR' } })
    const left = await authors.list()
    const found = [
      after.records.length,
      first.total,
      first.end,
      either.by?.FR,
      removed,
      left.records[0]?.id === id,
    ]
    return { ...(await next()), headers: { 'x-found': JSON.stringify([name, ...found]) } }
  }
  mock = await startMock((await openMock(exampleDocument('bookstore'), { handlers: { createAuthor } })).app)
  const { headers } = await mock.send('createAuthor')
  expect(JSON.parse(headers.get('x-found') ?? '')).toEqual(['Ann Aal', 2, 1, null, 2, 2, true])
})
