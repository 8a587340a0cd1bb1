// `mockgen generate`: a document becomes a project; says what happened and what to do next.
import { DiagnosticError } from '../../generator/diagnostics.js'
import { type GenerateReport, generate } from '../../generator/generate.js'
import { toJsonDiagnostic } from '../formats/json.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { count, printable, shellWord } from '../printable.js'
import { createProgress } from '../progress.js'
import { diagnosticsExitCode } from '../report-failure.js'
import type { Output, Terminal } from '../terminal.js'

export interface GenerateFlags {
  readonly output: string
  readonly runtime: string
  readonly root?: string
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Generates the project. Throws DiagnosticError when nothing was written; with `--json` it is printed as JSON instead. */
export async function generateProject(
  contract: string,
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<number> {
  const options = { contract, ...flags }
  if (flags.json) return printJson(() => generate(options), terminal.out)
  const report = await generate({ ...options, onProgress: createProgress(terminal.err) })
  printDiagnostics(terminal.err, report.warnings, { contract, limit: shownWarnings })
  terminal.out.write(`${summaryLines(report, contract, flags).join('\n')}\n`)
  return 0
}

async function printJson(work: () => Promise<GenerateReport>, out: Output): Promise<number> {
  const print = (value: object) => out.write(`${JSON.stringify(value, undefined, 2)}\n`)
  try {
    const { warnings, ...report } = await work()
    print({ ok: true, ...report, diagnostics: warnings.map(toJsonDiagnostic) })
    return 0
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error
    print({ ok: false, diagnostics: error.diagnostics.map(toJsonDiagnostic) })
    return diagnosticsExitCode(error.diagnostics)
  }
}

function summaryLines(report: GenerateReport, contract: string, flags: GenerateFlags): readonly string[] {
  const { title, version, operations, entities, warnings } = report
  const { stateful, stateless } = operations
  return [
    '',
    `${printable(`${title} ${version}`)}: ${count(operations.total, 'operation')}, ${stateful} stateful, ${stateless} stateless`,
    `${count(entities.length, 'entity', 'entities')}${entities.length > 0 ? `: ${listNames(entities)}` : ''}`,
    `files: ${countFiles(report)}`,
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
    '',
    nextStep(report, contract, flags),
  ]
}

/** Names of entities as far as they fit a line that people read. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(printable).join(', ')
  return names.length > 12 ? `${shown}, …` : shown
}

function countFiles({ files }: GenerateReport): string {
  const kinds = ['created', 'updated', 'unchanged', 'removed', 'kept'] as const
  return kinds.map((kind) => `${files[kind].length} ${kind}`).join(', ')
}

function nextStep({ files }: GenerateReport, contract: string, flags: GenerateFlags): string {
  const folder = shellWord(flags.output)
  const changed = files.created.length + files.updated.length + files.removed.length > 0
  if (flags.dryRun) {
    const again = `mockgen generate ${shellWord(contract)} -o ${folder}`
    return changed ? `Nothing was written. To write it: ${again}` : 'Nothing would change.'
  }
  if (files.created.includes('package.json')) return `Next: cd ${folder} && npm install && npm start`
  if (!changed) return 'Nothing has changed since the last run.'
  // Only a runtime of other bytes leaves something to install.
  const install = files.updated.some((path) => path.startsWith('vendor/')) ? 'npm run update-runtime && ' : ''
  return `Next: cd ${folder} && ${install}npm test`
}
