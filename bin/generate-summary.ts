// The last words of `mockgen generate`: what was read, what became of the files, and what to do next.
import type { GenerateReport } from '../generator/generate.js'
import { changeLines, fixLines } from './changes-text.js'
import { count, printable, shellWord } from './printable.js'
import type { Colors } from './terminal.js'

/** What was asked for, as far as the summary depends on it. */
export interface SummarizedRun {
  readonly output: string
  readonly dryRun?: boolean
  /** Prints every change of the contract. */
  readonly changes?: boolean
}

/** Most entities that are named; more would not fit a line that people read. */
const shownEntities = 12
/** Most lines about what changed in the contract. */
const shownChanges = 15
const allChanges = '--changes prints all of them'
// What was compared is overwritten by now.
const earlierChanges = '--changes prints all of them, when contract/openapi.json is restored first'
/** Most files that a dry run lists: a whole project, and not the screens of one that is far larger. */
const shownFiles = 40

/** The lines of the summary. */
export function summarizeRun(report: GenerateReport, run: SummarizedRun, colors: Colors): readonly string[] {
  const { title, version, operations, entities, warnings } = report
  const { stateful, stateless } = operations
  const limit = run.changes ? Number.POSITIVE_INFINITY : shownChanges
  return [
    '',
    `${printable(`${title} ${version}`)}: ${count(operations.total, 'operation')}, ${stateful} stateful, ${stateless} stateless`,
    `${count(entities.length, 'entity', 'entities')}${entities.length > 0 ? `: ${listNames(entities)}` : ''}`,
    ...(run.dryRun ? listChanges(report) : [countFiles(report)]),
    ...listForeign(report),
    ...(report.pinned === undefined
      ? []
      : [`mockgen.json ${run.dryRun ? 'would pin' : 'pins'} the contract as ${report.pinned}`]),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
    ...changeLines(report, limit, run.dryRun ? allChanges : earlierChanges, colors),
    ...fixLines(report.fixed, run.dryRun ?? false),
    '',
    nextStep(report, run),
  ]
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, shownEntities).map(printable).join(', ')
  return names.length > shownEntities ? `${shown}, …` : shown
}

function countFiles({ files }: GenerateReport): string {
  const kinds = ['created', 'updated', 'unchanged', 'removed', 'kept'] as const
  return `files: ${kinds.map((kind) => `${files[kind].length} ${kind}`).join(', ')}`
}

function listChanges({ files }: GenerateReport): readonly string[] {
  const those = (verb: string, paths: readonly string[]) =>
    paths.map((path) => `  ${verb} ${printable(path)}`)
  const changes = [
    ...those('create', files.created),
    ...those('update', files.updated),
    ...those('remove', files.removed),
  ]
  const hidden = changes.length - shownFiles
  return [
    `files: ${files.created.length} to create, ${files.updated.length} to update, ${files.removed.length} to remove`,
    ...changes.slice(0, shownFiles),
    ...(hidden > 0 ? [`  … and ${hidden} more: --dry-run --json lists all of them`] : []),
  ]
}

/** In a project that is new, what was kept is not ours, and may not be what the project needs there. */
function listForeign(report: GenerateReport): readonly string[] {
  const { kept } = report.files
  if (!isNew(report) || kept.length === 0) return []
  return [`kept, not written by mockgen: ${kept.map(printable).join(', ')}`]
}

function nextStep(report: GenerateReport, { output, dryRun }: SummarizedRun): string {
  const { files } = report
  const folder = shellWord(output)
  const { created, updated, removed } = files
  const changed = created.length + updated.length + removed.length + report.fixed.length > 0
  if (dryRun) {
    return changed
      ? 'Nothing was written. To write it, run the same without --dry-run.'
      : 'Nothing would change.'
  }
  if (isNew(report)) return `Next: cd ${folder} && npm install && npm start`
  if (!changed) return 'Nothing has changed since the last run.'
  // npm goes on using the runtime that it knows until it is told of other bytes.
  const install = updated.some((path) => path.startsWith('vendor/')) ? 'npm run update-runtime && ' : ''
  return `Next: cd ${folder} && ${install}npm test`
}

function isNew({ files }: GenerateReport): boolean {
  return files.created.includes('package.json')
}
