// Foreign keys that are known and not enforced: nothing is refused because of them, and made-up ones refer to records.
import { describe, expect, it } from 'vitest'
import { openTestEntities, type TestEntity, testCatalog } from './open-test-entities.js'

const integer = { type: 'integer' }
const numbered: TestEntity = { generateKey: 'increment', schema: { properties: { id: integer } } }

const shop = () =>
  openTestEntities({
    authors: numbered,
    books: {
      generateKey: 'increment',
      schema: { properties: { id: integer, authorId: integer }, required: ['authorId'] },
      relationships: { authorId: { entity: 'authors', enforce: false } },
    },
  })

describe('a foreign key that is not enforced', () => {
  it('may refer to nothing, when it is created and when it is changed', async () => {
    const { reader } = shop()
    expect((await reader('books').create({ authorId: 99 })).value.authorId).toBe(99)
    expect((await reader('books').update(1, { authorId: 98 }))?.value.authorId).toBe(98)
  })

  it('neither keeps the record from being deleted that it refers to, nor goes with it', async () => {
    const { reader } = shop()
    await reader('authors').create({})
    await reader('books').create({ authorId: 1 })
    await reader('authors').delete(1)
    expect((await reader('authors').list()).total).toBe(0)
    expect((await reader('books').read(1))?.value).toEqual({ id: 1, authorId: 1 })
  })

  it('refers to some record where completion makes it up, and to none where there is none', async () => {
    const { reader } = shop()
    expect((await reader('books').create({})).value.authorId).toEqual(expect.any(Number))
    for (const id of [2_001, 2_002]) await reader('authors').create({ id })
    expect([2_001, 2_002]).toContain((await reader('books').create({})).value.authorId)
  })

  it('does not change how records stand in a store', () => {
    const plain = testCatalog({ authors: numbered, books: numbered })
    const relationships = { authorId: { entity: 'authors', enforce: false } } as const
    const related = testCatalog({ authors: numbered, books: { ...numbered, relationships } })
    expect(related.layout).toBe(plain.layout)
  })

  it('to an entity that does not exist stops the start', () => {
    const relationships = { authorId: { entity: 'writers', enforce: false } } as const
    expect(() => openTestEntities({ books: { ...numbered, relationships } })).toThrow(
      'unknown entity "writers"',
    )
  })
})
