// The whole pipeline: from a document to a project on disk.
import { type ChangeFindings, type ChangeReport, findChanges } from './changes/change-report.js'
import type { Diagnostic } from './diagnostics.js'
import type { Orphan } from './hooks/orphans.js'
import { type ProjectOptions, withProject } from './prepare-project.js'
import { runStage } from './read-contract.js'
import type { ApiSummary } from './summarize.js'
import { updatePin } from './update-pin.js'
import type { Survey } from './write/survey.js'
import { type WriteReport, writeProject } from './write/write-project.js'

export interface GenerateOptions extends ProjectOptions {
  /**
   * Overwrites generated files that were changed by hand, creates the user's files again that were removed, and takes a folder
   * that is not ours. Default: false.
   */
  readonly force?: boolean
  /** Fetches anew what comes over the network, and pins a contract by URL in the project's `mockgen.json`. Default: false. */
  readonly updateContract?: boolean
  /** Reports what would be written and writes nothing. Default: false. */
  readonly dryRun?: boolean
  /** Lets the user's hooks of operations that were renamed name them as they are now; nothing else in these files changes. Default: false. */
  readonly fix?: boolean
}

/** What was read and what happened on disk. */
export interface GenerateReport extends ApiSummary, ChangeReport {
  readonly files: WriteReport
  /** The hash that this run wrote into the project's `mockgen.json`; undefined when it changed none. */
  readonly pinned?: string
  /** The user's files that follow renamed operations, and the places in them; none without `fix`. */
  readonly fixed: readonly Orphan[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Generates the project, whose folder is made when it does not exist. Throws DiagnosticError when the document has errors, when
 * the folder is not ours or not writable, or when a generated file was changed by hand; then nothing was written.
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  const { force = false, dryRun = false, fix = false, updateContract = false } = options
  const fetch = updateContract ? 'anew' : 'missing'
  return withProject(
    { ...options, fetch },
    async ({ plans, note, summary, annotations, warnings, history }) => {
      const pins = updateContract ? updatePin(annotations, options.output) : []
      let found: ChangeFindings | undefined
      const renamed = async (survey: Survey) => {
        found = await findChanges(survey, history, fix)
        return found.renamed
      }
      const edits = () => [...pins, ...(found?.edits ?? [])]
      const files = await runStage('write', options.onProgress, () =>
        writeProject(options.output, plans, { ...note, renamed, force, dryRun, edits }),
      )
      const { edits: _, renamed: __, orphans = [], changes = [], ...others } = found ?? {}
      const fixed = fix ? orphans.filter(({ fixable }) => fixable) : []
      const left = orphans.filter((orphan) => !fixed.includes(orphan))
      const { contractHash } = annotations
      const isPinned = pins.length > 0 && contractHash !== undefined
      const pinned = isPinned ? { pinned: contractHash } : {}
      return { ...summary, files, changes, ...others, orphans: left, fixed, ...pinned, warnings }
    },
  )
}
