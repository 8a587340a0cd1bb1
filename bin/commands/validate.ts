// `mockgen validate`: everything that is wrong with a document, for people, programs and CI systems.

import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import { readContract } from '../../generator/read-contract.js'
import { checkExamples } from '../check-examples.js'
import { checkFilling } from '../check-filling.js'
import { toWorkflowCommand } from '../formats/github.js'
import { toJsonReport } from '../formats/json.js'
import { toSarif } from '../formats/sarif.js'
import { countSeverities, printDiagnostics, summarizeDiagnostics } from '../print-diagnostics.js'
import type { Terminal } from '../terminal.js'

export type ValidateFormat = 'text' | 'json' | 'github' | 'sarif'

export interface ValidateFlags {
  /** Folder that references may come from. Default: the document's own. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Overlays, in the order in which they are applied. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the one beside the contract. */
  readonly config?: string
  readonly format: ValidateFormat
}

/** Prints every diagnostic of the document. Exit code 3 when one of them is an error, else 0. */
export async function validate(contract: string, flags: ValidateFlags, terminal: Terminal): Promise<number> {
  const diagnostics = await collectDiagnostics(contract, flags)
  writers[flags.format](diagnostics, contract, terminal)
  return countSeverities(diagnostics).errors > 0 ? 3 : 0
}

async function collectDiagnostics(contract: string, flags: ValidateFlags): Promise<readonly Diagnostic[]> {
  try {
    const read = await readContract(contract, { ...flags, overlays: flags.overlay ?? [] })
    return [...read.warnings, ...(await checkExamples(read)), ...(await checkFilling(read))]
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics
    throw error
  }
}

type Writer = (diagnostics: readonly Diagnostic[], contract: string, terminal: Terminal) => void

const writers: Readonly<Record<ValidateFormat, Writer>> = {
  text: (diagnostics, contract, { out }) => {
    printDiagnostics(out, diagnostics, { contract })
    out.write(`${summarizeDiagnostics(diagnostics)}\n`)
  },
  json: (diagnostics, _contract, { out }) => {
    out.write(`${JSON.stringify(toJsonReport(diagnostics), undefined, 2)}\n`)
  },
  github: (diagnostics, contract, { out }) => {
    for (const diagnostic of diagnostics) out.write(`${toWorkflowCommand(diagnostic, contract)}\n`)
    out.write(`${summarizeDiagnostics(diagnostics)}\n`)
  },
  sarif: (diagnostics, contract, { out }) => {
    out.write(`${JSON.stringify(toSarif(diagnostics, contract), undefined, 2)}\n`)
  },
}
