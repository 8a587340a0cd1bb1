// Lays overlays over a document, which then consists of several files, and tells what is wrong with them.
import { realpathSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type PlacedFinding, warning } from '../findings.js'
import type { Source } from '../source.js'
import { applyOverlay } from './overlay-actions.js'
import { type Overlay, readOverlay } from './overlay-document.js'
import { createOverlayEdits, editNode } from './overlay-edits.js'
import { createOverlayBudget } from './overlay-limits.js'

export interface Overlaid {
  /** The document with every overlay applied; its values stand where they came from. */
  readonly entry: Source
  readonly findings: readonly PlacedFinding[]
}

/** Lays overlays over a document, in order. With an error among the findings the document stays as it is. */
export function applyOverlays(entry: Source, sources: readonly Source[]): Overlaid {
  const budget = createOverlayBudget(entry.text.length)
  const edits = createOverlayEdits(editNode(entry.value, { source: entry, tokens: [] }), budget)
  const findings = sources.flatMap((source) => {
    const { overlay, findings } = readOverlay(source)
    if (overlay === undefined) return findings
    return [...findings, ...checkExtends(overlay, entry), ...applyOverlay(overlay, edits, budget)]
  })
  if (findings.some(({ severity }) => severity === 'error')) return { entry, findings }
  return { entry: { ...entry, value: edits.value(), origin: edits.origin }, findings }
}

/** An overlay may name the document it was written for; it is applied to the one that the user named. */
function checkExtends({ source, extends: name }: Overlay, entry: Source): readonly PlacedFinding[] {
  if (name === undefined || isNameOf(name, source, entry)) return []
  const message = `the overlay extends ${JSON.stringify(name)} and is applied to ${JSON.stringify(entry.name)}`
  const finding = warning('MOCKGEN_OVERLAY', message, 'Correct `extends`, or remove it.')
  return [{ ...finding, location: { source, tokens: ['extends'] } }]
}

/** Of a URL only the file's name is compared: nothing is fetched. */
function isNameOf(name: string, source: Source, entry: Source): boolean {
  try {
    if (/^[a-z][a-z0-9+.-]*:/i.test(name)) return basename(new URL(name).pathname) === basename(entry.path)
    return realpathSync(resolve(dirname(source.path), decodeURIComponent(name))) === entry.path
  } catch {
    // Neither a URL nor the path of a file.
    return false
  }
}
