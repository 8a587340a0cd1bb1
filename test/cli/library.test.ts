// The library entry: the pipeline without the command line.
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DiagnosticError, generate } from '../../generator/index.js'
import { useWorkspace } from './workspace.js'

useWorkspace()

test('generate tells its stages in order and answers what was read and written', async () => {
  const told: string[] = []
  const report = await generate({
    contract: 'openapi.yaml',
    output: 'mock',
    runtime: '^0.1.0',
    onProgress: (stage, state) => told.push(`${stage} ${state}`),
  })
  expect(told).toEqual(
    ['load', 'read', 'plan', 'write'].flatMap((stage) => [`${stage} started`, `${stage} finished`]),
  )
  expect(report).toMatchObject({
    title: 'Notes',
    operations: { total: 5, stateful: 4, stateless: 1 },
    entities: ['notes'],
    warnings: [],
  })
  expect(report.files.created).toContain('package.json')
})

test('a document with errors is a DiagnosticError with everything that was found, and the stage has failed', async () => {
  const told: string[] = []
  const failing = generate({
    contract: 'broken.yaml',
    output: 'mock',
    runtime: 'registry',
    onProgress: (stage, state) => told.push(`${stage} ${state}`),
  })
  await expect(failing).rejects.toBeInstanceOf(DiagnosticError)
  await expect(failing).rejects.toMatchObject({
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'MOCKGEN_REF_NOT_FOUND' }),
      expect.objectContaining({ code: 'MOCKGEN_PATH_PARAMETER', severity: 'warning' }),
    ]),
  })
  expect(told).toEqual(['load started', 'load failed'])
  expect(existsSync('mock')).toBe(false)
})
