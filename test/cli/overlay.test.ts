// `--overlay`, `--config` and `mockgen.json` on the command line: how a contract that may not be edited is annotated.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectConfigKeys } from '../../generator/load/project-config/project-config-keys.js'
import { call, useWorkspace } from './workspace.js'

useWorkspace()

const overlay = (target: string, update: unknown): string =>
  `overlay: 1.1.0\ninfo: { title: Test, version: "1" }\nactions:\n  - target: ${target}\n    update: ${JSON.stringify(update)}\n`

/** The rows that `explain` prints about an operation. */
async function explain(...more: readonly string[]) {
  const { code, out, err } = await call(['explain', ...more, '--json'])
  const { rows = [], title } = JSON.parse(out)
  const row = (id: string) => rows.find((candidate: { id: string }) => candidate.id === id)
  return { code, err, title, row }
}

const stateless = overlay('$.paths["/notes"].post', { 'x-persistence': false })

describe('--overlay', () => {
  test('annotates the contract, as often as it is given, in the order in which it is given', async () => {
    writeFileSync('1.yaml', overlay('$.info', { title: 'First' }))
    writeFileSync('2.yaml', overlay('$.info', { title: 'Second' }))
    expect((await explain('openapi.yaml', '--overlay', '1.yaml', '--overlay', '2.yaml')).title).toBe('Second')
    expect((await explain('openapi.yaml', '--overlay', '2.yaml', '--overlay', '1.yaml')).title).toBe('First')
  })

  test('declares what an operation does', async () => {
    writeFileSync('annotations.yaml', stateless)
    const before = await explain('openapi.yaml')
    const after = await explain('openapi.yaml', '--overlay', 'annotations.yaml')
    expect(before.row('createNote')).toMatchObject({ action: 'create', origin: 'inferred' })
    expect(after.row('createNote')).toMatchObject({ origin: 'declared' })
    expect(after.row('createNote').action).toBeUndefined()
  })

  test('is where the mistakes of an overlay are shown', async () => {
    writeFileSync(
      'wrong.yaml',
      overlay('$.paths["/notes"].post', { 'x-persistence': { entity: 'notes', action: 'make' } }),
    )
    const { code, out } = await call(['validate', 'openapi.yaml', '--overlay', 'wrong.yaml'])
    expect(code).toBe(3)
    expect(out).toMatch(/^wrong\.yaml:5:57 error MOCKGEN_\w+ /m)
  })

  test('that is no overlay, or is not there, exits with 3 and writes nothing', async () => {
    writeFileSync('text.yaml', 'just text\n')
    for (const [file, error] of [
      ['text.yaml', 'MOCKGEN_OVERLAY'],
      ['none.yaml', 'MOCKGEN_FILE_NOT_FOUND'],
    ] as const) {
      const { code, err } = await call(['generate', 'openapi.yaml', '-o', 'mock', '--overlay', file])
      expect({ code, error: err.includes(error) }).toEqual({ code: 3, error: true })
    }
    expect(existsSync('mock')).toBe(false)
  })
})

describe('mockgen.json', () => {
  test('beside the contract counts without being named; elsewhere --config names it', async () => {
    mkdirSync('other')
    const action = async (id: string, ...more: readonly string[]) =>
      (await explain('openapi.yaml', ...more)).row(id).action
    writeFileSync('other/mine.json', JSON.stringify({ operations: { getNote: false } }))
    expect(await action('getNote')).toBe('read')
    expect(await action('getNote', '--config', 'other/mine.json')).toBeUndefined()
    writeFileSync('mockgen.json', JSON.stringify({ operations: { deleteNote: false } }))
    expect(await action('deleteNote')).toBeUndefined()
    expect(await action('deleteNote', '--config', 'other/mine.json')).toBe('delete')
  })

  test('says which contract is meant when none is given', async () => {
    writeFileSync('mockgen.json', JSON.stringify({ contract: 'openapi.yaml' }))
    expect(await call(['validate'])).toMatchObject({ code: 0, out: 'no problems found\n' })
    writeFileSync('mockgen.json', '{}')
    expect(await call(['validate'])).toMatchObject({ code: 2 })
    mkdirSync('conf')
    writeFileSync('conf/mock.json', JSON.stringify({ contract: '../openapi.yaml' }))
    expect(await call(['validate', '--config', 'conf/mock.json'])).toMatchObject({ code: 0 })
  })

  test('with a mistake exits with 3 and shows its place', async () => {
    writeFileSync('mockgen.json', '{\n  "contract": "openapi.yaml",\n  "operatoins": {}\n}\n')
    const { code, err } = await call(['serve'])
    expect(code).toBe(3)
    expect(err).toContain('mockgen.json:3:3')
    expect(err).toContain('Did you mean operations?')
  })
})

