// Diagnostics as JSON for programs: flat, every key documented, stable.
import { type Diagnostic, type DiagnosticCode, DiagnosticError } from '../../generator/diagnostics.js'
import { countSeverities } from '../print-diagnostics.js'
import { diagnosticsExitCode } from '../report-failure.js'
import type { Output } from '../terminal.js'

export interface JsonReport {
  /** False when a diagnostic is an error. */
  readonly ok: boolean
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
  const counts = countSeverities(diagnostics)
  return { ok: counts.errors === 0, ...counts, diagnostics: diagnostics.map(toJsonDiagnostic) }
}

export function toJsonDiagnostic({ place, ...diagnostic }: Diagnostic): JsonDiagnostic {
  return { ...diagnostic, ...place }
}

/**
 * Prints what `work` answers as JSON after `"ok": true`, its warnings as `diagnostics`. A DiagnosticError is printed in the same
 * form with `"ok": false`, so that a program always gets JSON. Resolves with the exit code.
 */
export async function printJson(
  work: () => Promise<{ readonly warnings: readonly Diagnostic[] }>,
  out: Output,
): Promise<0 | 1 | 3> {
  const print = (value: object) => out.write(`${JSON.stringify(value, undefined, 2)}\n`)
  try {
    const { warnings, ...report } = await work()
    print({ ok: true, ...report, diagnostics: warnings.map(toJsonDiagnostic) })
    return 0
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error
    print({ ok: false, diagnostics: error.diagnostics.map(toJsonDiagnostic) })
    return diagnosticsExitCode(error.diagnostics)
  }
}
