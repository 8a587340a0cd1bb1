// Reads one file of a document as text, and says clearly why when it cannot.
import { readFileSync, statSync } from 'node:fs'
import { DiagnosticError } from '../diagnostics.js'
import { error, refuse } from './findings.js'
import { lineAndColumn } from './places.js'

/** Documents are read whole: 64 MiB is nine times the largest document known to us. */
export const maxFileBytes = 64 * 1024 * 1024

/** The text of a regular file; throws DiagnosticError. `name` is how messages call it. */
export function readText(path: string, name: string): string {
  return decodeText(readBytes(path, name), name)
}

/** The text that bytes in UTF-8 or UTF-16 stand for, without its byte order mark; throws DiagnosticError. */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes)
  const text = decode(bytes, encoding, true)
  if (text === undefined) {
    // Where the first bytes stand that mean nothing.
    const lenient = decode(bytes, encoding, false) ?? ''
    const { line, column } = lineAndColumn(lenient, Math.max(0, lenient.indexOf('\uFFFD')))
    const finding = error(
      'MOCKGEN_SYNTAX',
      `${name} is not ${encoding.toUpperCase()} text`,
      'Save it as UTF-8.',
    )
    throw refuse(finding, name, line, column)
  }
  if (text.trim() === '') {
    throw refuse(error('MOCKGEN_SYNTAX', `${name} is empty`, 'Name another file.'), name, 1, 1)
  }
  return text
}

function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes)
  } catch {
    return undefined
  }
}

/** By the byte order mark, or by which half of the first character, always an ASCII one, is zero (YAML 1.2, section 5.2). */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0))
    return 'utf-16be'
  return 'utf-8'
}

function readBytes(path: string, name: string): Buffer {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) {
      const remedy = 'Name the file inside it.'
      throw refuse(error('MOCKGEN_FILE_UNREADABLE', `${name} is a folder, not a file`, remedy), name)
    }
    // A pipe or a device may never end.
    if (!stats.isFile()) {
      const remedy = 'Save its content in a file first.'
      throw refuse(error('MOCKGEN_FILE_UNREADABLE', `${name} is not a regular file`, remedy), name)
    }
    if (stats.size > maxFileBytes) {
      const message = `${name} has ${Math.ceil(stats.size / 1024 / 1024)} MiB, more than the 64 MiB that are read`
      throw refuse(error('MOCKGEN_FILE_TOO_LARGE', message, 'Split it, or remove large examples.'), name)
    }
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause
    throw refuse(systemProblem(cause, name), name)
  }
}

function systemProblem(cause: unknown, name: string) {
  const code = systemCode(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return error('MOCKGEN_FILE_NOT_FOUND', `there is no file ${name}`, 'Check the path.')
  }
  const message = `${name} cannot be read (${code})`
  return error('MOCKGEN_FILE_UNREADABLE', message, 'Check the permissions of the file and of its folders.')
}

/** The code of a system error, such as `ENOENT`; its text when it has none. */
export function systemCode(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : String(cause)
}
