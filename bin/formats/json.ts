// Diagnostics as JSON for programs: flat, every key documented, stable.
import type { Diagnostic, DiagnosticCode } from '../../generator/diagnostics.js'
import { countSeverities } from '../print-diagnostics.js'

export interface JsonReport {
  readonly errors: number
  readonly warnings: number
  readonly diagnostics: readonly JsonDiagnostic[]
}

/** A diagnostic; keys without a value are left out. Line and column count from 1. */
export interface JsonDiagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: DiagnosticCode
  readonly message: string
  readonly remedy?: string
  readonly pointer?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

export function toJsonReport(diagnostics: readonly Diagnostic[]): JsonReport {
  return { ...countSeverities(diagnostics), diagnostics: diagnostics.map(toJsonDiagnostic) }
}

export function toJsonDiagnostic({ place, ...diagnostic }: Diagnostic): JsonDiagnostic {
  return { ...diagnostic, ...place }
}
