// The text of `mockgen explain`: a heading for each entity with its rules, its operations under it, and numbers at the end.
import type { ApiModel } from '../generator/model.js'
import type { ExplainConstraint, ExplainEntity, ExplainRow } from '../generator/read/explain.js'
import { countActions, type ExplainGroup, groupByEntity, groupByReason } from './explain-groups.js'
import { count, cut, printable } from './printable.js'
import { renderTable, wrap } from './table.js'
import type { Output } from './terminal.js'

/** What is printed. */
export interface Explanation {
  readonly entities: readonly ExplainEntity[]
  readonly rows: readonly ExplainRow[]
  readonly webhooks: ApiModel['webhooks']
  /** The document, whose name places need not repeat. */
  readonly file: string
}

/** Prints everything, entity by entity. */
export function printExplanation(explanation: Explanation, out: Output): void {
  const { entities, rows, webhooks, file } = explanation
  for (const group of groupByEntity(entities, rows)) printGroup(group, file, out)
  const others = groupByReason(rows)
  const ruled = others.filter(({ action }) => action !== undefined)
  const silent = others.filter(({ action }) => action === undefined)
  printOthers('answers by rules', ruled, file, out)
  printOthers('answers only', silent, file, out)
  printWebhooks(webhooks, out)
  printNumbers(explanation, out)
}

/** Prints what is told of one entity. */
export function printEntity({ entities, rows, file }: Explanation, name: string, out: Output): void {
  for (const group of groupByEntity(entities, rows))
    if (group.entity.name === name) printGroup(group, file, out)
}

function printGroup({ entity, rows, uses, actions }: ExplainGroup, file: string, out: Output): void {
  printHeading(entity.name, [count(uses, 'operation'), entity.origin, actions.join(', ')], out)
  for (const rule of entity.constraints) printRule(rule, out)
  printRows(
    rows.map((row) => [row.id, requestOf(row), doesOf(row), whyOf(row, file)]),
    out,
  )
  out.write('\n')
}

function printOthers(title: string, rows: readonly ExplainRow[], file: string, out: Output): void {
  if (rows.length === 0) return
  printHeading(title, [count(rows.length, 'operation')], out)
  printRows(
    rows.map((row) => [row.id, requestOf(row), whyOf(row, file)]),
    out,
  )
  out.write('\n')
}

function printHeading(
  name: string,
  told: readonly string[],
  { write, columns = Infinity, colors }: Output,
): void {
  const title = cut(printable(name), columns)
  const rest = cut(told.map((part) => `  ${printable(part)}`).join(''), columns - title.length)
  write(`${colors.bold(title)}${rest.trimEnd()}\n`)
}

// What a rule is declared by is found at its line.
function printRule({ text, place }: ExplainConstraint, { write, columns = Infinity }: Output): void {
  const where = place === undefined ? '' : ` (${place.file}:${place.line})`
  const [first = '', ...more] = wrap(printable(`${text}${where}`), columns - bullet.length)
  write(`${bullet}${first}\n`)
  for (const line of more) write(`${' '.repeat(bullet.length)}${line}\n`)
}

const bullet = '  - '
const indent = '  '

function printRows(rows: readonly (readonly string[])[], { write, columns }: Output): void {
  const cells = rows.map((row) => row.map(printable))
  const lines = renderTable(cells, columns === undefined ? undefined : columns - indent.length)
  for (const line of lines.flat()) write(`${indent}${line}\n`)
}

function requestOf({ method, path }: ExplainRow): string {
  return `${method.toUpperCase()} ${path}`
}

function doesOf({ action = '', entity = '', actions }: ExplainRow): string {
  return action === 'program' && actions.length > 0 ? `program on ${entity}` : action
}

// What is declared is found by its line; the file is told where it is another one than the document.
function whyOf({ reason, place }: ExplainRow, file: string): string {
  if (place === undefined) return reason
  const where = place.file === file ? `line ${place.line}` : `${place.file}:${place.line}`
  return reason.replace('x-persistence', `x-persistence (${where})`)
}

// What sends each webhook; those that are only sent on demand are counted.
function printWebhooks(webhooks: ApiModel['webhooks'], out: Output): void {
  const sent = webhooks.filter(({ facts }) => facts.on !== undefined)
  if (sent.length > 0) {
    printHeading('webhooks', [`${sent.length} sent`], out)
    printRows(
      sent.map(({ name, facts: { on = [] }, reason }) => [
        name,
        on.map(({ entity, action }) => `${entity}.${action}`).join(', '),
        reason,
      ]),
      out,
    )
    out.write('\n')
  }
  const others = webhooks.length - sent.length
  if (others > 0) out.write(`${count(others, 'webhook')} sent on demand only: POST /system/webhooks/NAME\n`)
}

function printNumbers({ entities, rows }: Explanation, { write, columns = Infinity }: Output): void {
  const stateful = rows.filter(({ action }) => action !== undefined).length
  const actions = countActions(rows).map(([action, times]) => `${times} ${action}`)
  const told = actions.length === 0 ? '' : ` (${actions.join(', ')})`
  const text =
    `${count(rows.length, 'operation')}: ${stateful} stateful on ${count(entities.length, 'entity', 'entities')}` +
    `${told}, ${rows.length - stateful} answered from examples or the schema`
  for (const line of wrap(text, columns)) write(`${line}\n`)
}
