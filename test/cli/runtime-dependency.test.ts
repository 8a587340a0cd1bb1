// What a generated project depends on: the runtime that this package ships, a range, or what the user wrote.
import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { resolveRuntime } from '../../generator/runtime-dependency.js'
import { useWorkspace } from './workspace.js'

useWorkspace()

const own = () => ({ root: process.cwd(), version: '1.0.0', runtimeVersion: '2.3.4' })

test.each([
  ['registry is a range of the version we write for', { given: 'registry', want: '^2.3.4' }],
  ['anything else is for npm', { given: 'file:../runtime', want: 'file:../runtime' }],
])('%s', async (_title, { given, want }) => {
  expect(await resolveRuntime(given, own())).toEqual({ kind: 'spec', spec: want })
})

test('vendored is the packed runtime, byte for byte', async () => {
  mkdirSync('dist/vendor', { recursive: true })
  writeFileSync('dist/vendor/mockgen-runtime-2.3.4.tgz', 'packed')
  expect(await resolveRuntime('vendored', own())).toEqual({
    kind: 'vendored',
    tarball: Buffer.from('packed'),
  })
})

test('an installation without a packed runtime is a diagnostic', async () => {
  await expect(resolveRuntime('vendored', own())).rejects.toMatchObject({
    diagnostics: [{ code: 'MOCKGEN_RUNTIME_MISSING' }],
  })
})
