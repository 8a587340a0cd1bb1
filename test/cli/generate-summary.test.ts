// The summary of `mockgen generate`: what to do next depends on what became of the files, and lists stay short.
import { describe, expect, test } from 'vitest'
import { type SummarizedRun, summarizeRun } from '../../bin/generate-summary.js'
import type { WriteReport } from '../../generator/index.js'
import { fakeTerminal } from './fake-terminal.js'

const nothing: WriteReport = { created: [], updated: [], unchanged: [], removed: [], kept: [], omitted: [] }

function summarize(files: Partial<WriteReport>, run: Partial<SummarizedRun> = {}): readonly string[] {
  const operations = { total: 0, stateful: 0, stateless: 0 }
  const report = { title: 'Notes', version: '1', operations, entities: [], warnings: [] }
  const changes = { changes: [], orphans: [], fixed: [] }
  const { colors } = fakeTerminal().out
  return summarizeRun(
    { ...report, ...changes, files: { ...nothing, ...files } },
    { output: 'my mock', ...run },
    colors,
  )
}

describe('the next step', () => {
  test.each<[string, { given: Partial<WriteReport>; want: string }]>([
    [
      'of a new project is installing and starting',
      { given: { created: ['package.json'] }, want: "Next: cd 'my mock' && npm install && npm start" },
    ],
    [
      'after a change is testing',
      { given: { updated: ['contract/openapi.json'] }, want: "Next: cd 'my mock' && npm test" },
    ],
    [
      'after a change of the vendored runtime is telling npm first',
      {
        given: { updated: ['vendor/mockgen-runtime.tgz'] },
        want: "Next: cd 'my mock' && npm run update-runtime && npm test",
      },
    ],
    ['without a change is nothing', { given: {}, want: 'Nothing has changed since the last run.' }],
  ])('%s', (_title, { given, want }) => {
    expect(summarize(given).at(-1)).toBe(want)
  })
})

test('a dry run lists each kind of change, and no more than people read', () => {
  const created = Array.from({ length: 50 }, (_, i) => `${i}.ts`)
  const lines = summarize({ created, updated: ['u'], removed: ['r'] }, { dryRun: true })
  expect(lines).toContain('files: 50 to create, 1 to update, 1 to remove')
  expect(lines.filter((line) => line.startsWith('  create'))).toHaveLength(40)
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}… and 12 more: .*--json/))
  const few = summarize({ created: ['c'], updated: ['u'], removed: ['r'] }, { dryRun: true })
  expect(few.filter((line) => line.startsWith('  '))).toEqual(['  create c', '  update u', '  remove r'])
})
