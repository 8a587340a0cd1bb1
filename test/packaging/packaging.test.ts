// Both packages as users get them: packed, installed in an empty folder, used to generate a project that compiles and runs.
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'
import { startRedis } from '../support/redis-server.js'
import { mustRun, runCommand } from '../support/run-command.js'
import { startProgram } from '../support/start-program.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder('mockgen-packaging')
const mock = join(folder, 'mock')
const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

let packed: readonly Packed[] = []

beforeAll(async () => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const mockgen = await mustRun('npm', args, { cwd: root })
  const [runtime] = readdirSync(join(root, 'dist/vendor')).map((name) => join(root, 'dist/vendor', name))
  if (runtime === undefined) throw new Error('no packed runtime in dist/vendor: run npm run build')
  copyFileSync(runtime, join(folder, basename(runtime)))
  const listed = await mustRun('tar', ['-tzf', runtime], { cwd: root })
  const files = listed.stdout.split('\n').map((path) => ({ path: path.replace(/^package\//, '') }))
  packed = [...JSON.parse(mockgen.stdout), { filename: basename(runtime), files }]
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }\n')
  copyFileSync(join(root, 'examples/bookstore/openapi.yaml'), join(folder, 'openapi.yaml'))
  await mustRun('npm', ['install', ...quiet, ...packed.map((file) => `./${file.filename}`)], { cwd: folder })
}, 300_000)

describe('the packed packages', () => {
  it('hold the command, the templates and the vendored runtime, and neither sources nor tests', () => {
    const files = packed[0]?.files.map((file) => file.path) ?? []
    expect(files).toContain('bin/mockgen.js')
    expect(files.some((path) => path.startsWith('templates/'))).toBe(true)
    expect(files.some((path) => path.startsWith('dist/vendor/mockgen-runtime-'))).toBe(true)
    const all = packed.flatMap((pack) => pack.files.map((file) => file.path))
    const unwanted = all.filter((path) => /^test\/|\.test\.|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(path))
    expect(unwanted.filter((path) => !path.startsWith('templates/'))).toEqual([])
  })

  it('generate a project that installs, type-checks, passes its own tests and serves', async () => {
    await mustRun('npx', ['mockgen', 'generate', 'openapi.yaml', '-o', 'mock'], { cwd: folder })
    await mustRun('npm', ['install', ...quiet], { cwd: mock })
    await mustRun('npm', ['run', 'build'], { cwd: mock })
    await mustRun('npm', ['test'], { cwd: mock })
    const server = await startProgram('npm', ['start'], { cwd: mock, env: { PORT: '0' } })
    try {
      expect((await fetch(`${server.url}/books`)).status).toBe(200)
      expect((await fetch(`${server.url}/system/health`)).status).toBe(200)
    } finally {
      await server.stop()
    }
  }, 300_000)

  it('check the project: it passes as it was generated, and fails once a generated file was edited', async () => {
    await mustRun('npx', ['mockgen', 'check', 'mock'], { cwd: folder })
    const edited = join(mock, 'src/generated/mock.gen.ts')
    const text = readFileSync(edited, 'utf8')
    appendFileSync(edited, '// mine\n')
    const failed = await runCommand('npx', ['mockgen', 'check', 'mock', '--format', 'json'], { cwd: folder })
    writeFileSync(edited, text)
    expect(failed.code).toBe(1)
    expect(JSON.parse(failed.stdout)).toMatchObject({
      differences: [{ path: 'src/generated/mock.gen.ts', drift: 'edited' }],
    })
    await mustRun('npx', ['mockgen', 'check', 'mock'], { cwd: folder })
  }, 300_000)

  it('are a library, with types, as docs/library.md shows it', async () => {
    const [, program = ''] =
      /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/library.md'), 'utf8')) ?? []
    writeFileSync(join(folder, 'library.mts'), program.replace("'mock'", "'library'"))
    const strict = ['--strict', '--skipLibCheck', '--module', 'NodeNext', '--target', 'ES2023']
    await mustRun('npx', ['tsc', ...strict, '--lib', 'ES2023,DOM', 'library.mts'], {
      cwd: folder,
    })
    const { stdout } = await mustRun('node', ['library.mjs'], { cwd: folder })
    expect(stdout).toMatch(/^Bookstore: 16 operations; \d+ files are new\nup to date\n$/)
  }, 300_000)

  it.each(['memory', 'file', 'redis'])(
    'generate a project that keeps records in %s',
    async (kind) => {
      const redis = kind === 'redis' ? await startRedis() : undefined
      const store = redis?.url ?? (kind === 'file' ? `file:${join(folder, 'records')}` : kind)
      const env = { PORT: '0', MOCK_STORE: store }
      const author = JSON.stringify({ name: 'Ursula Brand', email: 'ursula@example.com' })
      const headers = { 'content-type': 'application/json' }
      const built = await startProgram('node', ['dist/server.js'], { cwd: mock, env })
      try {
        const created = await fetch(`${built.url}/authors`, { method: 'POST', headers, body: author })
        expect(created.status).toBe(201)
        expect(await (await fetch(`${built.url}/authors`)).json()).toMatchObject({ total: 1 })
      } finally {
        expect(await built.stop('SIGTERM')).toBe(0)
        await redis?.stop()
      }
    },
    300_000,
  )

  it('install a runtime of at most 40 MB and 90 packages', async () => {
    const bare = join(folder, 'runtime-only')
    mkdirSync(bare)
    writeFileSync(join(bare, 'package.json'), '{ "name": "runtime-only", "private": true }\n')
    await mustRun('npm', ['install', ...quiet, `../${packed[1]?.filename}`], { cwd: bare })
    const { packages } = JSON.parse(readFileSync(join(bare, 'package-lock.json'), 'utf8'))
    expect(Object.keys(packages).length - 1).toBeLessThanOrEqual(90)
    const size = await mustRun('du', ['-sk', 'node_modules'], { cwd: bare })
    expect(Number.parseInt(size.stdout, 10)).toBeLessThanOrEqual(40 * 1024)
    const program = [
      "import { createMockApp } from '@mockgen/runtime'",
      "import { mockFixtures, startMock } from '@mockgen/runtime/testing'",
      "import { didYouMean } from '@mockgen/runtime/vocabulary'",
      "import { storeConformance } from '@mockgen/runtime/store-conformance'",
      'console.log([createMockApp, startMock, mockFixtures, didYouMean, storeConformance].map((it) => typeof it).join())',
    ]
    writeFileSync(join(bare, 'uses.mjs'), program.join('\n'))
    const used = await mustRun('node', ['uses.mjs'], { cwd: bare })
    expect(used.stdout.trim()).toBe('function,function,function,function,function')
  }, 300_000)
})
