// Hooks whose operation is gone are found where they are, and follow a renamed one without losing a byte beside its name.
import { describe, expect, test } from 'vitest'
import { findOperationUses } from '../../generator/hooks/operation-uses.js'
import { findOrphans, renameUses } from '../../generator/hooks/orphans.js'

const types = "import type { Handler, Handlers } from '../generated/handlers.gen.js'\n"

function open(text: string, renamed: Readonly<Record<string, string>> = { createPet: 'addPet' }) {
  const source = { path: 'src/handlers/index.ts', text, bytes: Buffer.from(text) }
  const uses = findOperationUses(source)
  const names = new Map(Object.entries(renamed))
  const orphans = findOrphans(uses, new Set(['listPets', ...names.values()]), names)
  const [edit] = renameUses([source], uses, orphans)
  return { uses, orphans, edited: edit?.bytes && Buffer.from(edit.bytes).toString() }
}

describe('an operation is renamed', () => {
  test.each<[string, { given: string; want: string; to?: string }]>([
    [
      'in the type of a hook, whatever stands around it',
      {
        given: `${types}/** createPet */\nexport const createPet : Handler< 'createPet' > =  async (c, n) => n() // createPet\n`,
        want: `${types}/** createPet */\nexport const createPet : Handler< 'addPet' > =  async (c, n) => n() // createPet\n`,
      },
    ],
    [
      'in double quotes where it stood in them',
      { given: `${types}let a: Handler<"createPet">`, want: `${types}let a: Handler<"addPet">` },
    ],
    [
      'as a key of the table, whose shorthand is written out',
      {
        given: `${types}export const handlers: Handlers = {\r\n\tlistPets, createPet, // mine\r\n}`,
        want: `${types}export const handlers: Handlers = {\r\n\tlistPets, addPet: createPet, // mine\r\n}`,
      },
    ],
    [
      'as a method and as a quoted key, of a table that satisfies its type',
      {
        given: `${types}const a = { createPet(c, n) { return n() } } satisfies Handlers; const b: Partial<Handlers> = { 'createPet': f }`,
        want: `${types}const a = { addPet(c, n) { return n() } } satisfies Handlers; const b: Partial<Handlers> = { 'addPet': f }`,
      },
    ],
    [
      'once, where one table is typed twice',
      {
        given: `${types}const a: Handlers = { createPet: f } satisfies Handlers`,
        want: `${types}const a: Handlers = { addPet: f } satisfies Handlers`,
      },
    ],
    [
      'under the names that an import gives to types',
      {
        given: "import type * as gen from './generated/handlers.gen.js'\nlet a: gen.Handler<'createPet'>",
        want: "import type * as gen from './generated/handlers.gen.js'\nlet a: gen.Handler<'addPet'>",
      },
    ],
    [
      'to a name that is no identifier',
      {
        given: `${types}const a: Handlers = { createPet }; let b: Handler<'createPet'>`,
        want: `${types}const a: Handlers = { 'pets/it\\'s-"new"': createPet }; let b: Handler<'pets/it\\'s-"new"'>`,
        to: `pets/it's-"new"`,
      },
    ],
  ])('%s', (_title, { given, want, to = 'addPet' }) => {
    expect(open(given, { createPet: to }).edited).toBe(want)
  })

  test('and a hook of the new name is in the table already: both stay, and it is told', () => {
    const { orphans, edited } = open(`${types}const a: Handlers = { createPet: f, addPet: g }`)
    expect(edited).toBeUndefined()
    expect(orphans).toMatchObject([{ operation: 'createPet', renamedTo: 'addPet', fixable: false }])
  })
})

describe('what is no use of an operation stays', () => {
  test.each<[string, string]>([
    ['a type of another module', "import type { Handler } from 'express'\nlet a: Handler<'createPet'>"],
    ['an object of another type', `${types}const a: Other = { createPet: f }`],
    ['text and comments', `${types}// Handler<'createPet'>\nconst a = "Handler<'createPet'>"`],
    ['a table in a table', `${types}const a: Handlers = { listPets: f({ createPet: 1 }) }`],
  ])('%s', (_title, text) => {
    expect(open(text)).toMatchObject({ orphans: [], edited: undefined })
  })
})

test('an operation that was removed is told with line and column, and nothing is edited', () => {
  const { orphans, edited } = open(`${types}\nexport const handlers: Handlers = {\n  createPet: f,\n}`, {})
  expect(orphans).toEqual([
    {
      operation: 'createPet',
      renamedTo: undefined,
      fixable: false,
      path: 'src/handlers/index.ts',
      line: 4,
      column: 3,
    },
  ])
  expect(edited).toBeUndefined()
})

test('a file that does not parse is read as far as it can be', () => {
  expect(open(`${types}const a: Handlers = { createPet: (((`).orphans).toMatchObject([{ line: 2 }])
})
