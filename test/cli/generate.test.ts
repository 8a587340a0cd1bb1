// `mockgen generate`: what it writes is tested elsewhere; here is what it says, and what it refuses.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

const generate = (...more: readonly string[]) =>
  call(['generate', 'openapi.yaml', '-o', 'mock', '--runtime', 'registry', ...more])

describe('a summary says what was read, what was written, and what comes next', () => {
  test('the first time it is installing and starting', async () => {
    const { code, out } = await generate()
    expect(code).toBe(0)
    expect(out).toContain('Notes 1.2.0: 5 operations, 4 stateful, 1 stateless')
    expect(out).toContain('1 entity: notes')
    expect(out).toMatch(/files: [1-9]\d* created, 0 updated, 0 unchanged, 0 removed, 0 kept/)
    expect(out).toContain('Next: cd mock && npm install && npm start')
    expect(existsSync('mock/package.json')).toBe(true)
  })

  test('the second time nothing has changed', async () => {
    await generate()
    const { code, out } = await generate()
    expect(code).toBe(0)
    expect(out).toMatch(/files: 0 created, 0 updated, [1-9]\d* unchanged, 0 removed/)
    expect(out).toContain('Nothing has changed')
  })

  test('after a change of the contract it is the tests', async () => {
    await generate()
    writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200'))
    const { out } = await generate()
    expect(out).toContain('Next: cd mock && npm test')
  })

  test('a dry run writes nothing, says so, and lists what it would do', async () => {
    const { code, out, err } = await generate('--dry-run')
    expect(code).toBe(0)
    expect(err).toContain('✓ render the files')
    expect(err).not.toContain('write')
    expect(out).toMatch(/files: [1-9]\d* to create, 0 to update, 0 to remove\n {2}create \S+\n/)
    expect(out).toContain('\n  create src/app.ts\n')
    expect(out).toContain('Nothing was written')
    expect(existsSync('mock')).toBe(false)
  })

  test('a dry run after a change lists only what changes', async () => {
    await generate()
    writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200'))
    const { out } = await generate('--dry-run')
    expect(out).toMatch(/to remove\n {2}update contract\/openapi\.json\n\n/)
  })

  test('by force it names the files of others that stay', async () => {
    mkdirSync('mock')
    writeFileSync('mock/README.md', 'not ours')
    const { code, out } = await generate('--force')
    expect(code).toBe(0)
    expect(out).toContain('\nkept, not written by mockgen: README.md\n')
  })
})

describe('progress', () => {
  test('is one line a stage, on the error output, where no person is looking', async () => {
    const { err } = await generate()
    expect(err.trimEnd().split('\n')).toHaveLength(4)
    for (const line of err.trimEnd().split('\n')) expect(line).toMatch(/^✓ .* \d+(\.\d)? m?s$/)
  })

  test('announces the running stage on a terminal', async () => {
    const { err } = await call(['generate', 'openapi.yaml', '-o', 'mock', '--runtime', 'registry'], {
      interactive: true,
    })
    expect(err).toContain('… load the document\r\u001b[K✓ load the document')
  })
})

describe('--json', () => {
  test('writes the report and nothing else', async () => {
    const { code, out, err } = await generate('--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const report: unknown = JSON.parse(out)
    expect(report).toMatchObject({
      ok: true,
      title: 'Notes',
      operations: { total: 5, stateful: 4, stateless: 1 },
      entities: ['notes'],
      files: { created: expect.arrayContaining(['package.json']), updated: [], removed: [] },
      diagnostics: [],
    })
  })

  test('lists everything in a dry run', async () => {
    const { out } = await generate('--json', '--dry-run')
    expect(JSON.parse(out)).toMatchObject({ files: { created: expect.arrayContaining(['src/app.ts']) } })
    expect(existsSync('mock')).toBe(false)
  })

  test('writes the errors as JSON too', async () => {
    const { code, out, err } = await call([
      'generate',
      'broken.yaml',
      '-o',
      'mock',
      '--json',
      '--runtime',
      'registry',
    ])
    expect({ code, err }).toEqual({ code: 3, err: '' })
    const report: unknown = JSON.parse(out)
    expect(report).toMatchObject({
      ok: false,
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'MOCKGEN_REF_NOT_FOUND' })]),
    })
  })
})

describe('nothing is written', () => {
  test('when the document has errors', async () => {
    const { code, out, err } = await call(['generate', 'broken.yaml', '-o', 'mock', '--runtime', 'registry'])
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(/broken\.yaml:12:\d+ error MOCKGEN_REF_NOT_FOUND/)
    expect(existsSync('mock')).toBe(false)
  })

  test('into a folder that holds something else', async () => {
    mkdirSync('mock')
    writeFileSync('mock/thesis.tex', 'years of work')
    const { code, out, err } = await generate()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('MOCKGEN_OUTPUT_NOT_OURS')
    expect(readdirSync('mock')).toEqual(['thesis.tex'])
  })

  test('beside a package that is not ours, not even by force', async () => {
    mkdirSync('mock')
    writeFileSync('mock/package.json', '{}')
    const { code, out, err } = await generate('--force')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/MOCKGEN_OUTPUT_NOT_OURS .*package\.json/)
    expect(readdirSync('mock')).toEqual(['package.json'])
  })

  test('where a file stands in the way', async () => {
    writeFileSync('mock', '')
    const { code, err } = await generate()
    expect(code).toBe(1)
    expect(err).toMatch(/MOCKGEN_OUTPUT_(NOT_OURS|UNWRITABLE)/)
    expect(err).not.toContain('    at ')
  })
})
