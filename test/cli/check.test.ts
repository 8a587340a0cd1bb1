// `mockgen check`: it agrees with `generate`, says what differs and why, and fails a build.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../generator/index.js'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

const generate = (...more: readonly string[]) =>
  call(['generate', 'openapi.yaml', '-o', 'mock', '--runtime', 'registry', ...more])
const options = { contract: 'openapi.yaml', output: 'mock', runtime: 'registry' }

/** Every file below a folder with its content and its time. */
function tree(folder: string): readonly (readonly [string, string, bigint])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1'), statSync(file, { bigint: true }).mtimeNs] as const)
}

describe('a project that is as its contract generates it', () => {
  test('passes, without a contract on the command line', async () => {
    await generate()
    const before = tree('mock')
    expect(await call(['check', 'mock'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Notes 1.2.0'),
    })
    expect(tree('mock')).toEqual(before)
  })

  test('passes from its own folder', async () => {
    await generate()
    process.chdir('mock')
    expect(await call(['check'])).toMatchObject({ code: 0 })
  })

  test('passes with files of the user that were changed, added or removed', async () => {
    await generate()
    appendFileSync('mock/src/app.ts', '// mine\n')
    writeFileSync('mock/src/handlers/notes.ts', 'export {}\n')
    rmSync('mock/Dockerfile')
    expect(await call(['check', 'mock'])).toMatchObject({ code: 0 })
    expect((await generate()).code).toBe(0)
    expect(existsSync('mock/Dockerfile')).toBe(false)
    await generate('--force')
    expect(existsSync('mock/Dockerfile')).toBe(true)
  })
})

describe('a project that is not', () => {
  test.each<[string, { change: () => void; drift: string; path: string }]>([
    [
      'when the contract has changed',
      {
        change: () => writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200')),
        drift: 'stale',
        path: 'contract/openapi.json',
      },
    ],
    [
      'when a generated file was changed by hand',
      {
        change: () => appendFileSync('mock/src/generated/mock.gen.ts', '// mine\n'),
        drift: 'edited',
        path: 'src/generated/mock.gen.ts',
      },
    ],
    [
      'when a generated file is missing',
      { change: () => rmSync('mock/OPERATIONS.md'), drift: 'missing', path: 'OPERATIONS.md' },
    ],
    [
      'when a folder stands in the place of a generated file',
      {
        change: () => {
          rmSync('mock/OPERATIONS.md')
          mkdirSync('mock/OPERATIONS.md')
        },
        drift: 'obstacle',
        path: 'OPERATIONS.md',
      },
    ],
    [
      'when a generated file is left over',
      {
        change: () => {
          const manifest = JSON.parse(readFileSync('mock/.mockgen/manifest.json', 'utf8'))
          manifest.files['src/generated/old.gen.ts'] =
            'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
          writeFileSync('mock/.mockgen/manifest.json', JSON.stringify(manifest))
          writeFileSync('mock/src/generated/old.gen.ts', '')
        },
        drift: 'leftover',
        path: 'src/generated/old.gen.ts',
      },
    ],
    [
      'when another version of mockgen wrote it',
      {
        change: () => {
          const manifest = readFileSync('mock/.mockgen/manifest.json', 'utf8')
          writeFileSync(
            'mock/.mockgen/manifest.json',
            manifest.replace(/"generator": ".*?"/, '"generator": "0.0.1"'),
          )
        },
        drift: 'stale',
        path: '.mockgen/manifest.json',
      },
    ],
  ])('fails %s, and nothing is written', async (_title, { change, drift, path }) => {
    await generate()
    change()
    const before = tree('mock')
    const { code, out } = await call(['check', 'mock'])
    expect(code).toBe(1)
    expect(out).toContain(path)
    const report = await check(options)
    expect(report.fresh).toBe(false)
    expect(report.differences).toContainEqual(expect.objectContaining({ path, drift }))
    expect(tree('mock')).toEqual(before)
  })

  test('passes again once it is generated again', async () => {
    await generate()
    writeFileSync('openapi.yaml', notes.replaceAll('notes', 'memos'))
    expect((await call(['check', 'mock'])).code).toBe(1)
    expect((await generate()).code).toBe(0)
    expect((await call(['check', 'mock'])).code).toBe(0)
  })

  test('has a unified diff, which begins where the files differ', async () => {
    await generate()
    writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200'))
    const { out } = await call(['check', 'mock'])
    expect(out).toContain('--- a/contract/openapi.json\n+++ b/contract/openapi.json\n@@ ')
    expect(out).toMatch(/^- +"maxLength": 100\n\+ +"maxLength": 200$/m)
  })

  test('annotates a pull request, one line for each file', async () => {
    await generate()
    writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200'))
    const { code, out } = await call(['check', 'mock', '--format', 'github'])
    expect(code).toBe(1)
    expect(out).toMatch(
      /^::error file=mock\/contract\/openapi\.json,line=[1-9]\d*,title=mockgen check%3A stale::\S.*%0A--- a\//m,
    )
  })

  test('is JSON for programs', async () => {
    await generate()
    rmSync('mock/OPERATIONS.md')
    const { code, out } = await call(['check', 'mock', '--format', 'json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      fresh: false,
      differences: [
        { path: 'OPERATIONS.md', drift: 'missing', diff: expect.stringContaining('+++ b/OPERATIONS.md') },
      ],
    })
  })

  test('prints long differences in part, and in full when asked', async () => {
    await generate()
    writeFileSync('mock/OPERATIONS.md', 'x\n'.repeat(500))
    const [short, full] = [await call(['check', 'mock']), await call(['check', 'mock', '--full'])]
    expect(short.out).toMatch(/… \d+ more lines: --full prints them/)
    expect(full.out).not.toContain('more line')
    expect(full.out.match(/^-x$/gm)).toHaveLength(500)
  })
})

describe('what cannot be checked', () => {
  test('a folder without a project, which names one that was meant', async () => {
    await generate()
    const { code, err } = await call(['check'])
    expect(code).toBe(1)
    expect(err).toContain('mockgen check mock')
  })

  test('a project whose configuration names no contract, unless it is named', async () => {
    await generate()
    writeFileSync('mock/mockgen.json', '{ "runtime": "registry" }')
    const { code, err } = await call(['check', 'mock'])
    expect(code).toBe(1)
    expect(err).toContain('--contract')
    expect((await call(['check', 'mock', '--contract', 'openapi.yaml'])).code).toBe(0)
  })

  test('a contract with errors: exit code 3, as for every command', async () => {
    await generate()
    writeFileSync('openapi.yaml', 'openapi: 3.0.3\n')
    expect((await call(['check', 'mock'])).code).toBe(3)
  })
})
