// The first line of each file: what it is, and which version of the format.
import { StoreError } from '../../store-error.js'
import { checkedLine, checkedMembers } from './checked-line.js'
import { asInteger, type Fields, fieldsOf } from './fields.js'
import { damage } from './file-errors.js'
import type { FileLine } from './read-lines.js'

/** A kind of file. `version` is what this runtime writes, and the newest that it reads. */
export interface FileFormat {
  readonly name: string
  readonly version: number
}

/** `{"crc":"…","format":"…","version":1,…}` with `number` under `name`. */
export function formatLine(format: FileFormat, name: string, number: number): string {
  return checkedLine(`"format":"${format.name}","version":${format.version},"${name}":${number}`)
}

/** The number under `name` in a file's first line; StoreError when the file is damaged or of a newer format. */
export function readFormatLine(path: string, line: FileLine, format: FileFormat, name: string): number {
  // A newer format may have other checksums, so its version counts before this format's checksum does.
  const version = versionOf(line, format)
  if (version !== undefined && version > format.version)
    throw new StoreError(
      'MOCK_STORE_NEWER_FORMAT',
      `${path} has version ${version} of the format ${format.name}, this runtime knows ${format.version}`,
      'update @mockgen/runtime or choose another folder',
    )
  const members = line.isWhole ? checkedMembers(line.bytes) : undefined
  if (members === undefined || version !== format.version)
    throw damage(path, line.number, `this is not the first line of a ${format.name} file`)
  return asInteger(fieldsOf(members.toString())[name])
}

function versionOf({ bytes }: FileLine, format: FileFormat): number | undefined {
  const fields = parsed(bytes.toString('utf8'))
  return fields?.format === format.name && typeof fields.version === 'number' ? fields.version : undefined
}

function parsed(text: string): Fields | undefined {
  try {
    return text.startsWith('{') ? fieldsOf(text.slice(1)) : undefined
  } catch {
    return undefined // Not JSON; the caller says what that means.
  }
}
