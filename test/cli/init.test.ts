// `mockgen init`: what is inferred, written down, makes the same mock.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

test('writes an overlay with an entry for each operation and its reason, and says what to do next', async () => {
  const { code, out, err } = await call(['init', 'openapi.yaml'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe(
    'openapi.overlay.yaml: 4 operations on 1 entity, 1 answered from examples or the schema\n' +
      'next: mockgen serve openapi.yaml --overlay openapi.overlay.yaml\n',
  )
  const text = readFileSync('openapi.overlay.yaml', 'utf8')
  expect(text).toMatch(/^overlay: 1\.0\.0$/m)
  expect(text).toMatch(/^ +notes: \{ schema: "#\/components\/schemas\/Note", key: id, generateKey: uuid \}$/m)
  expect(text).toMatch(/^ {2}# collection \/notes\n {2}- target: "\$\.paths\['\/notes'\]\.post"\n/m)
  expect(text).toMatch(/update: \{ x-persistence: \{ entity: notes, action: create \} \}/)
  expect(text).toMatch(/\['\/ping'\]\.get"\n +update: \{ x-persistence: false \}/)
})

test('with the overlay the mock is the same, and is declared', async () => {
  await call(['init', 'openapi.yaml'])
  const rowsOf = async (...more: readonly string[]) => {
    const { out } = await call(['explain', 'openapi.yaml', '--json', ...more])
    const { rows } = JSON.parse(out) as {
      readonly rows: readonly { readonly id: string; readonly action?: string; readonly origin: string }[]
    }
    return rows
  }
  const inferred = await rowsOf()
  const declared = await rowsOf('--overlay', 'openapi.overlay.yaml')
  expect(declared.map(({ id, action }) => [id, action])).toEqual(
    inferred.map(({ id, action }) => [id, action]),
  )
  expect(new Set(declared.map(({ origin }) => origin))).toEqual(new Set(['declared']))
})

test('a file that is there is kept, unless it may be replaced', async () => {
  writeFileSync('mine.yaml', 'mine')
  const kept = await call(['init', 'openapi.yaml', '-o', 'mine.yaml'])
  expect(kept.code).toBe(1)
  expect(kept.err).toContain('--force')
  expect(readFileSync('mine.yaml', 'utf8')).toBe('mine')
  expect((await call(['init', 'openapi.yaml', '-o', 'mine.yaml', '--force'])).code).toBe(0)
  expect(readFileSync('mine.yaml', 'utf8')).toMatch(/^# What/)
})

test('nothing is written for a document with errors, nor into a folder that is not there', async () => {
  expect((await call(['init', 'broken.yaml'])).code).toBe(3)
  expect((await call(['init', 'openapi.yaml', '-o', 'nowhere/it.yaml'])).code).toBe(1)
  expect(readdirSync('.').toSorted()).toEqual(['broken.yaml', 'openapi.yaml'])
})

test('an edited overlay is what counts', async () => {
  await call(['init', 'openapi.yaml'])
  const text = readFileSync('openapi.overlay.yaml', 'utf8')
  writeFileSync('openapi.overlay.yaml', text.replace('{ entity: notes, action: delete }', 'false'))
  const { out } = await call(['explain', 'openapi.yaml', '--overlay', 'openapi.overlay.yaml'])
  expect(out).toMatch(/^answers only {2}2 operations\n {2}deleteNote +DELETE \/notes\/\{noteId\} /m)
})

const hostile = String.raw`/it's [a] "path" \ /{noteId}`

test('names with quotes, brackets and control characters are only names', async () => {
  writeFileSync(
    'hostile.yaml',
    notes
      .replace('  /notes/{noteId}:', `  ${JSON.stringify(hostile)}:`)
      .replace('  /ping:', '  "/p\\u2028":'),
  )
  const { code, err } = await call(['init', 'hostile.yaml'])
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
  const { out } = await call(['explain', 'hostile.yaml', '--overlay', 'hostile.overlay.yaml', '--json'])
  const { rows } = JSON.parse(out) as { readonly rows: readonly { readonly origin: string }[] }
  expect(rows.every(({ origin }) => origin === 'declared')).toBe(true)
})

test('what no query of an overlay reaches is declared by mockgen.json', async () => {
  writeFileSync('control.yaml', notes.replace('  /ping:', '  "/p\\u0001":'))
  const overlay = await call(['init', 'control.yaml'])
  expect(overlay.code).toBe(1)
  expect(overlay.err).toContain('mockgen.json')
  expect(existsSync('control.overlay.yaml')).toBe(false)
  expect((await call(['init', 'control.yaml', '-o', 'mockgen.json'])).code).toBe(0)
})

test('operations that stand in another file are declared by mockgen.json', async () => {
  mkdirSync('paths')
  writeFileSync(
    'paths/notes.json',
    JSON.stringify({ get: { operationId: 'listNotes', responses: { 200: { description: 'all' } } } }),
  )
  writeFileSync(
    'split.yaml',
    'openapi: 3.0.3\ninfo: { title: Split, version: "1" }\npaths:\n  /notes: { $ref: ./paths/notes.json }\n',
  )
  const overlay = await call(['init', 'split.yaml'])
  if (overlay.code !== 0) expect(overlay.err).toContain('mockgen.json')
  const config = await call(['init', 'split.yaml', '-o', 'mockgen.json'])
  expect({ code: config.code, err: config.err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(readFileSync('mockgen.json', 'utf8'))).toEqual({
    version: 1,
    contract: 'split.yaml',
    persistence: { infer: false },
    operations: { listNotes: false },
  })
  expect(existsSync('mockgen.json')).toBe(true)
})

test('an overlay may name thousands of paths, and long ones', { timeout: 60_000 }, async () => {
  const item = { get: { responses: { 200: { description: 'ok' } } } }
  const names = Array.from({ length: 3_000 }, (_, index) => `/p${index}`)
  const paths = Object.fromEntries([...names, `/${'é'.repeat(3_500)}`].map((name) => [name, item]))
  const contract = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }
  writeFileSync('large.json', JSON.stringify(contract))
  const { code, err } = await call(['init', 'large.json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
