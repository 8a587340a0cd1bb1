// Reads one file of a document as text, and says clearly why when it cannot.
import { readFileSync, statSync } from 'node:fs'
import { DiagnosticError } from '../diagnostics.js'
import { error, refuse } from './findings.js'

/** Documents are read whole: 64 MiB is nine times the largest document known to us. */
export const maxFileBytes = 64 * 1024 * 1024

/** The text of a regular UTF-8 file without its byte order mark; throws DiagnosticError. `name` is how messages call it. */
export function readText(path: string, name: string): string {
  const bytes = readBytes(path, name)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse(error('MOCKGEN_SYNTAX', `${name} is not UTF-8 text`, 'Save it as UTF-8.'), name, 1, 1)
  }
  if (text.trim() === '') {
    throw refuse(error('MOCKGEN_SYNTAX', `${name} is empty`, 'Name another file.'), name, 1, 1)
  }
  return text
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
