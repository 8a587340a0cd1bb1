// `mockgen validate`: every format says the same, and the exit code is the verdict.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

test('a document without problems says so and exits with 0', async () => {
  expect(await call(['validate', 'openapi.yaml'])).toEqual({ code: 0, out: 'no problems found\n', err: '' })
})

test('as text every diagnostic has its place, and the last line counts them', async () => {
  const { code, out, err } = await call(['validate', 'broken.yaml'])
  expect({ code, err }).toEqual({ code: 3, err: '' })
  const lines = out.trimEnd().split('\n')
  expect(lines).toContainEqual(expect.stringMatching(/^broken\.yaml:12:\d+ error MOCKGEN_REF_NOT_FOUND \S/))
  expect(lines).toContainEqual(expect.stringMatching(/^broken\.yaml:35:5 warning MOCKGEN_PATH_PARAMETER \S/))
  expect(lines.at(-1)).toBe('1 error, 1 warning')
})

test('a document with warnings only is fine', async () => {
  writeFileSync('warned.yaml', notes.replace('/ping:', '/ping/{undeclared}:'))
  const { code, out } = await call(['validate', 'warned.yaml'])
  expect(code).toBe(0)
  expect(out).toMatch(/\n1 warning\n$/)
})

test('as JSON', async () => {
  const { code, out, err } = await call(['validate', 'broken.yaml', '--format', 'json'])
  expect({ code, err }).toEqual({ code: 3, err: '' })
  const report: unknown = JSON.parse(out)
  expect(report).toMatchObject({
    ok: false,
    errors: 1,
    warnings: 1,
    diagnostics: expect.arrayContaining([
      expect.objectContaining({
        severity: 'error',
        code: 'MOCKGEN_REF_NOT_FOUND',
        file: 'broken.yaml',
        line: 12,
      }),
    ]),
  })
})

test('as workflow commands', async () => {
  const { code, out } = await call(['validate', 'broken.yaml', '--format', 'github'])
  expect(code).toBe(3)
  expect(out).toMatch(/^::error file=broken\.yaml,line=12,col=\d+,title=MOCKGEN_REF_NOT_FOUND::\S/m)
})

test('as SARIF', async () => {
  const { code, out } = await call(['validate', 'broken.yaml', '--format', 'sarif'])
  expect(code).toBe(3)
  const log = JSON.parse(out)
  expect(log.runs[0].results).toContainEqual(
    expect.objectContaining({ ruleId: 'MOCKGEN_REF_NOT_FOUND', level: 'error' }),
  )
})

test.each([
  ['a missing one', { given: 'gone.yaml', want: 'MOCKGEN_FILE_NOT_FOUND' }],
  ['an empty one', { given: 'empty.yaml', want: 'MOCKGEN_' }],
  ['a truncated one', { given: 'cut.json', want: 'MOCKGEN_SYNTAX' }],
  ['one that is not OpenAPI', { given: 'other.yaml', want: 'MOCKGEN_NOT_OPENAPI' }],
])('a document that cannot be read, %s, is one error with its code', async (_title, { given, want }) => {
  writeFileSync('empty.yaml', '')
  writeFileSync('cut.json', '{"openapi":"3.0.3","info":{')
  writeFileSync('other.yaml', 'name: something\n')
  const { code, out } = await call(['validate', given])
  expect(code).toBe(3)
  expect(out).toContain(` error ${want}`)
  expect(out).toContain(given)
  expect(out).toMatch(/\n1 error\n$/)
})
