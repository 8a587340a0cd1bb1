// Overlay files: opened first, so that all that cannot be read is told at once, and then laid over the document.
import { type Diagnostic, DiagnosticError } from '../../diagnostics.js'
import { openSource } from '../document-files.js'
import type { Source } from '../source.js'
import type { Overlaid } from './overlays.js'

/** Reads the files in order, each once; throws DiagnosticError with what is wrong in all of them. */
export function openOverlays(paths: readonly string[]): readonly Source[] {
  const sources = new Map<string, Source>()
  const diagnostics: Diagnostic[] = []
  for (const path of paths) {
    try {
      const source = openSource(path)
      // The project's own overlays may be named on the command line again.
      if (!sources.has(source.path)) sources.set(source.path, source)
    } catch (problem) {
      if (!(problem instanceof DiagnosticError)) throw problem
      diagnostics.push(...problem.diagnostics)
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics)
  return [...sources.values()]
}

/** Lays overlays over a document, in order. */
export async function overlayDocument(entry: Source, overlays: readonly Source[]): Promise<Overlaid> {
  if (overlays.length === 0) return { entry, findings: [] }
  // Imported when there are overlays: most documents have none.
  const { applyOverlays } = await import('./overlays.js')
  return applyOverlays(entry, overlays)
}
