// Applies the actions of an overlay to a document (OpenAPI Overlay Specification 1.1, section 4.4), one after the other.
import type { Json } from '@mockgen/runtime'
import { error, type Finding, type PlacedFinding, warning } from '../findings.js'
import { nameType } from '../json-edit.js'
import type { OverlayAction } from './overlay-action.js'
import type { Overlay } from './overlay-document.js'
import { copyNode, type EditNode, editNode, jsonOf, type OverlayEdits } from './overlay-edits.js'
import { type OverlayBudget, OverlayLimit } from './overlay-limits.js'
import { queryDocument } from './overlay-query.js'

type Report = (finding: Finding, ...tokens: readonly string[]) => void

/** Changes the document by every action that can be applied, and tells what is wrong with the others. */
export function applyOverlay(
  { actions, version }: Overlay,
  edits: OverlayEdits,
  budget: OverlayBudget,
): readonly PlacedFinding[] {
  const findings: PlacedFinding[] = []
  for (const [index, action] of actions.entries()) {
    const { source, tokens: at } = action.at
    const report: Report = (finding, ...tokens) => {
      findings.push({ ...finding, location: { source, tokens: [...at, ...tokens] } })
    }
    try {
      const wrong = applyAction({ action, version, edits, budget, report })
      if (wrong !== undefined) findings.push(wrong)
      // Whoever takes the document counts nothing.
      if (index === actions.length - 1) edits.value()
    } catch (problem) {
      if (!(problem instanceof OverlayLimit)) throw problem
      report(error('MOCKGEN_OVERLAY', problem.message, 'Select less, or write it into the document.'))
      // What is left of the budget would not do for another action.
      return findings
    }
  }
  return findings
}

interface ActionRun {
  readonly action: OverlayAction
  readonly version: Overlay['version']
  readonly edits: OverlayEdits
  readonly budget: OverlayBudget
  readonly report: Report
}

function applyAction(run: ActionRun): PlacedFinding | undefined {
  const { action, edits } = run
  const { change } = action
  const paths = select(run, action.target, 'target')
  if (paths === undefined || paths.length === 0) return undefined
  if (change.kind === 'remove') {
    if (paths.some((path) => path.length === 0)) {
      run.report(
        error('MOCKGEN_OVERLAY', 'the whole document cannot be removed', 'Select what is in it.'),
        'target',
      )
    } else edits.remove(paths)
    return undefined
  }
  const update = change.kind === 'copy' ? findCopied(run, change.from) : updateNode(action, change.value)
  return update && mergeAll(run, paths, update)
}

/** The paths that a query selects; undefined, and reported, when it is wrong. None at all is reported too. */
function select({ edits, budget, report }: ActionRun, query: string, field: string) {
  const result = queryDocument(query, edits, budget)
  if (!result.ok) {
    report(error('MOCKGEN_OVERLAY', result.reason, result.remedy), field)
    return undefined
  }
  if (result.paths.length === 0) {
    const message = `${JSON.stringify(query)} selects nothing in the document`
    report(warning('MOCKGEN_OVERLAY', message, 'Correct it, or remove the action.'), field)
  }
  return result.paths
}

function updateNode({ at }: OverlayAction, value: Json): EditNode {
  return editNode(value, { source: at.source, tokens: [...at.tokens, 'update'] })
}

/** A copy of the one value that a query selects, which keeps the place it has. */
function findCopied(run: ActionRun, query: string): EditNode | undefined {
  const paths = select(run, query, 'copy')
  const [path] = paths ?? []
  if (paths === undefined || path === undefined) return undefined
  if (paths.length > 1) {
    const message = `${JSON.stringify(query)} selects ${paths.length} values where one is copied`
    run.report(error('MOCKGEN_OVERLAY', message, 'Select one.'), 'copy')
    return undefined
  }
  const node = run.edits.find(path)
  return node && copyNode(node)
}

function mergeAll(
  run: ActionRun,
  paths: readonly (readonly string[])[],
  update: EditNode,
): PlacedFinding | undefined {
  const { action, edits, budget, report } = run
  const { kind } = action.change
  const targets = paths.flatMap((path) => edits.find(path) ?? [])
  const wrong = whyIncompatible(
    run,
    targets.map((node) => jsonOf(node, budget)),
    jsonOf(update, budget),
  )
  if (wrong !== undefined) {
    report(wrong, kind)
    return undefined
  }
  for (const [index, path] of paths.entries()) {
    const isArray = Array.isArray(targets[index] && jsonOf(targets[index], budget))
    const mismatch = edits.merge(path, isArray ? asItems(update, budget) : update, 'refuse')
    if (mismatch === undefined) continue
    const finding = error('MOCKGEN_OVERLAY', mismatch.message, 'Remove the old value by an action before.')
    // A value of the document that was copied is wrong where it is copied.
    if (kind === 'copy') report(finding, kind)
    else return { ...finding, location: mismatch.location }
  }
  return undefined
}

/** What is appended to an array: the items of an array, or one value. */
function asItems(update: EditNode, budget: OverlayBudget): EditNode {
  if (Array.isArray(jsonOf(update, budget))) return update
  return { from: update.from, value: undefined, children: [update] }
}

/** Why an update does not go with what is selected, before anything is changed. */
function whyIncompatible(
  { version }: ActionRun,
  targets: readonly Json[],
  update: Json,
): Finding | undefined {
  // `tags:` with nothing behind it is null in YAML: anything can take its place.
  const kinds = new Set(targets.filter((target) => target !== null).map(kindOf))
  if (version === '1.1' && kinds.size > 1) {
    const message = 'the target selects values of different kinds'
    return error(
      'MOCKGEN_OVERLAY',
      message,
      'Make an action for objects, one for arrays, one for other values.',
    )
  }
  if (version === '1.0' && kinds.has('primitive')) {
    const message = 'the target selects a value that is neither an object nor an array'
    return error('MOCKGEN_OVERLAY', message, 'Select the object around it, or write overlay: 1.1.0.')
  }
  if (kinds.has('object') && kindOf(update) !== 'object') {
    return error('MOCKGEN_OVERLAY', `${nameType(update)} cannot be merged into an object`, 'Write an object.')
  }
  if (kinds.has('primitive') && kindOf(update) !== 'primitive') {
    const message = `${nameType(update)} cannot replace a value that is neither an object nor an array`
    return error('MOCKGEN_OVERLAY', message, 'Update the object around it after removing the value.')
  }
  return undefined
}

function kindOf(value: Json): 'object' | 'array' | 'primitive' {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'object' && value !== null ? 'object' : 'primitive'
}
