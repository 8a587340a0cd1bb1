// `mockgen explain`: what every operation does and why, as a table.
import type { ApiModel } from '../../generator/model.js'
import { type ExplainRow, explainModel } from '../../generator/read/explain.js'
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
  readonly json?: boolean
}

/** Prints the table. Throws DiagnosticError when the document has errors; with `--json` it is printed as JSON instead. */
export async function explain(contract: string, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  if (flags.json) return printJson(() => explainWhole(contract, flags), terminal.out)
  const { model, warnings } = await readContract(contract, flags)
  const rows = explainModel(model)
  printDiagnostics(terminal.err, warnings, { contract, limit: shownWarnings })
  printRows(rows, terminal.out)
  printSummary(model, rows, terminal.out)
  return 0
}

async function explainWhole(contract: string, flags: ExplainFlags) {
  const { model, warnings } = await readContract(contract, flags)
  return { ...summarize(model), rows: explainModel(model), warnings }
}

function printRows(rows: readonly ExplainRow[], { write, columns, colors }: Output): void {
  const cells = rows.map((row) => [row.id, `${row.method.toUpperCase()} ${row.path}`, does(row), row.reason])
  const [head = [], ...lines] = renderTable(
    [['OPERATION', 'REQUEST', 'DOES', 'WHY'], ...cells.map((row) => row.map(printable))],
    columns,
  )
  for (const line of head) write(`${colors.bold(line)}\n`)
  for (const line of lines.flat()) write(`${line}\n`)
}

function does({ action, entity }: ExplainRow): string {
  return action === undefined ? 'answers only' : `${action} ${entity}`
}

/** What each entity can do, and how many operations keep nothing. */
function printSummary({ entities }: ApiModel, rows: readonly ExplainRow[], { write, columns }: Output): void {
  const groups = entities.map(({ name, origin }) => {
    const own = rows.filter((row) => row.entity === name)
    const actions = [...new Set(own.map(({ action }) => action))].join(', ')
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
