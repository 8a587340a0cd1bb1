// Collects what is wrong with a document, so that everything is reported at once.
import type { Diagnostic, DiagnosticCode } from '../diagnostics.js'
import type { LoadedDocument } from '../model.js'

/** A finding without its severity. `pointer` is where it stands in the document. */
export interface Finding {
  readonly code: DiagnosticCode
  readonly pointer: string
  /** What was expected and what was found. */
  readonly message: string
  readonly remedy?: string
}

/** A growing list of diagnostics; each gets the place of its pointer in the sources. */
export interface Problems {
  error(finding: Finding): void
  warn(finding: Finding): void
  readonly errors: readonly Diagnostic[]
  readonly warnings: readonly Diagnostic[]
}

/** Starts with no problem. */
export function createProblems({ locate }: Pick<LoadedDocument, 'locate'>): Problems {
  const errors: Diagnostic[] = []
  const warnings: Diagnostic[] = []
  const diagnose = (severity: Diagnostic['severity'], finding: Finding): Diagnostic => {
    const place = locate(finding.pointer)
    return { severity, ...finding, ...(place && { place }) }
  }
  return {
    errors,
    warnings,
    error: (finding) => errors.push(diagnose('error', finding)),
    warn: (finding) => warnings.push(diagnose('warning', finding)),
  }
}
