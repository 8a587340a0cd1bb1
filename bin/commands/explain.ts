// `mockgen explain`: what every operation does and why, and the rules that hold for what is kept, as tables.
import type { WebhookFacts } from '@mockgen/runtime'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import type { ApiModel } from '../../generator/model.js'
import {
  type ExplainConstraint,
  type ExplainEntity,
  type ExplainRow,
  explainEntities,
  explainModel,
} from '../../generator/read/explain.js'
import { readContract } from '../../generator/read-contract.js'
import { summarize } from '../../generator/summarize.js'
import { printJson } from '../formats/json.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { count, printable } from '../printable.js'
import { renderTable } from '../table.js'
import type { Output, Terminal } from '../terminal.js'

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
}

/** Prints the table. Throws DiagnosticError when the document has errors; with `--json` it is printed as JSON instead. */
export async function explain(contract: string, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  if (flags.json) return printJson(() => explainWhole(contract, flags), terminal.out)
  const { document, model, warnings } = await readContract(contract, {
    ...flags,
    overlays: flags.overlay ?? [],
  })
  const rows = explainModel(model, document.locate)
  printDiagnostics(terminal.err, warnings, { contract, limit: shownWarnings })
  printRows(rows, document.file, terminal.out)
  printRules(explainEntities(model, document.locate), terminal.out)
  printWebhooks(model, terminal.out)
  printSummary(model, rows, terminal.out)
  return 0
}

async function explainWhole(contract: string, flags: ExplainFlags) {
  const { document, model, warnings } = await readContract(contract, {
    ...flags,
    overlays: flags.overlay ?? [],
  })
  const webhooks = model.webhooks.map(({ name, facts, origin, reason }) => ({
    name,
    on: (facts.on ?? []).map(({ entity, action }) => `${entity}.${action}`),
    origin,
    reason,
  }))
  const rows = explainModel(model, document.locate)
  return { ...summarize(model), rows, ...(webhooks.length > 0 && { webhooks }), warnings }
}

function printRows(rows: readonly ExplainRow[], file: string, out: Output): void {
  const cells = rows.map((row) => [
    row.id,
    `${row.method.toUpperCase()} ${row.path}`,
    does(row),
    why(row, file),
  ])
  printTable([['OPERATION', 'REQUEST', 'DOES', 'WHY'], ...cells.map((row) => row.map(printable))], out)
}

function does({ action, entity }: ExplainRow): string {
  if (action === undefined) return 'answers only'
  if (action !== 'program') return `${action} ${entity}`
  return entity === undefined ? 'answers by rules' : `program on ${entity}`
}

// What is declared is found by its line; the file is told where it is another one than the document.
function why({ reason, place }: ExplainRow, file: string): string {
  if (place === undefined) return reason
  const where = place.file === file ? `line ${place.line}` : `${place.file}:${place.line}`
  return reason.replace('x-persistence', `x-persistence (${where})`)
}

/** What sends each webhook; those that are only sent on demand are counted. */
function printWebhooks({ webhooks }: ApiModel, out: Output): void {
  const sent = webhooks.filter(({ facts }) => facts.on !== undefined)
  const rows = sent.map(({ name, facts, reason }) => [name, printEvents(facts.on), reason])
  if (rows.length > 0) {
    out.write('\n')
    printTable([['WEBHOOK', 'SENT ON', 'WHY'], ...rows.map((row) => row.map(printable))], out)
  }
  const others = webhooks.length - sent.length
  if (others > 0) out.write(`\n${count(others, 'webhook')} sent on demand only: POST /system/webhooks/NAME\n`)
}

function printEvents(events: WebhookFacts['on'] = []): string {
  return events.map(({ entity, action }) => `${entity}.${action}`).join(', ')
}

/** The rules that hold for the records of each entity; its name stands before the first one. */
function printRules(entities: readonly ExplainEntity[], out: Output): void {
  const rows = entities.flatMap(({ name, constraints }) =>
    constraints.map((rule, index) => [index === 0 ? name : '', whereFrom(rule), rule.text]),
  )
  if (rows.length === 0) return
  out.write('\n')
  printTable([['ENTITY', 'FROM', 'RULE'], ...rows.map((row) => row.map(printable))], out)
}

function whereFrom({ from, place }: ExplainConstraint): string {
  return place === undefined ? from : `${place.file}:${place.line}`
}

function printTable(rows: readonly (readonly string[])[], { write, columns, colors }: Output): void {
  const [head = [], ...lines] = renderTable(rows, columns)
  for (const line of head) write(`${colors.bold(line)}\n`)
  for (const line of lines.flat()) write(`${line}\n`)
}

/** What each entity can do, and how many operations keep nothing. */
function printSummary({ entities }: ApiModel, rows: readonly ExplainRow[], { write, columns }: Output): void {
  const groups = entities.map(({ name, origin }) => {
    const own = rows.filter((row) => row.actions.some(({ entity }) => entity === name))
    const done = own.flatMap((row) => row.actions.filter(({ entity }) => entity === name))
    const actions = [...new Set(done.map(({ action }) => action))].join(', ')
    return [printable(name), count(own.length, 'operation'), origin, actions]
  })
  const stateful = rows.filter(({ action }) => action !== undefined).length
  write('\n')
  for (const line of renderTable(groups, columns).flat()) write(`${line}\n`)
  write(
    `${count(rows.length, 'operation')}: ${stateful} stateful on ${count(entities.length, 'entity', 'entities')}, ` +
      `${rows.length - stateful} answered from examples or the schema\n`,
  )
}
