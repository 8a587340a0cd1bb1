// One mistake is one diagnostic, at the place where it can be mended.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { diagnosticsOf } from './documents.js'
import { type Declarations, documentText, withDocument } from './marked.js'

const create = '/paths/~1users/post/x-persistence'

test.each<[string, { given: Declarations; want: { code: string; pointer: string; text?: string } }]>([
  [
    'neither an entity nor an action',
    {
      given: { create: '{ key: id }' },
      want: { code: 'MOCKGEN_PERSISTENCE', pointer: create, text: 'no entity and no action' },
    },
  ],
  [
    'a step without entity and action',
    {
      given: { create: '{ operations: [{ as: made }] }' },
      want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${create}/operations/0` },
    },
  ],
  [
    'a step that is called session, and used under this name',
    {
      given: {
        create:
          "{ operations: [{ as: session, entity: users, action: create }, { entity: teams, action: create, data: { name: '{{ session.id }}' } }] }",
      },
      want: { code: 'MOCKGEN_PERSISTENCE', pointer: `${create}/operations/0/as` },
    },
  ],
  [
    'a constraint of no property',
    {
      given: { root: '{ entities: { users: { unique: [[]] } } }' },
      want: { code: 'MOCKGEN_VALUE', pointer: '/x-persistence/entities/users/unique' },
    },
  ],
  [
    'a part of the request that there is not',
    {
      given: {
        read: "{ entity: users, action: read, response: { body: { a: '{{ request.nope }}' } } }",
      },
      want: {
        code: 'MOCKGEN_EXPRESSION',
        pointer: '/paths/~1users~1{userId}/get/x-persistence/response/body/a',
        text: 'request has no property "nope"',
      },
    },
  ],
])('%s', async (_title, { given, want: { text = '', ...want } }) => {
  const found = await withDocument(documentText(given), {}, diagnosticsOf)
  expect(found).toMatchObject([want])
  expect(found[0]?.message).toContain(text)
})

test('a seed that is a folder has the line of the text that names it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mockgen-read-'))
  try {
    mkdirSync(join(folder, 'seeds'))
    writeFileSync(join(folder, 'openapi.yaml'), documentText({ root: '{ seed: ./seeds }' }))
    const { document } = await loadDocument(join(folder, 'openapi.yaml'))
    expect(diagnosticsOf(document)).toMatchObject([
      { code: 'MOCKGEN_FILE_UNREADABLE', pointer: '/x-persistence/seed', place: { line: 3 } },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
