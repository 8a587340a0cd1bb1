// How errors end: codes for programs, a sentence for people, a stack only for who asks for it.
import { expect, test } from 'vitest'
import { Failure } from '../../bin/failure.js'
import { reportFailure } from '../../bin/report-failure.js'
import { type DiagnosticCode, DiagnosticError } from '../../generator/diagnostics.js'
import { fakeTerminal } from './fake-terminal.js'

function report(error: unknown, withStack = false) {
  const terminal = fakeTerminal()
  return { code: reportFailure(error, terminal, withStack), ...terminal.written }
}

const diagnostic = (code: DiagnosticCode) => new DiagnosticError([{ severity: 'error', code, message: 'no' }])

test.each([
  ['the document has errors', { given: diagnostic('MOCKGEN_SYNTAX'), want: 3 }],
  ['the document is not there', { given: diagnostic('MOCKGEN_FILE_NOT_FOUND'), want: 3 }],
  ['the folder is not ours', { given: diagnostic('MOCKGEN_OUTPUT_NOT_OURS'), want: 1 }],
  ['a generated file was edited', { given: diagnostic('MOCKGEN_CONFLICT'), want: 1 }],
  ['the installation is broken', { given: diagnostic('MOCKGEN_RUNTIME_MISSING'), want: 1 }],
  ['the usage is wrong', { given: new Failure(2, 'no'), want: 2 }],
  ['a port is in use', { given: new Failure(1, 'no'), want: 1 }],
  ['there is a bug', { given: new TypeError('no'), want: 1 }],
  ['something else was thrown', { given: 'no', want: 1 }],
])('the exit code when %s', (_title, { given, want }) => {
  expect(report(given)).toMatchObject({ code: want, out: '' })
})

test('a bug is one sentence, and its stack with its causes only where it is asked for', () => {
  const bug = new TypeError('x is not a function', { cause: new Error('deeper') })
  expect(report(bug).err).toMatch(/^error: this is a bug in mockgen: x is not a function\n .*--debug/)
  expect(report(bug).err).not.toContain('    at ')
  expect(report(bug, true).err).toMatch(
    /TypeError: x is not a function\n {4}at [\s\S]*caused by Error: deeper\n {4}at /,
  )
})
