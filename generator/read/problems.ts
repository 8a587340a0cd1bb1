// Collects what is wrong with a document, so that everything is reported at once.
import { type Diagnostic, type DiagnosticCode, inFileOrder } from '../diagnostics.js'
import type { LoadedDocument } from '../model.js'

/** A finding without its severity. `pointer` is where it stands in the document. */
export interface Finding {
  readonly code: DiagnosticCode
  readonly pointer: string
  /** What was expected and what was found. */
  readonly message: string
  readonly remedy?: string
}

/** Where something stands: the pointer under which the user wrote it, and its place in the sources, where that is known. */
export type Whereabouts = Pick<Diagnostic, 'pointer' | 'place'>

/** A growing list of diagnostics; each gets the place of its pointer in the sources. */
export interface Problems {
  error(finding: Finding): void
  warn(finding: Finding): void
  readonly errors: readonly Diagnostic[]
  readonly warnings: readonly Diagnostic[]
  /** The pointer under which the user wrote what stands at a pointer of the document as it is read. */
  sourceOf(pointer: string): string
  /** Where what stands at a pointer of the document as it is read is written. */
  whereabouts(pointer: string): Whereabouts
  /** For what stands in another file than the document: a diagnostic with its place. */
  add(diagnostic: Diagnostic): void
}

/** Starts with no problem. Pointers are those of the document as the user wrote it. */
export function createProblems({ locate }: Pick<LoadedDocument, 'locate'>): Problems {
  const errors: Diagnostic[] = []
  const warnings: Diagnostic[] = []
  const whereabouts = (pointer: string): Whereabouts => {
    const place = locate(pointer)
    return { pointer, ...(place && { place }) }
  }
  const diagnose = (severity: Diagnostic['severity'], finding: Finding): Diagnostic => {
    return { severity, ...finding, ...whereabouts(finding.pointer) }
  }
  return {
    errors,
    warnings,
    error: (finding) => errors.push(diagnose('error', finding)),
    warn: (finding) => warnings.push(diagnose('warning', finding)),
    sourceOf: (pointer) => pointer,
    whereabouts,
    add: (diagnostic) => (diagnostic.severity === 'error' ? errors : warnings).push(diagnostic),
  }
}

/** The same lists, for pointers of the normalised document. */
export function translated(problems: Problems, sourceOf: (pointer: string) => string): Problems {
  const { errors, warnings, add } = problems
  return {
    errors,
    warnings,
    add,
    sourceOf,
    whereabouts: (pointer) => problems.whereabouts(sourceOf(pointer)),
    error: (finding) => problems.error({ ...finding, pointer: sourceOf(finding.pointer) }),
    warn: (finding) => problems.warn({ ...finding, pointer: sourceOf(finding.pointer) }),
  }
}

/** Errors before warnings, in the order of their files. */
export function inOrder(problems: Pick<Problems, 'errors' | 'warnings'>): readonly Diagnostic[] {
  return inFileOrder([...problems.errors, ...problems.warnings])
}
