// `mockgen init`: writes what inference finds as an overlay (or a mockgen.json) that says the same, to keep and to edit.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { DiagnosticError } from '../../generator/diagnostics.js'
import { declareInference, type InferenceDeclarations } from '../../generator/init/declare-inference.js'
import { differingOperations } from '../../generator/init/differing-operations.js'
import { overlayText } from '../../generator/init/overlay-text.js'
import { projectConfigText } from '../../generator/init/project-config-text.js'
import { isContractUrl } from '../../generator/load/remote/open-contract.js'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import { type ReadContractOptions, readContract } from '../../generator/read-contract.js'
import { Failure } from '../failure.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { count, printable, shellWord } from '../printable.js'
import type { Terminal } from '../terminal.js'

export interface InitFlags {
  /** Path of the file to write: `.json` for a mockgen.json, else an overlay. Default: `NAME.overlay.yaml` beside the contract. */
  readonly output?: string
  /** True: a file that is there is replaced. */
  readonly force?: boolean
  /** Folder that references may come from. Default: the document's own. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Overlays that are applied before, in this order. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the one beside the contract. */
  readonly config?: string
}

/**
 * Writes the file, once it is sure that reading the contract with it gives the same mock. Throws DiagnosticError when the
 * document has errors, and Failure when the file is there or would not say the same.
 */
export async function init(contract: string, flags: InitFlags, terminal: Terminal): Promise<number> {
  const output = flags.output ?? defaultOutput(contract)
  if (!flags.force && existsSync(output)) {
    const remedy = 'edit it, name another file with -o, or replace it with --force'
    throw new Failure(1, `${printable(output)} is there already`, { remedy })
  }
  const { overlay = [], force: _force, output: _output, ...options } = flags
  const before: ReadContractOptions = { ...options, overlays: overlay }
  const { model, warnings } = await readContract(contract, before)
  const declarations = declareInference(model)
  const isConfig = extname(output) === '.json'
  const text = isConfig
    ? projectConfigText(basename(contract), declarations)
    : overlayText(model.title, declarations)
  await writeOnce(output, text, async (draft) => {
    const after: ReadContractOptions = isConfig
      ? { ...before, config: draft }
      : { ...before, overlays: [...overlay, draft] }
    assertSame(differingOperations(model, (await readAgain(contract, after, isConfig)).model), isConfig)
  })
  printDiagnostics(terminal.err, warnings, { contract, limit: shownWarnings })
  terminal.out.write(`${summary(output, declarations)}\n`)
  const use = isConfig ? '' : ` --overlay ${shellWord(output)}`
  terminal.out.write(`next: mockgen serve ${shellWord(contract)}${use}\n`)
  return 0
}

function defaultOutput(contract: string): string {
  const name = basename(contract, extname(contract))
  const folder = isContractUrl(contract) ? '.' : dirname(contract)
  return join(folder, `${name}.overlay.yaml`)
}

// The draft stands beside the file, so that everything it refers to is found as it will be.
async function writeOnce(
  output: string,
  text: string,
  check: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = join(dirname(output), `.${process.pid}.${basename(output)}`)
  try {
    writeFileSync(draft, text, { flag: 'wx' })
    await check(draft)
    renameSync(draft, output)
  } catch (error) {
    if (error instanceof Failure || error instanceof DiagnosticError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure(1, `${printable(output)} cannot be written: ${reason}`, { cause: error })
  } finally {
    rmSync(draft, { force: true })
  }
}

// What is wrong then is not the user's doing.
async function readAgain(contract: string, options: ReadContractOptions, isConfig: boolean) {
  try {
    return await readContract(contract, options)
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error
    const [first] = error.diagnostics.filter(({ severity }) => severity === 'error')
    throw new Failure(1, `what was inferred cannot be declared: ${printable(first?.message ?? '')}`, {
      remedy: otherFile(isConfig),
      cause: error,
    })
  }
}

function assertSame(differing: readonly string[], isConfig: boolean): void {
  const [first] = differing
  if (first === undefined) return
  const others = differing.length > 1 ? ` and ${count(differing.length - 1, 'other')}` : ''
  throw new Failure(1, `an overlay cannot say what ${printable(first)}${others} should do`, {
    remedy: otherFile(isConfig),
  })
}

// Queries of an overlay reach neither other files nor names with control characters.
function otherFile(isConfig: boolean): string {
  return isConfig
    ? 'report this with the document'
    : 'mockgen.json declares by operationId what no overlay reaches: mockgen init … -o mockgen.json'
}

function summary(output: string, { root, operations }: InferenceDeclarations): string {
  const kept = operations.filter(({ declaration }) => declaration !== false).length
  const entities = Object.keys((root.entities as object | undefined) ?? {}).length
  const stateful = `${count(kept, 'operation')} on ${count(entities, 'entity', 'entities')}`
  return `${printable(output)}: ${stateful}, ${operations.length - kept} answered from examples or the schema`
}
