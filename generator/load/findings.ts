// What the load stage finds before it is known where it stands in the text: diagnostics with a location instead of a place.
import type { Diagnostic, DiagnosticCode } from '../diagnostics.js'
import { DiagnosticError } from '../diagnostics.js'
import type { Location } from './source.js'

export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly code: DiagnosticCode
  readonly message: string
  readonly remedy?: string
}

/** A finding and the value of a file that it is about. */
export interface PlacedFinding extends Finding {
  readonly location: Location
}

/** A finding, the value it is about, and the pointer of that value in the bundled document. */
export interface LocatedFinding extends PlacedFinding {
  readonly pointer: string
}

export function error(code: DiagnosticCode, message: string, remedy?: string): Finding {
  return { severity: 'error', code, message, ...(remedy === undefined ? {} : { remedy }) }
}

export function warning(code: DiagnosticCode, message: string, remedy?: string): Finding {
  return { severity: 'warning', code, message, ...(remedy === undefined ? {} : { remedy }) }
}

/** Ends the stage with one problem of a file; `line` and `column` count from 1, and are left out when there is no text. */
export function refuse(finding: Finding, file: string, line?: number, column?: number): DiagnosticError {
  const diagnostic: Diagnostic = finding
  if (line === undefined || column === undefined) return new DiagnosticError([diagnostic])
  return new DiagnosticError([{ ...diagnostic, place: { file, line, column } }])
}
