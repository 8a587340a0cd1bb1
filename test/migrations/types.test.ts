// The types of migrations: entities and properties are those of the contract, values are judged when records are stored.
import type { Json, Migration } from '@mockgen/runtime'
import { expect, test } from 'vitest'

interface Entities {
  books: { id: string; title: string; pages?: number }
}

type Migrations = { readonly [Name in keyof Entities]?: Migration<Entities[Name]> }

test('a migration names the properties of its entity, whatever their values were', () => {
  const renamed: Migrations = { books: ({ name, ...record }) => ({ ...record, title: name ?? '' }) }
  const given: Migrations = { books: () => undefined }
  const misspelt: Migrations = {
    // @ts-expect-error: books have a title and no titel.
    books: (record): { readonly titel: Json } => ({ titel: record.name ?? '' }),
  }
  // @ts-expect-error: there is no such entity.
  const unknown: Migrations = { bokks: () => undefined }
  const about = { entity: 'books', id: 'a', from: undefined }
  expect(renamed.books?.({ id: 'a', name: 'x' }, about)).toEqual({ id: 'a', title: 'x' })
  expect([given, misspelt, unknown].map((all) => Object.keys(all).length)).toEqual([1, 1, 1])
})
