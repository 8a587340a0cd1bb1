// The lines of a snapshot: a header, for each space a line and its records, and an end that says how many there were.
import { checkedLine } from './checked-line.js'
import { asInteger, asList, asOptionalNumber, asText, type Fields, fieldsOf } from './fields.js'
import type { FileFormat } from './format-line.js'
import type { NamedValue, SnapshotRecord } from './record-image.js'
import { isReadable } from './values-text.js'

/** A snapshot. Its first line holds, under `last`, the number of the last journal entry that is in it. */
export const snapshotFormat: FileFormat = { name: 'mockgen-snapshot', version: 2 }

const valueStart = Buffer.from(',"value":')
const memberStart = Buffer.from(',"')

/** A space: its counters go on where they were. */
export interface SpaceLine {
  readonly space: string
  readonly version: number
  readonly sequence: number
}

/** `{"crc":"…","space":"…","version":7,"sequence":12}`: the records of the space follow, by collection and sequence. */
export function spaceLine({ space, version, sequence }: SpaceLine): string {
  return checkedLine(`"space":${JSON.stringify(space)},"version":${version},"sequence":${sequence}`)
}

/** `{"crc":"…","end":3}`: the number of records. Without it the snapshot is not whole. */
export function endLine(records: number): string {
  return checkedLine(`"end":${records}`)
}

/**
 * A record: `"collection"`, `"id"`, `"sequence"` and `"version"` when it has a row, `"due"`, `"indexes"` and `"unique"` as
 * lists of name and value, at the end `"value"`, or `"text"` for a value that is not JSON in one line.
 */
export function recordLine({ collection, id, row, due, indexes, unique }: SnapshotRecord): string {
  const parts = [recordKey(collection, id)]
  if (row !== undefined) parts.push(`"sequence":${row.sequence},"version":${row.version}`)
  if (due !== undefined) parts.push(`"due":${due}`)
  if (indexes.length > 0) parts.push(`"indexes":${namedValues(indexes)}`)
  if (unique.length > 0) parts.push(`"unique":${namedValues(unique)}`)
  if (row !== undefined)
    parts.push(isReadable(row.value) ? `"value":${row.value}` : `"text":${JSON.stringify(row.value)}`)
  return checkedLine(parts.join(','))
}

/** How the line of a record begins behind its checksum; no other record's does. */
export function recordKey(collection: string, id: string): string {
  return `"collection":${JSON.stringify(collection)},"id":${JSON.stringify(id)}`
}

/** The `recordKey` of a line, without parsing it: a quote inside a JSON string never follows a comma bare. */
export function recordKeyOf(members: Buffer): string {
  const end = members.indexOf(memberStart, members.indexOf(memberStart) + memberStart.length)
  // A record always has something behind its key; the brace is there in any case.
  return members.toString('utf8', 0, end < 0 ? members.length - 1 : end)
}

/** Reads a space's line; LineError when it is not one. */
export function readSpaceLine(line: Fields): SpaceLine {
  return {
    space: asText(line.space),
    version: asInteger(line.version),
    sequence: asInteger(line.sequence),
  }
}

/** Reads a record's line; LineError when it is not one. */
export function readRecordLine(members: Buffer): SnapshotRecord {
  // The value comes last and is taken as it stands: parsing it would be most of the work of a start. A quote inside a
  // JSON string never follows a comma bare, so the first place that looks like the member is the member.
  const end = members.indexOf(valueStart)
  const line = fieldsOf(end < 0 ? members.toString() : `${members.toString('utf8', 0, end)}}`)
  const value = end < 0 ? line.text : members.toString('utf8', end + valueStart.length, members.length - 1)
  const hasRow = value !== undefined
  return {
    collection: asText(line.collection),
    id: asText(line.id),
    row: hasRow
      ? { value: asText(value), version: asInteger(line.version), sequence: asInteger(line.sequence) }
      : undefined,
    due: line.due === undefined ? undefined : asOptionalNumber(line.due),
    indexes: line.indexes === undefined ? [] : asList(line.indexes).map(readNamedValue),
    unique: line.unique === undefined ? [] : asList(line.unique).map(readNamedValue),
  }
}

function namedValues(values: readonly NamedValue[]): string {
  return JSON.stringify(values.map(({ name, value }) => [name, value]))
}

function readNamedValue(item: unknown): NamedValue {
  const [name, value] = asList(item)
  return { name: asText(name), value: asText(value) }
}
