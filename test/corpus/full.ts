// npm run test:corpus -- [FILTER] [--json FILE] [--markdown FILE] [--jobs N]: every real document through every stage, as many
// at a time as there are processors: half of the time goes into waiting for the programs that a project starts. The shorter
// form, which serves the documents without generating code, runs with npm test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Accepted, accepted } from './accepted.js'
import { allDocuments, corpusFolder, type RealDocument } from './documents.js'
import { type Row, runStages, stageNames } from './stages.js'
import { markdownTable, printRow, printTotal } from './table.js'

const help = `npm run test:corpus -- [FILTER] [--json FILE] [--markdown FILE] [--jobs N]

Takes every real document through every stage: ${stageNames.join(', ')}.
FILTER is a part of the names of the documents to take; --jobs is how many at a time (default: as many as processors).
Ends with 1 when anything is red, or when FILTER names no document.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    markdown: { type: 'string' },
    jobs: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help === true) {
  console.log(help)
  process.exit(0)
}
const jobs = Math.max(1, Number(values.jobs ?? availableParallelism()) || 1)
const documents = allDocuments.filter(({ name }) => name.includes(positionals[0] ?? ''))
const folder = mkdtempSync(join(tmpdir(), 'mockgen-corpus-'))
// Of this program alone; the projects that it starts have settings of their own.
delete process.env.TSX_TSCONFIG_PATH
const byDocument = new Map<RealDocument, Row>()
const waiting = documents.entries()

try {
  if (corpusFolder === undefined) console.log('no corpus folder: only the documents of the dev dependencies')
  await Promise.all(Array.from({ length: jobs }, work))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const rows = documents.flatMap((document) => byDocument.get(document) ?? [])
console.log(printTotal(rows))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
if (values.markdown !== undefined) writeFileSync(values.markdown, markdownTable(rows))
const stale = positionals.length === 0 && corpusFolder !== undefined ? staleFindings() : []
for (const { document, operation } of stale)
  console.log(`RED  accepted, but not found any more: ${document} ${operation}`)
const isGreen = rows.length > 0 && stale.length === 0 && rows.every(({ red }) => red.length === 0)
process.exitCode = isGreen ? 0 : 1

// Each worker takes the next document until there is none.
async function work(): Promise<void> {
  for (const [i, document] of waiting) {
    progress(`${i + 1}/${documents.length} ${document.name}`)
    const row = await runStages(document, join(folder, String(i)))
    byDocument.set(document, row)
    progress('')
    console.log(printRow(row))
  }
}

/** Findings that were accepted and that no document has any more. */
function staleFindings(): readonly Accepted[] {
  const found = new Set(rows.flatMap(({ score }) => (score?.accepted ?? []).map(({ why }) => why)))
  return accepted.filter((one) => !found.has(one))
}

/** What is being done now, on a terminal, where the next line replaces it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
