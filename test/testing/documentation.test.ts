// What docs/testing.md shows for Vitest, in a generated project: it type-checks there, and its tests pass.
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generate } from '../../generator/index.js'
import { root } from '../architecture/source-files.js'
import { typeCheckProject } from '../corpus/project.js'
import { exampleDocument } from '../support/open-mock.js'
import { mustRun } from '../support/run-command.js'
import { tempFolder } from '../support/temp-folder.js'

it('docs/testing.md shows tests that a generated project can run as they stand', async () => {
  const project = join(tempFolder('mockgen-testing'), 'mock')
  await generate({ contract: exampleDocument('bookstore'), output: project, runtime: 'registry' })
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  const text = readFileSync(join(root, 'docs/testing.md'), 'utf8')
  const [, path = '', block = ''] = /^```ts\n\/\/ (test\/[\w.-]+)\n([\s\S]*?)^```$/m.exec(text) ?? []
  writeFileSync(join(project, path), block)
  rmSync(join(project, 'test/smoke.test.ts'))
  typeCheckProject(project)
  const { stdout } = await mustRun('npm', ['test', '--', '--reporter=json'], {
    cwd: project,
    env: { NO_COLOR: '1', npm_config_loglevel: 'silent' },
  })
  const report: unknown = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect(report).toMatchObject({ success: true, numPassedTests: block.split('\ntest(').length - 1 })
}, 120_000)
