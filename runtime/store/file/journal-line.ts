// The lines of a journal: a header, then one line for each commit and each drop of a space.
import type { Write } from '../store.js'
import { checkedLine } from './checked-line.js'
import { asInteger, asList, asOptionalNumber, asText, fieldsOf, LineError } from './fields.js'
import type { FileFormat } from './format-line.js'
import { quoted, quotedName } from './quoted-name.js'
import { isReadable, splitValues, valueSeparator, valuesStart } from './values-text.js'

/** What a commit does, with what only the state knew: the sequence of a put row, the id that a release takes from. */
export type JournalWrite =
  | Exclude<Write, { readonly write: 'put' | 'release' }>
  | (Extract<Write, { readonly write: 'put' }> & { readonly sequence: number })
  | (Extract<Write, { readonly write: 'release' }> & { readonly id: string })

/** One line behind the header. `number` counts all lines of the store from 1, without gaps. */
export type JournalEntry =
  | {
      readonly kind: 'commit'
      readonly number: number
      readonly space: string
      /** The version of the commit in its space. */
      readonly version: number
      readonly writes: readonly JournalWrite[]
    }
  | { readonly kind: 'drop'; readonly number: number; readonly space: string }

/** A journal. Its first line holds, under `first`, the number of the first entry. */
export const journalFormat: FileFormat = { name: 'mockgen-journal', version: 2 }

/**
 * A commit: `"n"`, `"space"`, `"version"`, `"rows"` and, where rows are put, `"values"`. `"rows"` lists in order which row
 * is written and how: `["pets","1",["put",3],["claim","email","a@x"],["index","age","5"]]`. The writes are
 * `["put",sequence]`, `["put-text",sequence,"…"]` for a value that does not stand in `"values"`, `["delete"]`,
 * `["claim",constraint,value]`, `["release",…]`, `["index",index,value]`, `["unindex",…]` and `["due",1767225600000]`, or
 * `null` instead of the time. `"values"` are those of the puts, in order, byte for byte, see `values-text.ts`.
 */
export function commitLine(
  number: number,
  space: string,
  version: number,
  writes: readonly JournalWrite[],
): string {
  let rows = ''
  let values = ''
  let [collection, id]: [string?, string?] = []
  for (const write of writes) {
    if (write.id !== id || write.collection !== collection) {
      ;({ collection, id } = write)
      rows += `${rows === '' ? '' : '],'}[${quotedName(collection)},${quoted(id)}`
    }
    if (write.write === 'put' && isReadable(write.value)) {
      rows += `,["put",${write.sequence}]`
      values += values === '' ? write.value : valueSeparator + write.value
    } else rows += `,[${writeText(write)}]`
  }
  if (rows !== '') rows += ']'
  if (values !== '') values = `${valuesStart}${values}]`
  return checkedLine(
    `"n":${number},"space":${quotedName(space)},"version":${version},"rows":[${rows}]${values}`,
  )
}

/** A drop: `"n"` and `"drop"` with the space's name. */
export function dropLine(number: number, space: string): string {
  return checkedLine(`"n":${number},"drop":${JSON.stringify(space)}`)
}

/** Reads the members of a line behind the header; LineError when they do not say what a line of this format says. */
export function readEntry(members: Buffer): JournalEntry {
  const { head, values } = splitValues(members)
  const line = fieldsOf(head)
  const number = asInteger(line.n)
  if (line.drop !== undefined) return { kind: 'drop', number, space: asText(line.drop) }
  const writes: JournalWrite[] = []
  let taken = 0
  const nextValue = () => values[taken++]
  for (const row of asList(line.rows)) readRow(asList(row), nextValue, writes)
  if (taken !== values.length) throw new LineError(`${taken} rows are put and ${values.length} values found`)
  return { kind: 'commit', number, space: asText(line.space), version: asInteger(line.version), writes }
}

function writeText(write: JournalWrite): string {
  switch (write.write) {
    case 'put':
      return `"put-text",${write.sequence},${JSON.stringify(write.value)}`
    case 'delete':
      return '"delete"'
    case 'claim':
    case 'release':
      return `"${write.write}",${quotedName(write.constraint)},${quoted(write.value)}`
    case 'index':
    case 'unindex':
      return `"${write.write}",${quotedName(write.index)},${quoted(write.value)}`
    case 'due':
      return `"due",${JSON.stringify(write.at ?? null)}`
  }
}

function readRow(row: readonly unknown[], nextValue: () => unknown, writes: JournalWrite[]): void {
  const collection = asText(row[0])
  const id = asText(row[1])
  for (let i = 2; i < row.length; i++) writes.push(readWrite(collection, id, asList(row[i]), nextValue))
}

function readWrite(
  collection: string,
  id: string,
  fields: readonly unknown[],
  nextValue: () => unknown,
): JournalWrite {
  const write = asText(fields[0])
  switch (write) {
    case 'put':
      return { write, collection, id, sequence: asInteger(fields[1]), value: asText(nextValue()) }
    case 'put-text':
      return { write: 'put', collection, id, sequence: asInteger(fields[1]), value: asText(fields[2]) }
    case 'delete':
      return { write, collection, id }
    case 'claim':
    case 'release':
      return { write, collection, id, constraint: asText(fields[1]), value: asText(fields[2]) }
    case 'index':
    case 'unindex':
      return { write, collection, id, index: asText(fields[1]), value: asText(fields[2]) }
    case 'due':
      return { write, collection, id, at: asOptionalNumber(fields[1]) }
    default:
      throw new LineError(`there is no write "${write}"`)
  }
}
