// Diagnostics as a person reads them: place, severity, code, message, the line in question, and what to do.
import { readFileSync } from 'node:fs'
import type { Diagnostic } from '../generator/diagnostics.js'
import type { Place } from '../generator/model.js'
import { count, printable } from './printable.js'
import type { Colors, Output } from './terminal.js'

/** How many warnings a command prints whose business is something else; `validate` prints them all. */
export const shownWarnings = 10

export interface PrintOptions {
  /** The document, named where a diagnostic has no place of its own; without it such a diagnostic names none. */
  readonly contract?: string
  /** Most diagnostics to print. Default: all. */
  readonly limit?: number
}

/** Prints every diagnostic: `file:line:column severity CODE message`, the source line with a caret, the remedy. */
export function printDiagnostics(
  output: Output,
  diagnostics: readonly Diagnostic[],
  { contract, limit = diagnostics.length }: PrintOptions = {},
): void {
  const excerpt = createExcerpts(output)
  for (const diagnostic of diagnostics.slice(0, limit)) {
    output.write(`${headline(diagnostic, contract, output.colors)}\n`)
    if (diagnostic.place) output.write(excerpt(diagnostic.place))
    if (diagnostic.remedy) output.write(`  ${output.colors.cyan('fix:')} ${printable(diagnostic.remedy)}\n`)
  }
  const hidden = diagnostics.length - limit
  if (hidden > 0) output.write(`… and ${hidden} more: mockgen validate prints all of them\n`)
}

/** `2 errors, 1 warning`, or `no problems found`. */
export function summarizeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = countSeverities(diagnostics)
  if (errors + warnings === 0) return 'no problems found'
  return [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning')]
    .filter(Boolean)
    .join(', ')
}

export function countSeverities(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  return { errors, warnings: diagnostics.length - errors }
}

function headline(diagnostic: Diagnostic, contract: string | undefined, colors: Colors): string {
  const { place, severity, code, message, pointer } = diagnostic
  const file = place ? `${place.file}:${place.line}:${place.column}` : contract
  const where = file ? `${colors.bold(printable(file))} ` : ''
  const paint = severity === 'error' ? colors.red : colors.yellow
  // Without a place the pointer is the only way to the spot.
  const pointed = place || !pointer ? '' : ` (at #${pointer})`
  return `${where}${paint(severity)} ${colors.dim(code)} ${printable(message + pointed)}`
}

/** Source lines with a caret under the column; an empty string where the source cannot be read again. */
function createExcerpts({ columns = 120, colors }: Output): (place: Place) => string {
  const files = new Map<string, readonly string[]>()
  return ({ file, line, column }) => {
    const lines = files.get(file) ?? readLines(file)
    files.set(file, lines)
    const text = lines[line - 1]
    if (text === undefined) return ''
    const gutter = ` ${line} | `
    const { shown, caret } = frame(text, column - 1, Math.max(40, columns - gutter.length))
    const empty = `${' '.repeat(gutter.length - 2)}| `
    return `${colors.dim(gutter)}${shown}\n${colors.dim(empty)}${' '.repeat(caret)}${colors.red('^')}\n`
  }
}

/** The part of a line around a column: minified documents are one line of megabytes. */
function frame(text: string, column: number, width: number): { shown: string; caret: number } {
  const start = column < width ? 0 : column - Math.floor(width / 2)
  const before = printable(text.slice(start, column))
  return { shown: before + printable(text.slice(column, start + width)), caret: before.length }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\n|\r/)
  } catch {
    return []
  }
}
