// Whether a committed project is what its contract would be generated to today. Nothing is written.
import { type ChangeFindings, type ChangeReport, findChanges } from '../changes/change-report.js'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import { type PreparedProject, type ProjectOptions, withProject } from '../prepare-project.js'
import { runStage } from '../read-contract.js'
import type { ApiSummary } from '../summarize.js'
import type { FileDecision } from '../write/decide.js'
import { type Survey, surveyProject } from '../write/survey.js'
import { unifiedDiff } from './unified-diff.js'

export type CheckOptions = ProjectOptions

/**
 * Why a file is not as it should be. `stale`: it was generated from another contract or by another mockgen. `edited`: it is
 * generated and was changed by hand. `missing`: it is not there. `leftover`: it is no longer produced. `foreign`: a file that
 * mockgen did not write stands in its place. `obstacle`: something that is no file does.
 */
export type Drift = 'stale' | 'edited' | 'missing' | 'leftover' | 'foreign' | 'obstacle'

/** A file that is not as it should be. */
export interface Difference {
  /** From the project's folder, with slashes. */
  readonly path: string
  readonly drift: Drift
  /** Unified, from the file that stands there to the one that `generate` would write. */
  readonly diff: string
}

export interface CheckReport extends ApiSummary, ChangeReport {
  /** True when `generate` would change nothing. */
  readonly fresh: boolean
  readonly differences: readonly Difference[]
  /** Versions of the mockgen that wrote the project last, and of this one. */
  readonly writtenBy: string
  readonly checkedBy: string
  readonly warnings: readonly Diagnostic[]
}

/**
 * Compares the project in `output` with what `generate` would write. Nothing is fetched: of documents on the network the copies
 * count that the project keeps. Throws DiagnosticError when the document has errors, when
 * the folder holds no project of ours, or when a run was interrupted there.
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  return withProject({ ...options, fetch: 'never' }, (project) => compare(options, project))
}

async function compare(
  options: CheckOptions,
  { plans, note, summary, warnings, history }: PreparedProject,
): Promise<CheckReport> {
  let found: ChangeFindings | undefined
  const renamed = async (survey: Survey) => {
    found = await findChanges(survey, history)
    return found.renamed
  }
  const survey = await runStage('write', options.onProgress, () =>
    surveyProject(options.output, plans, { ...note, renamed }),
  )
  const writtenBy = survey.manifest?.generator
  if (writtenBy === undefined) throw new DiagnosticError([noProject(options.output)])
  const differences = differencesOf(survey)
  const { edits: _, renamed: __, changes = [], orphans = [], ...others } = found ?? {}
  return {
    ...summary,
    changes,
    ...others,
    orphans,
    fresh: differences.length === 0,
    differences,
    writtenBy,
    checkedBy: note.generator,
    warnings,
  }
}

function noProject(dir: string): Diagnostic {
  const message = `${dir} holds no project that mockgen wrote`
  const remedy = `Run mockgen generate with the contract and -o ${dir}.`
  return { severity: 'error', code: 'MOCKGEN_OUTPUT_NOT_OURS', message, remedy }
}

function differencesOf({ decisions }: Survey): readonly Difference[] {
  return decisions.flatMap((decision) => {
    if (!('after' in decision)) return []
    const { path, before, after } = decision
    return [{ path, drift: drifts[decision.fate], diff: unifiedDiff(path, before, after) }]
  })
}

type Differing = Extract<FileDecision, { readonly after: unknown }>['fate']

const drifts: Readonly<Record<Differing, Drift>> = {
  created: 'missing',
  updated: 'stale',
  removed: 'leftover',
  edited: 'edited',
  foreign: 'foreign',
  obstacle: 'obstacle',
}