describe('a generated project', () => {
  const generate = (...more: readonly string[]) => call(['generate', ...more, '--runtime', 'registry'])
  const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

  test('has the overlaid contract, and remembers how it was annotated', async () => {
    mkdirSync('overlays')
    writeFileSync('overlays/a.yaml', overlay('$.paths["/ping"].get', { 'x-persistence': false }))
    writeFileSync('b.yaml', overlay('$.info', { title: 'Renamed' }))
    const env = ['REGION']
    writeFileSync(
      'mockgen.json',
      JSON.stringify({
        overlays: ['overlays/a.yaml'],
        env,
        store: 'file:data',
        seed: 'seed.yaml',
        operations: { deleteNote: false },
      }),
    )
    writeFileSync('seed.yaml', 'notes: []\n')
    expect(await generate('openapi.yaml', '-o', 'mock', '--overlay', 'b.yaml')).toMatchObject({ code: 0 })
    const contract = json('mock/contract/openapi.json')
    expect(contract.info.title).toBe('Renamed')
    expect(contract.paths['/ping'].get['x-persistence']).toBe(false)
    expect(contract.paths['/notes/{noteId}'].delete['x-persistence']).toBe(false)
    expect(json('mock/mockgen.json')).toEqual({
      $schema: './.mockgen/mockgen.schema.json',
      version: 1,
      contract: '../openapi.yaml',
      overlays: ['../overlays/a.yaml', '../b.yaml'],
      env,
      store: 'file:../data',
      seed: '../seed.yaml',
      operations: { deleteNote: false },
      runtime: '^0.1.0',
    })
  })

  test('is generated again, to the same bytes, by the command alone in its folder', async () => {
    writeFileSync('annotations.yaml', stateless)
    await generate('openapi.yaml', '-o', 'mock', '--overlay', 'annotations.yaml')
    const before = snapshot('mock')
    process.chdir('mock')
    const { code, out } = await call(['generate'])
    process.chdir('..')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Nothing has changed') })
    expect(snapshot('mock')).toEqual(before)
  })

  test('may not be made in any folder by accident', async () => {
    writeFileSync('mockgen.json', JSON.stringify({ contract: 'openapi.yaml' }))
    const { code, err } = await call(['generate'])
    expect(code).toBe(2)
    expect(err).toContain('needs the folder')
  })
})

/** Every file below a folder, as text. */
function snapshot(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(path, 'utf8')]))
}

describe('docs/overlays.md', () => {
  const text = readFileSync(new URL('../../docs/overlays.md', import.meta.url), 'utf8')
  const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? ''

  test('has examples that work', async () => {
    writeFileSync('notes.overlay.yaml', block('yaml'))
    const overlaid = await explain('openapi.yaml', '--overlay', 'notes.overlay.yaml')
    expect(overlaid.row('createNote')).toMatchObject({ action: 'create', origin: 'declared' })
    expect(overlaid.row('ping')).toBeUndefined()
    writeFileSync('mockgen.json', block('json'))
    const configured = await explain()
    expect(configured.code).toBe(0)
    expect(configured.row('getNote')).toMatchObject({ action: 'read', origin: 'declared' })
    expect(configured.row('deleteNote').action).toBeUndefined()
  })

  test('names every key of mockgen.json', () => {
    for (const key of Object.keys(projectConfigKeys)) expect(text).toContain(`\`${key}\``)
  })
})
