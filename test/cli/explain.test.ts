// `mockgen explain`: one row an operation, whole for programs, fitted for people.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

test('the table has a row for each operation and ends with what each entity can do', async () => {
  const { code, out, err } = await call(['explain', 'openapi.yaml'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^OPERATION +REQUEST +DOES +WHY\n/)
  expect(out).toMatch(/^listNotes +GET \/notes +list notes +\S/m)
  expect(out).toMatch(/^createNote +POST \/notes +create notes +\S/m)
  expect(out).toMatch(/^getNote +GET \/notes\/\{noteId\} +read notes +\S/m)
  expect(out).toMatch(/^deleteNote +DELETE \/notes\/\{noteId\} +delete notes +\S/m)
  expect(out).toMatch(/^ping +GET \/ping +answers only +\S/m)
  expect(out).toMatch(/\n\nnotes +4 operations +inferred +list, create, read, delete\n/)
  expect(out).toMatch(/\n5 operations: 4 stateful on 1 entity, 1 .*\n$/)
})

test('on a terminal no line is wider than it', async () => {
  const { out } = await call(['explain', 'openapi.yaml'], { interactive: true, columns: 70 })
  for (const line of out.split('\n').slice(0, -3)) expect(line.length).toBeLessThanOrEqual(70)
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
  expect(out).toMatch(/\n\nENTITY +FROM +RULE\n/)
  expect(out).toMatch(/^notes +schema +key id, a UUID$/m)
  expect(out).toMatch(/^ +declared\.yaml:7 +unique text$/m)
  expect(out).toMatch(/^ +declared\.yaml:6 +lives 60 s/m)
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
  expect(out).toMatch(/^ping +GET \/ping +program on notes, visits +x-persistence \(line \d+\); 2 steps: /m)
  expect(out).toMatch(/^notes +5 operations +inferred +list, create, read, delete, count$/m)
  expect(out).toMatch(/^visits +1 operation +declared +create$/m)
})
