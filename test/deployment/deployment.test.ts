// The container and the workflow of a generated project, carried out step by step with the real programs and without an engine.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.js'
import { root } from '../architecture/source-files.js'
import { buildImage, type Image, quietNpm } from '../support/build-image.js'
import { mustRun, runCommand } from '../support/run-command.js'
import { startProgram } from '../support/start-program.js'
import { tempFolder } from '../support/temp-folder.js'
import { readWorkflow } from '../support/workflow.js'

const folder = tempFolder('mockgen-deployment')
const mock = join(folder, 'repository', 'mock')
const contract = join(folder, 'repository', 'openapi.yaml')

beforeAll(async () => {
  mkdirSync(mock, { recursive: true })
  writeFileSync(contract, readFileSync(join(root, 'examples/bookstore/openapi.yaml')))
  await generate({ contract, output: mock })
  // What the README asks for: the lock file is committed.
  await mustRun('npm', ['install', '--package-lock-only'], { cwd: mock, env: quietNpm })
}, 300_000)

describe('the Dockerfile', () => {
  let image: Image

  beforeAll(async () => {
    image = await buildImage(mock, join(folder, 'image'))
  }, 300_000)

  test('is sent what it copies, and nothing else', () => {
    expect(image.context).toEqual([
      'contract',
      'package-lock.json',
      'package.json',
      'src',
      'tsconfig.build.json',
      'tsconfig.json',
      'vendor',
    ])
  })

  test('makes an image of what runs: neither sources nor what only development needs', () => {
    expect(readdirSync(image.workdir).sort()).toEqual(['contract', 'dist', 'node_modules', 'package.json'])
    const installed = readdirSync(join(image.workdir, 'node_modules'))
    expect(installed.filter((name) => ['vitest', 'typescript', 'rollup'].includes(name))).toEqual([])
    expect(image.user).toBe('node')
  })

  test('starts a server that is healthy, writes no file, and ends with 0 on SIGTERM', async () => {
    const env = { ...image.env, HOST: '127.0.0.1', PORT: String(await freePort()) }
    const before = filesOf(image.workdir)
    const [program = '', ...args] = image.command
    const [checker = '', ...checks] = image.health
    const check = () => runCommand(checker, checks, { cwd: image.workdir, env, timeoutMs: 10_000 })
    const server = await startProgram(program, args, { cwd: image.workdir, env })
    try {
      expect(await check()).toMatchObject({ code: 0 })
      expect((await fetch(`${server.url}/books`)).status).toBe(200)
    } finally {
      expect(await server.stop('SIGTERM')).toBe(0)
    }
    expect(await check()).toMatchObject({ code: 1 })
    expect(filesOf(image.workdir)).toEqual(before)
  }, 60_000)
})

describe('the workflow', () => {
  const mockgen = `node ${join(root, 'bin/mockgen.js')}`
  const workflow = () => readWorkflow(readFileSync(join(mock, 'ci/github-actions.yml'), 'utf8'))
  const env = {
    MOCK: 'mock',
    MOCKGEN: mockgen,
    GITHUB_WORKSPACE: join(folder, 'repository'),
    ...quietNpm,
  }

  test('passes in a fresh checkout, each step in its folder', async () => {
    rmSync(join(mock, 'node_modules'), { recursive: true, force: true })
    const done: string[] = []
    for (const { run, condition } of workflow().steps) {
      // The repository has no packages of its own.
      if (condition !== undefined) continue
      await mustRun('bash', ['-eo', 'pipefail', '-c', run], { cwd: mock, env })
      done.push(run)
    }
    expect(done).toEqual(['npm ci', '$MOCKGEN check --format github', 'npm run typecheck', 'npm test'])
  }, 300_000)

  test('fails at the check when the contract has changed, and names files from the top of the repository', async () => {
    const before = readFileSync(contract, 'utf8')
    writeFileSync(contract, before.replace(/^( {2}title: ).*$/m, '$1Another'))
    const step = workflow().steps.find(({ run }) => run.includes('check'))
    try {
      const { code, stdout } = await runCommand('bash', ['-eo', 'pipefail', '-c', step?.run ?? ''], {
        cwd: mock,
        env,
      })
      expect(code).toBe(1)
      expect(stdout).toContain('::error file=mock/contract/openapi.json,')
    } finally {
      writeFileSync(contract, before)
    }
  }, 60_000)

  test('finds mockgen where it is installed, and takes none from the registry', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(join(empty, 'mock'), { recursive: true })
    const { MOCKGEN = '' } = workflow().env
    const version = () =>
      runCommand('bash', ['-c', `${MOCKGEN} --version`], { cwd: join(empty, 'mock'), env: {} })
    expect((await version()).code).not.toBe(0)
    const bin = join(empty, 'node_modules', '.bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'mockgen'), '#!/bin/sh\necho found "$@"\n', { mode: 0o755 })
    expect(await version()).toMatchObject({ code: 0, stdout: 'found --version\n' })
  }, 60_000)
})

/** Every file with its time; what is written shows. */
function filesOf(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => existsSync(join(dir, path)))
    .map((path) => `${path} ${statSync(join(dir, path)).mtimeMs}`)
    .sort()
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
