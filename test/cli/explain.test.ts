// `mockgen explain`: an entity at a time, one row an operation, whole for programs, fitted for people.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

test('each entity has its operations, then comes what keeps nothing, then the numbers', async () => {
  const { code, out, err } = await call(['explain', 'openapi.yaml'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const headings = out.split('\n').filter((line) => /^\S/.test(line))
  expect(headings).toEqual([
    'notes  4 operations  inferred  list, create, read, delete',
    'answers only  1 operation',
    expect.stringMatching(/^5 operations: 4 stateful on 1 entity \(1 list, .*\), 1 /),
  ])
  expect(out).toMatch(/^ {2}listNotes +GET \/notes +list +\S/m)
  expect(out).toMatch(/^ {2}createNote +POST \/notes +create +\S/m)
  expect(out).toMatch(/^ {2}getNote +GET \/notes\/\{noteId\} +read +\S/m)
  expect(out).toMatch(/^ {2}deleteNote +DELETE \/notes\/\{noteId\} +delete +\S/m)
  expect(out).toMatch(/^ {2}ping +GET \/ping +\S/m)
})

test.each([40, 70, 100])('on a terminal of %i columns no line is wider than it', async (columns) => {
  const { out } = await call(['explain', 'openapi.yaml'], { interactive: true, columns })
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
})

test('one entity can be asked for, as text and as JSON', async () => {
  const { code, out } = await call(['explain', 'openapi.yaml', '--entity', 'notes'])
  expect(code).toBe(0)
  expect(out).toMatch(/^notes {2}4 operations/)
  expect(out).not.toContain('ping')
  const json = await call(['explain', 'openapi.yaml', '--entity', 'notes', '--json'])
  expect(JSON.parse(json.out).rows.map(({ id }: { id: string }) => id)).toEqual([
    ...['listNotes', 'createNote', 'getNote', 'deleteNote'],
  ])
  for (const more of [[], ['--json']]) {
    const unknown = await call(['explain', 'openapi.yaml', '--entity', 'note', ...more])
    expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringContaining('notes') })
  }
})

test('operations that keep nothing stand together by their reason', async () => {
  const silent = (id: string, method: string) => `  /${id}:
    ${method}:
      operationId: ${id}
      responses: { '200': { description: ok } }
`
  const paths = silent('one', 'get') + silent('two', 'post') + silent('three', 'get')
  writeFileSync('silent.yaml', `openapi: 3.0.3\ninfo: { title: Silent, version: '1' }\npaths:\n${paths}`)
  const { out } = await call(['explain', 'silent.yaml'], { interactive: true, columns: 45 })
  const order = [...out.matchAll(/^ +(one|two|three) /gm)].map(([, id]) => id)
  expect(order).toEqual(['one', 'three', 'two'])
  expect(out.match(/read-only/g)).toHaveLength(1)
})

const declared = notes
  .replace('paths:', 'x-persistence:\n  entities:\n    notes:\n      ttl: 60\n      unique: [text]\npaths:')
  .replace(
    '    get:\n      operationId: ping',
    '    get:\n      x-persistence: false\n      operationId: ping',
  )

test('the rules of each entity are told with what says them', async () => {
  writeFileSync('declared.yaml', declared)
  const { code, out } = await call(['explain', 'declared.yaml'], { interactive: true, columns: 100 })
  expect(code).toBe(0)
  expect(out).toMatch(/^notes {2}.*\n {2}- key id, a UUID\n/m)
  expect(out).toMatch(/^ {2}- unique text \(declared\.yaml:7\)$/m)
  expect(out).toMatch(/^ {2}- lives 60 s.* \(declared\.yaml:6\)$/m)
})

test('as JSON each operation has the rules of its entity', async () => {
  writeFileSync('declared.yaml', declared)
  const { out } = await call(['explain', 'declared.yaml', '--json'])
  const { rows } = JSON.parse(out) as { rows: readonly { id: string; constraints: readonly unknown[] }[] }
  const ofOperation = (id: string) => rows.find((row) => row.id === id)?.constraints
  expect(ofOperation('createNote')).toEqual([
    { entity: 'notes', text: expect.any(String), from: 'schema' },
    {
      entity: 'notes',
      text: 'unique text',
      from: 'declared',
      place: { file: 'declared.yaml', line: 7, column: 16 },
    },
    {
      entity: 'notes',
      text: expect.any(String),
      from: 'declared',
      place: { file: 'declared.yaml', line: 6, column: 12 },
    },
  ])
  expect(ofOperation('ping')).toEqual([])
})

test('as JSON it is the same table for programs', async () => {
  const { code, out } = await call(['explain', 'openapi.yaml', '--json'])
  expect(code).toBe(0)
  const report: unknown = JSON.parse(out)
  expect(report).toMatchObject({
    ok: true,
    title: 'Notes',
    version: '1.2.0',
    operations: { total: 5, stateful: 4, stateless: 1 },
    entities: ['notes'],
    rows: expect.arrayContaining([
      expect.objectContaining({
        id: 'listNotes',
        method: 'get',
        path: '/notes',
        action: 'list',
        entity: 'notes',
      }),
    ]),
    diagnostics: [],
  })
})

test('the format may be named', async () => {
  const json = await call(['explain', 'openapi.yaml', '--json'])
  expect(await call(['explain', 'openapi.yaml', '--format', 'json'])).toEqual(json)
  expect(await call(['explain', 'openapi.yaml', '--format', 'text'])).toEqual(
    await call(['explain', 'openapi.yaml']),
  )
  expect(await call(['explain', 'openapi.yaml', '--format', 'xml'])).toMatchObject({ code: 2, out: '' })
})

test('a document with errors explains nothing', async () => {
  const { code, out, err } = await call(['explain', 'broken.yaml'])
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toContain('MOCKGEN_REF_NOT_FOUND')
})

test('a document with errors explains them as JSON where that is asked for', async () => {
  const { code, out, err } = await call(['explain', 'broken.yaml', '--json'])
  expect({ code, err }).toEqual({ code: 3, err: '' })
  const report: unknown = JSON.parse(out)
  expect(report).toMatchObject({
    ok: false,
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'MOCKGEN_REF_NOT_FOUND', file: 'broken.yaml', line: 12 }),
    ]),
  })
})

test('the text of a document cannot command the terminal', async () => {
  writeFileSync('hostile.yaml', notes.replace('operationId: ping', 'operationId: "pi\\e[2Jng\\nlistNotes"'))
  const { code, out } = await call(['explain', 'hostile.yaml'])
  expect(code).toBe(0)
  expect(out).toContain('pi[2Jng listNotes')
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('what is declared is found by its line, and a program counts for each of its entities', async () => {
  const login = `{ operations: [{ entity: notes, action: count }, { entity: visits, action: create, data: { n: 1 } }] }`
  writeFileSync(
    'program.yaml',
    notes
      .replace('paths:', 'x-persistence: { entities: { visits: { key: id } } }\npaths:')
      .replace(
        '    get:\n      operationId: ping',
        `    get:\n      x-persistence: ${login}\n      operationId: ping`,
      ),
  )
  const { out } = await call(['explain', 'program.yaml'])
  expect(out).toMatch(
    /^ {2}ping +GET \/ping +program on notes, visits +x-persistence \(line \d+\); 2 steps: /m,
  )
  expect(out).toMatch(/^notes +5 operations +inferred +list, create, read, delete, count$/m)
  expect(out).toMatch(/^visits +1 operation +declared +create$/m)
})
