// How the command is called: help, version, typos, missing arguments. None of it needs a document.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../bin/cli.js'
import manifest from '../../package.json' with { type: 'json' }
import { fakeTerminal } from './fake-terminal.js'

async function call(...argv: readonly string[]) {
  const terminal = fakeTerminal()
  const code = await run(argv, terminal)
  return { code, ...terminal.written }
}

test('--version prints the version of the package', async () => {
  expect(await call('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
})

test.each([[[]], [['generate']], [['serve']], [['explain']], [['validate']]])(
  '--help of %j has examples and goes to the standard output',
  async (command) => {
    const { code, out, err } = await call(...command, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Examples:\n  mockgen ${command[0] ?? ''}`)
  },
)

test('without a command the help goes to the error output, and the exit code says wrong usage', async () => {
  const { code, out, err } = await call()
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('Usage: mockgen')
})

describe('wrong usage exits with 2 and one sentence with a remedy', () => {
  test.each([
    ['an unknown command', { given: ['serv', 'a.yaml'], want: 'Did you mean serve?' }],
    ['an unknown option', { given: ['serve', 'a.yaml', '--prot', '1'], want: 'Did you mean --port?' }],
    ['a port that is none', { given: ['serve', 'a.yaml', '--port', '70000'], want: 'from 0 to 65535' }],
    ['a format that is none', { given: ['validate', 'a.yaml', '--format', 'xml'], want: 'sarif' }],
    ['an argument too many', { given: ['explain', 'a.yaml', 'b.yaml'], want: 'too many arguments' }],
    [
      'a runtime that is none',
      { given: ['generate', 'a.yaml', '-o', 'mock', '--runtime', ''], want: 'vendored, registry' },
    ],
    ['no output folder', { given: ['generate', 'a.yaml'], want: 'mockgen generate a.yaml -o' }],
    ['a URL', { given: ['serve', 'https://x.test/a.yaml'], want: 'curl -fsSLo openapi.yaml' }],
  ])('%s', async (_title, { given, want }) => {
    const { code, out, err } = await call(...given)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(want)
    expect(err.trimEnd().split('\n')).toHaveLength(2)
    expect(err).not.toContain('    at ')
  })
})

describe('a missing document', () => {
  const before = process.cwd()
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mockgen-usage-'))
    process.chdir(folder)
  })
  afterEach(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['generate', 'serve', 'explain', 'validate'])(
    '%s suggests the one that is here',
    async (command) => {
      writeFileSync('swagger.json', '{}')
      const { code, err } = await call(command)
      expect(code).toBe(2)
      expect(err).toContain(`mockgen ${command} swagger.json`)
    },
  )

  test('without one the usual name stands in', async () => {
    expect((await call('serve')).err).toContain('mockgen serve openapi.yaml')
  })
})
