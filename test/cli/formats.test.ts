// The formats that programs read: they parse, they point to the right place, and hostile text stays text.
import { describe, expect, test } from 'vitest'
import { toWorkflowCommand } from '../../bin/formats/github.js'
import { toJsonReport } from '../../bin/formats/json.js'
import { toSarif } from '../../bin/formats/sarif.js'
import { type Diagnostic, diagnosticCodes } from '../../generator/diagnostics.js'

const placed: Diagnostic = {
  severity: 'warning',
  code: 'MOCKGEN_SCHEMA',
  message: 'expected an object',
  remedy: 'write a mapping',
  pointer: '/paths',
  place: { file: 'my api/a,b:c.yaml', line: 2, column: 8 },
}
const bare: Diagnostic = { severity: 'error', code: 'MOCKGEN_SYNTAX', message: '100%\r\nof it ::error::' }

describe('github', () => {
  test.each([
    [
      'a place becomes escaped properties, the remedy a second line',
      {
        given: placed,
        want: '::warning file=my api/a%2Cb%3Ac.yaml,line=2,col=8,title=MOCKGEN_SCHEMA::expected an object%0Awrite a mapping',
      },
    ],
    [
      'text cannot end the command and start another',
      { given: bare, want: '::error file=api.yaml,title=MOCKGEN_SYNTAX::100%25%0D%0Aof it ::error::' },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(toWorkflowCommand(given, 'api.yaml')).toBe(want)
  })
})

test('json counts, and flattens places', () => {
  expect(toJsonReport([placed])).toMatchObject({ ok: true, errors: 0, warnings: 1 })
  expect(toJsonReport([placed, bare])).toEqual({
    ok: false,
    errors: 1,
    warnings: 1,
    diagnostics: [
      {
        severity: 'warning',
        code: 'MOCKGEN_SCHEMA',
        message: 'expected an object',
        remedy: 'write a mapping',
        pointer: '/paths',
        file: 'my api/a,b:c.yaml',
        line: 2,
        column: 8,
      },
      { severity: 'error', code: 'MOCKGEN_SYNTAX', message: '100%\r\nof it ::error::' },
    ],
  })
})

test('sarif has a rule for every code, and a location for every result', () => {
  const log = toSarif([placed, bare], '/abs/api.yaml')
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mockgen', rules: Object.keys(diagnosticCodes).map((id) => ({ id })) } },
        results: [
          {
            ruleId: 'MOCKGEN_SCHEMA',
            ruleIndex: Object.keys(diagnosticCodes).indexOf('MOCKGEN_SCHEMA'),
            level: 'warning',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'my%20api/a%2Cb%3Ac.yaml' },
                  region: { startLine: 2, startColumn: 8 },
                },
              },
            ],
          },
          {
            level: 'error',
            locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///abs/api.yaml' } } }],
          },
        ],
      },
    ],
  })
})
