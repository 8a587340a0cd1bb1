// The table of documents and stages, as lines for a terminal and as Markdown.
import type { Score } from './judge-run.js'
import { type Row, stageNames } from './stages.js'

/** One line for a row; what is red follows, one line each. */
export function printRow(row: Row): string {
  const times = stageNames.map((name) => `${name} ${row.times[name] ?? '-'}`).join(' ')
  const head = `${row.red.length === 0 ? 'ok  ' : 'RED '} ${row.document}: ${counts(row)}  (ms: ${times})`
  return [head, ...row.red.map((line) => `       ${line}`)].join('\n')
}

/** What all rows come to. */
export function printTotal(rows: readonly Row[]): string {
  const sum = (name: (typeof counted)[number]) =>
    rows.reduce((total, { score }) => total + (score?.[name] ?? 0), 0)
  const red = rows.filter((row) => row.red.length > 0).length
  const accepted = rows.reduce((total, { score }) => total + (score?.accepted.length ?? 0), 0)
  return [
    `${rows.length} documents, ${red === 0 ? 'all green' : `${red} red`}; ${sum('operations')} operations:`,
    `${sum('succeeded')} answered 2xx or 3xx as declared, ${sum('undeclared')} 2xx where no success is declared,`,
    `${sum('refused')} refused as declared, ${sum('ownErrors')} with an error of our own, ${sum('broken')} broke the document`,
    `(${accepted} of these explained below)`,
  ].join(' ')
}

/** The columns of a score that are numbers. */
const counted = [
  'operations',
  'succeeded',
  'undeclared',
  'refused',
  'ownErrors',
  'broken',
] as const satisfies readonly (keyof Score)[]

/** The table as a Markdown document, without times: they differ from run to run. */
export function markdownTable(rows: readonly Row[]): string {
  const findings = rows.flatMap(({ document, score }) =>
    (score?.accepted ?? []).map(
      ({ call, why }) =>
        `| ${document} | ${code(call.operation)} | ${call.status} | ${why.reason} (${code(`#${why.where}`)}) |`,
    ),
  )
  const stages = stageNames.map((name) => ` ${name} |`).join('')
  return `${[
    ...introduction,
    `${printTotal(rows)}.`,
    '',
    `| document |${stages} lives | operations | as declared | no success declared | declared refusal | error of our own | broken |`,
    `| --- |${stageNames.map(() => ' :-: |').join('')} --: | --: | --: | --: | --: | --: | --: |`,
    ...rows.map(markdownRow),
    '',
    '## What is accepted',
    '',
    'Calls that end in something else than a valid success, each because of what its document says.',
    '',
    '| document | operation | status | reason |',
    '| --- | --- | --: | --- |',
    ...findings,
  ].join('\n')}\n`
}

const introduction = [
  '# Real documents',
  '',
  'What mockgen makes of OpenAPI documents that others wrote: the examples in two npm packages (`readme/…` is',
  '`@readme/oas-examples`, `galaxy/…` is `@scalar/galaxy`), and a collection of public APIs and of parser tests (`corpus/…`).',
  'Their text is not part of this project. This file is written by',
  '',
  '```sh',
  'npm run test:corpus -- --markdown docs/corpus.md   # or with a part of a name, such as "petstore"',
  '```',
  '',
  'which takes the documents of the packages, and those of a folder that `MOCKGEN_CORPUS` names. The stages:',
  '',
  '- **load**, **generate**: read without an error, and written as a project',
  '- **types**: the project compiles under its own strict settings; **start**: it starts and says that it is healthy; **tests**: `npm test` in it passes',
  '- **operations**: every operation is called with a request made from its schemas, in a sandbox that has the records it speaks of',
  '- **lives**: entities of which a record was created (or, where it is alone in its scope, found), read, listed, changed and',
  '  removed, of all that there are; the others have no operation that creates one',
  '',
  'Every answer is judged by a JSON Schema validator and a lookup that share no code with the runtime. The last columns count the',
  'answers: 2xx or 3xx as the document declares; 2xx where it declares no success at all; refused as it declares; refused with an',
  'error of ours that it does not describe; against the document.',
  '',
]

function markdownRow({ document, passed, score, run }: Row): string {
  const stages = stageNames.map((name) => (passed.includes(name) ? ' ✓ |' : ' ✗ |')).join('')
  const lives = `${run?.lived.length ?? 0} of ${run?.entities.length ?? 0}`
  const numbers = counted.map((name) => ` ${score?.[name] ?? 0} |`).join('')
  return `| ${document} |${stages} ${lives} |${numbers}`
}

function counts({ score, run }: Row): string {
  if (score === undefined || run === undefined) return 'not served'
  const excused = score.accepted.length === 0 ? '' : ` +${score.accepted.length} accepted`
  const unread = run.unreadable.length === 0 ? '' : `, ${run.unreadable.length} keywords unreadable`
  const good = score.succeeded + score.undeclared
  return `${good}/${score.operations} operations${excused}, ${run.lived.length}/${run.entities.length} entities${unread}`
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``
}
