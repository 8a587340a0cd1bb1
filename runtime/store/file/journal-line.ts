// The lines of a journal: a header, then one line for each commit and each drop of a space.
import type { Write } from '../store.js'
import { checkedLine } from './checked-line.js'
import { asInteger, asJson, asList, asOptionalNumber, asText, fieldsOf, LineError } from './fields.js'
import type { FileFormat } from './format-line.js'
import { isReadable } from './stored-value.js'

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

/** Names of collections, indexes and constraints whose JSON texts are kept. */
const maxQuotedNames = 1_000

const quotedNames = new Map<string, string>()

/** A journal. Its first line holds, under `first`, the number of the first entry. */
export const journalFormat: FileFormat = { name: 'mockgen-journal', version: 1 }

/**
 * A commit: `"n"`, `"space"`, `"version"` and `"writes"`, each an array that begins with what is done and to which row:
 * `["put","pets","1",3,{…}]` with the row's sequence and value, `["put-text",…,"…"]` when the value is not canonical JSON,
 * `["delete","pets","1"]`, `["claim","pets","1","email","a@x"]`, `["release",…]`, `["index","pets","1","age","5"]`,
 * `["unindex",…]`, `["due","pets","1",1767225600000]` or `null` instead of the time.
 */
export function commitLine(
  number: number,
  space: string,
  version: number,
  writes: readonly JournalWrite[],
): string {
  let text = ''
  for (const write of writes) text += text === '' ? writeText(write) : `,${writeText(write)}`
  return checkedLine(`"n":${number},"space":${JSON.stringify(space)},"version":${version},"writes":[${text}]`)
}

/** A drop: `"n"` and `"drop"` with the space's name. */
export function dropLine(number: number, space: string): string {
  return checkedLine(`"n":${number},"drop":${JSON.stringify(space)}`)
}

/** Reads the members of a line behind the header; LineError when they do not say what a line of this format says. */
export function readEntry(members: string): JournalEntry {
  const line = fieldsOf(members)
  const number = asInteger(line.n)
  if (line.drop !== undefined) return { kind: 'drop', number, space: asText(line.drop) }
  const writes = asList(line.writes).map(readWrite)
  return { kind: 'commit', number, space: asText(line.space), version: asInteger(line.version), writes }
}

function writeText(write: JournalWrite): string {
  const row = `${quotedName(write.collection)},${JSON.stringify(write.id)}`
  switch (write.write) {
    case 'put':
      return isReadable(write.value)
        ? `["put",${row},${write.sequence},${write.value}]`
        : `["put-text",${row},${write.sequence},${JSON.stringify(write.value)}]`
    case 'delete':
      return `["delete",${row}]`
    case 'claim':
    case 'release':
      return `["${write.write}",${row},${quotedName(write.constraint)},${JSON.stringify(write.value)}]`
    case 'index':
    case 'unindex':
      return `["${write.write}",${row},${quotedName(write.index)},${JSON.stringify(write.value)}]`
    case 'due':
      return `["due",${row},${JSON.stringify(write.at ?? null)}]`
  }
}

// The same few names stand in every line, so their JSON texts are kept.
function quotedName(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const quoted = JSON.stringify(name)
  if (quotedNames.size < maxQuotedNames) quotedNames.set(name, quoted)
  return quoted
}

function readWrite(item: unknown): JournalWrite {
  const fields = asList(item)
  const write = asText(fields[0])
  const ref = { collection: asText(fields[1]), id: asText(fields[2]) }
  switch (write) {
    case 'put':
      return { write, ...ref, sequence: asInteger(fields[3]), value: asJson(fields[4]) }
    case 'put-text':
      return { write: 'put', ...ref, sequence: asInteger(fields[3]), value: asText(fields[4]) }
    case 'delete':
      return { write, ...ref }
    case 'claim':
    case 'release':
      return { write, ...ref, constraint: asText(fields[3]), value: asText(fields[4]) }
    case 'index':
    case 'unindex':
      return { write, ...ref, index: asText(fields[3]), value: asText(fields[4]) }
    case 'due':
      return { write, ...ref, at: asOptionalNumber(fields[3]) }
    default:
      throw new LineError(`there is no write "${write}"`)
  }
}
