// The whole pipeline: from a document to a project on disk.
import type { Diagnostic } from './diagnostics.js'
import { type ProjectOptions, withProject } from './prepare-project.js'
import { runStage } from './read-contract.js'
import type { ApiSummary } from './summarize.js'
import { updatePin } from './update-pin.js'
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
}

/** What was read and what happened on disk. */
export interface GenerateReport extends ApiSummary {
  readonly files: WriteReport
  /** The hash that this run wrote into the project's `mockgen.json`; undefined when it changed none. */
  readonly pinned?: string
  readonly warnings: readonly Diagnostic[]
}

/**
 * Generates the project, whose folder is made when it does not exist. Throws DiagnosticError when the document has errors, when
 * the folder is not ours or not writable, or when a generated file was changed by hand; then nothing was written.
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  const { force = false, dryRun = false, updateContract = false } = options
  const fetch = updateContract ? 'anew' : 'missing'
  return withProject({ ...options, fetch }, async ({ plans, note, summary, annotations, warnings }) => {
    const edits = updateContract ? updatePin(annotations, options.output) : []
    const files = await runStage('write', options.onProgress, () =>
      writeProject(options.output, plans, { ...note, force, dryRun, edits }),
    )
    const { contractHash } = annotations
    const isPinned = edits.length > 0 && contractHash !== undefined
    return { ...summary, files, ...(isPinned && { pinned: contractHash }), warnings }
  })
}
