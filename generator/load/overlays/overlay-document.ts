// Reads an Overlay Document (OpenAPI Overlay Specification 1.0 and 1.1, section 4): its actions, and everything wrong with it.
import type { Json } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { type Finding, type PlacedFinding, warning } from '../findings.js'
import { nameType } from '../json-edit.js'
import type { Source } from '../source.js'
import { type OverlayAction, type OverlayVersion, readOverlayAction } from './overlay-action.js'
import { checkFields, expected, type Report, wrongOverlay } from './overlay-fields.js'
import { maxActions } from './overlay-limits.js'

export interface Overlay {
  readonly source: Source
  readonly version: OverlayVersion
  /** Names the document it was written for, if it does. */
  readonly extends: string | undefined
  /** In order; wrong ones are left out. */
  readonly actions: readonly OverlayAction[]
}

export interface OverlayResult {
  /** Undefined when the file is no overlay at all. */
  readonly overlay: Overlay | undefined
  readonly findings: readonly PlacedFinding[]
}

const overlayFields = ['overlay', 'info', 'extends', 'actions']
const infoFields = ['title', 'version', 'description']

/** Reads a parsed file. */
export function readOverlay(source: Source): OverlayResult {
  const findings: PlacedFinding[] = []
  const report = (finding: Finding, ...tokens: readonly string[]) => {
    findings.push({ ...finding, location: { source, tokens } })
  }
  const { value } = source
  const version = readVersion(value)
  if (typeof version !== 'string') {
    report(version, ...(isObject(value) && Object.hasOwn(value, 'overlay') ? ['overlay'] : []))
    return { overlay: undefined, findings }
  }
  if (!isObject(value)) return { overlay: undefined, findings }
  checkFields(value, overlayFields, [], report)
  checkInfo(value.info, report)
  const { extends: name } = value
  if (name !== undefined && typeof name !== 'string') report(expected('a string', name), 'extends')
  const list = readList(value.actions, report)
  const actions = list.flatMap(
    (item, index) => readOverlayAction({ source, version, item, index, report }) ?? [],
  )
  const target = typeof name === 'string' ? name : undefined
  return { overlay: { source, version, extends: target, actions }, findings }
}

function readVersion(value: Json): OverlayVersion | Finding {
  const remedy = 'An overlay begins with its version as a string: overlay: 1.1.0.'
  if (!isObject(value))
    return wrongOverlay(`not an overlay: expected an object, found ${nameType(value)}`, remedy)
  if (!Object.hasOwn(value, 'overlay'))
    return wrongOverlay('not an overlay: the field `overlay` is missing', remedy)
  const { overlay = null } = value
  if (typeof overlay !== 'string')
    return wrongOverlay(`\`overlay\` must be a string, found ${nameType(overlay)}`, remedy)
  const [, version] = /^(1\.[01])\.\d+$/.exec(overlay) ?? []
  if (version === '1.0' || version === '1.1') return version
  return wrongOverlay(
    `version ${JSON.stringify(overlay)} of the Overlay Specification is not supported`,
    'Supported are 1.0 and 1.1.',
  )
}

function checkInfo(info: Json | undefined, report: Report): void {
  if (!isObject(info)) {
    const finding =
      info === undefined
        ? wrongOverlay('the field `info` is missing', 'Write info: with title: and version:.')
        : expected('an object', info)
    report(finding, 'info')
    return
  }
  checkFields(info, infoFields, ['info'], report)
  for (const field of ['title', 'version']) {
    const text = Object.hasOwn(info, field) ? info[field] : undefined
    if (typeof text === 'string') continue
    // The names of an overlay change nothing in what it does.
    const message =
      text === undefined
        ? `info: the field \`${field}\` is missing`
        : `info.${field} must be a string, found ${nameType(text)}`
    report(
      warning('MOCKGEN_OVERLAY', message, 'Write it, in quotes.'),
      'info',
      ...(text === undefined ? [] : [field]),
    )
  }
}

function readList(actions: Json | undefined, report: Report): readonly Json[] {
  if (!Array.isArray(actions)) {
    report(
      actions === undefined
        ? wrongOverlay('the field `actions` is missing', 'Write actions: and a list.')
        : expected('an array', actions),
      'actions',
    )
    return []
  }
  if (actions.length === 0)
    report(warning('MOCKGEN_OVERLAY', 'the overlay has no actions', 'Write one.'), 'actions')
  if (actions.length > maxActions) {
    report(wrongOverlay(`the overlay has more than ${maxActions} actions`, 'Split it.'), 'actions')
    return []
  }
  return actions
}
