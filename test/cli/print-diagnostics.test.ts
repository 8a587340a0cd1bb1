// Diagnostics on the terminal: one grep-able line, an excerpt, a remedy, and nothing that commands the terminal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printDiagnostics, summarizeDiagnostics } from '../../bin/print-diagnostics.js'
import type { Diagnostic } from '../../generator/diagnostics.js'
import { fakeTerminal } from './fake-terminal.js'

const error: Diagnostic = { severity: 'error', code: 'MOCKGEN_SCHEMA', message: 'expected an object' }
const warning: Diagnostic = { ...error, severity: 'warning' }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mockgen-print-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function print(diagnostics: readonly Diagnostic[], columns?: number): string {
  const terminal = fakeTerminal(columns === undefined ? {} : { columns })
  printDiagnostics(terminal.err, diagnostics, { contract: 'api.yaml' })
  return terminal.written.err
}

function source(text: string): string {
  const file = join(folder, 'api.yaml')
  writeFileSync(file, text)
  return file
}

describe('a diagnostic', () => {
  test('with a place shows file, line, column, the line itself, a caret under the column, and the remedy', () => {
    const file = source('openapi: 3.0.3\npaths: 7\n')
    const place = { file, line: 2, column: 8 }
    expect(print([{ ...error, place, remedy: 'write a mapping' }])).toBe(
      [
        `${file}:2:8 error MOCKGEN_SCHEMA expected an object`,
        ' 2 | paths: 7',
        '   |        ^',
        '  fix: write a mapping',
        '',
      ].join('\n'),
    )
  })

  test('without a place names the document and the pointer', () => {
    expect(print([{ ...error, pointer: '/paths/~1pets' }])).toBe(
      'api.yaml error MOCKGEN_SCHEMA expected an object (at #/paths/~1pets)\n',
    )
  })

  test('whose source cannot be read again shows no excerpt', () => {
    const place = { file: join(folder, 'gone.yaml'), line: 1, column: 1 }
    expect(
      print([{ ...error, place }])
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1)
  })

  test('in a minified document shows the part of the line around the column', () => {
    const file = source(`{"a":"${'x'.repeat(5000)}","paths":7}`)
    const [, shown = '', caret = ''] = print(
      [{ ...error, place: { file, line: 1, column: 5017 } }],
      80,
    ).split('\n')
    expect(shown.length).toBeLessThanOrEqual(80)
    expect(shown[caret.indexOf('^')]).toBe('7')
  })

  test('cannot command the terminal with the text of a document', () => {
    const hostile = 'a\u001b[2Jb\u0007c\u009b31md\u202ee\r\nf'
    const file = source(`x: "${hostile.replace(/\s+/g, '')}"\n`)
    const printed = print([
      { ...error, message: hostile, remedy: hostile, pointer: `/${hostile}` },
      { ...error, message: hostile, place: { file, line: 1, column: 12 } },
    ])
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(printed.split('\n').filter((line) => line.includes('MOCKGEN_'))).toHaveLength(2)
  })
})

test('more diagnostics than the limit are counted', () => {
  const terminal = fakeTerminal()
  printDiagnostics(terminal.err, [error, error, warning], { contract: 'api.yaml', limit: 1 })
  expect(terminal.written.err).toContain('2 more')
})

test.each([
  ['nothing', { given: [], want: 'no problems found' }],
  ['one of each', { given: [error, warning], want: '1 error, 1 warning' }],
  ['several', { given: [error, error], want: '2 errors' }],
  ['only warnings', { given: [warning, warning], want: '2 warnings' }],
])('the summary of %s', (_title, { given, want }) => {
  expect(summarizeDiagnostics(given)).toBe(want)
})
