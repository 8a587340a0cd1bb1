// The last stage: brings a folder to what the plans say, or changes nothing. Who owns a file decides what may happen to it.
import { DiagnosticError } from '../diagnostics.js'
import type { FilePlan } from '../plan/file-plan.js'
import { applyChanges, type Change, recoverChanges } from './apply-changes.js'
import { changesOf, type FileDecision, problemsOf } from './decide.js'
import { compare, manifestPath } from './manifest.js'
import { openFolder } from './project-folder.js'
import { type RunNote, surveyProject } from './survey.js'

export interface WriteOptions extends RunNote {
  /** Overwrites generated files that were changed by hand, and takes a folder that is not ours. A user's file stays even so. */
  readonly force: boolean
  /** Decides everything and writes nothing. */
  readonly dryRun: boolean
  /** Changes of the user's own files that the user has asked for, known after the survey; made with all others, or not at all. */
  readonly edits?: () => readonly Change[]
}

/** What happened to each file, or would happen in a dry run; paths as planned, sorted. */
export interface WriteReport {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  /** The user's files that exist already, and generated ones that are no longer produced but were changed by hand. */
  readonly kept: readonly string[]
  /** The user's files that mockgen created once and the user has removed since; `force` creates them again. */
  readonly omitted: readonly string[]
}

/**
 * Writes the planned files below `dir`, which is made when it does not exist. All contents are made before the first byte is
 * written; when writing fails midway, what was written is taken back, and what a killed run left is completed first. Throws
 * DiagnosticError MOCKGEN_OUTPUT_NOT_OURS, MOCKGEN_OUTPUT_UNWRITABLE, MOCKGEN_OUTPUT_BUSY or MOCKGEN_CONFLICT, with every file
 * concerned; then nothing has changed. Files that would not change are not touched.
 */
export async function writeProject(
  dir: string,
  plans: readonly FilePlan[],
  options: WriteOptions,
): Promise<WriteReport> {
  const { force, dryRun, edits, ...note } = options
  if (!dryRun) await recoverChanges(await openFolder(dir))
  const { folder, decisions } = await surveyProject(dir, plans, note, force)
  const problems = problemsOf(decisions)
  if (problems.length > 0) throw new DiagnosticError(problems)
  const report = toReport(decisions)
  // Without a manifest, not even one that cannot be understood, the user's files are not of this project.
  if ((await folder.read(manifestPath)).kind === 'absent') requireRunnable(dir, report.kept)
  const changes = [...(edits?.() ?? []), ...changesOf(decisions)]
  await folder.requireWritable(changes.map(({ path }) => path))
  if (!dryRun) await applyChanges(folder, changes)
  return report
}

/** The user's files without which, as mockgen writes them, a project cannot run. */
const vital: ReadonlySet<string> = new Set(['package.json', 'src/app.ts', 'src/server.ts'])

/** Files that stay are the user's, also by force; where they are of something else, the mock could not run beside them. */
function requireRunnable(dir: string, foreign: readonly string[]): void {
  if (!foreign.some((path) => vital.has(path))) return
  const message = `${dir} holds ${foreign.join(', ')}, which mockgen did not write and does not overwrite; the mock could not run with them`
  const remedy = 'Name another folder, or move these files away.'
  throw new DiagnosticError([{ severity: 'error', code: 'MOCKGEN_OUTPUT_NOT_OURS', message, remedy }])
}

function toReport(decisions: readonly FileDecision[]): WriteReport {
  const those = (wanted: FileDecision['fate']) =>
    decisions
      .filter(({ path, fate }) => fate === wanted && path !== manifestPath)
      .map(({ path }) => path)
      .sort(compare)
  return {
    created: those('created'),
    updated: those('updated'),
    unchanged: those('unchanged'),
    removed: those('removed'),
    kept: those('kept'),
    omitted: those('omitted'),
  }
}
