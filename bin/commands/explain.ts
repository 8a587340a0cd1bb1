// `mockgen explain`: what is kept, the rules that hold for it, and what every operation does and why.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import { type ExplainRow, explainEntities, explainModel } from '../../generator/read/explain.js'
import { type ReadContract, readContract } from '../../generator/read-contract.js'
import { summarize } from '../../generator/summarize.js'
import { Failure } from '../failure.js'
import { printJson } from '../formats/json.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { printEntity, printExplanation } from '../print-explanation.js'
import type { Terminal } from '../terminal.js'

export interface ExplainFlags {
  /** Folder that references may come from. Default: the document's own. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Overlays, in the order in which they are applied. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the one beside the contract. */
  readonly config?: string
  readonly json?: boolean
  /** The one entity that is told about. Default: all, and what keeps nothing. */
  readonly entity?: string
}

/**
 * Prints it as text. Throws DiagnosticError when the document has errors; with `--json` they are printed as JSON instead. Throws a
 * Failure for an entity that there is not.
 */
export async function explain(contract: string, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  if (flags.json) return printJson(() => explainWhole(contract, flags), terminal.out)
  const { document, model, warnings } = await read(contract, flags)
  const rows = explainModel(model, document.locate)
  const entities = explainEntities(model, document.locate)
  const explanation = { entities, rows, webhooks: model.webhooks, file: document.file }
  printDiagnostics(terminal.err, warnings, { contract, limit: shownWarnings })
  if (flags.entity === undefined) printExplanation(explanation, terminal.out)
  else printEntity(explanation, flags.entity, terminal.out)
  return 0
}

async function explainWhole(contract: string, flags: ExplainFlags) {
  const { document, model, warnings } = await read(contract, flags)
  const webhooks = model.webhooks.map(({ name, facts, origin, reason }) => ({
    name,
    on: (facts.on ?? []).map(({ entity, action }) => `${entity}.${action}`),
    origin,
    reason,
  }))
  const isMeant = ({ actions }: ExplainRow) =>
    flags.entity === undefined || actions.some(({ entity }) => entity === flags.entity)
  const rows = explainModel(model, document.locate).filter(isMeant)
  return { ...summarize(model), rows, ...(webhooks.length > 0 && { webhooks }), warnings }
}

async function read(
  contract: string,
  { entity, overlay = [], ...others }: ExplainFlags,
): Promise<ReadContract> {
  const found = await readContract(contract, { ...others, overlays: overlay })
  const names = found.model.entities.map(({ name }) => name)
  if (entity === undefined || names.includes(entity)) return found
  const meant = didYouMean(entity, names)
  const remedy = meant ? `did you mean ${meant}?` : `it has ${names.join(', ') || 'none'}`
  throw new Failure(2, `${contract} has no entity "${entity}"`, { remedy })
}
