// The table of documents and stages, as lines for a terminal and as Markdown.
import { type Row, stageNames } from './stages.js'

/** One line for a row; what is red follows, one line each. */
export function printRow(row: Row): string {
  const times = stageNames.map((name) => `${name} ${row.times[name] ?? '-'}`).join(' ')
  const head = `${row.red.length === 0 ? 'ok  ' : 'RED '} ${row.document}: ${counts(row)}  (ms: ${times})`
  return [head, ...row.red.map((line) => `       ${line}`)].join('\n')
}

/** What all rows come to. */
export function printTotal(rows: readonly Row[]): string {
  const { operations, good, accepted } = totals(rows)
  const red = rows.filter((row) => row.red.length > 0).length
  return `${rows.length} documents, ${red} red; ${operations} operations, ${good} answered as declared, ${accepted} accepted findings`
}

/** The table as a Markdown document, without times: they differ from run to run. */
export function markdownTable(rows: readonly Row[]): string {
  const findings = rows.flatMap(({ document, score }) =>
    (score?.accepted ?? []).map(
      ({ call, why }) =>
        `| ${document} | ${code(call.operation)} | ${call.status} | ${why.reason} (${code(why.where)}) |`,
    ),
  )
  return `${[
    '# Real documents',
    '',
    'Written by `npm run test:corpus -- --markdown docs/corpus.md`. Each document is loaded and generated; its project is',
    'type-checked strictly, started, and its own tests are run; every operation is called with a request made from its schemas, in',
    'a sandbox that has the records it speaks of; a record of each entity is created, read, listed, changed and removed. Every',
    'answer is judged by a validator that shares no code with the runtime.',
    '',
    `${printTotal(rows)}.`,
    '',
    '| document | operations | as declared | entities led through their lives | stages |',
    '| --- | --: | --: | --: | --- |',
    ...rows.map(markdownRow),
    '',
    '## Accepted findings',
    '',
    '| document | operation | status | reason |',
    '| --- | --- | --: | --- |',
    ...findings,
  ].join('\n')}\n`
}

function markdownRow({ document, score, run, red }: Row): string {
  const stages = red.length === 0 ? 'all green' : `red: ${red.length}`
  const lives = `${run?.lived.length ?? 0} of ${run?.entities.length ?? 0}`
  return `| ${document} | ${score?.operations ?? 0} | ${score?.good ?? 0} | ${lives} | ${stages} |`
}

function counts({ score, run }: Row): string {
  if (score === undefined || run === undefined) return 'not served'
  const excused = score.accepted.length === 0 ? '' : ` +${score.accepted.length} accepted`
  const unread = run.unreadable.length === 0 ? '' : `, ${run.unreadable.length} keywords unreadable`
  return `${score.good}/${score.operations} operations${excused}, ${run.lived.length}/${run.entities.length} entities${unread}`
}

function totals(rows: readonly Row[]) {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    operations: sum(({ score }) => score?.operations ?? 0),
    good: sum(({ score }) => score?.good ?? 0),
    accepted: sum(({ score }) => score?.accepted.length ?? 0),
  }
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``
}
