// `mockgen generate`: a document becomes a project; says what happened and what to do next.

import { generate } from '../../generator/generate.js'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import type { ReadContract } from '../../generator/read-contract.js'
import { checkDefaults } from '../check-examples.js'
import { checkFilling } from '../check-filling.js'
import { printJson } from '../formats/json.js'
import { summarizeRun } from '../generate-summary.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { createProgress } from '../progress.js'
import type { Terminal } from '../terminal.js'

export interface GenerateFlags {
  readonly output: string
  readonly runtime?: string
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Overlays, in the order in which they are applied. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the one beside the contract. */
  readonly config?: string
  readonly force?: boolean
  /** Fetches anew what comes over the network, and pins it. */
  readonly updateContract?: boolean
  readonly dryRun?: boolean
  /** Edits hooks of renamed operations. */
  readonly fix?: boolean
  /** Prints every change of the contract. */
  readonly changes?: boolean
  readonly json?: boolean
}

/** Generates the project. Throws DiagnosticError when nothing was written; with `--json` it is printed as JSON instead. */
export async function generateProject(
  contract: string,
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<number> {
  const { overlay = [], changes: _, ...others } = flags
  const check = async (read: ReadContract) => [...(await checkDefaults(read)), ...(await checkFilling(read))]
  const options = { contract, ...others, overlays: overlay, check }
  if (flags.json) return printJson(() => generate(options), terminal.out)
  const onProgress = createProgress(terminal.err, flags.dryRun ? { write: 'render the files' } : {})
  const report = await generate({ ...options, onProgress })
  printDiagnostics(terminal.err, report.warnings, { contract, limit: shownWarnings })
  terminal.out.write(`${summarizeRun(report, flags, terminal.out.colors).join('\n')}\n`)
  return 0
}
