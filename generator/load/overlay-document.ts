// Reads an Overlay Document (OpenAPI Overlay Specification 1.0 and 1.1, section 4): its actions, and everything wrong with it.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import { didYouMean } from '../read/words.js'
import { error, type Finding, type PlacedFinding, warning } from './findings.js'
import { nameType } from './json-edit.js'
import { maxActions } from './overlay-limits.js'
import type { Location, Source } from './source.js'

/** What one action does to the values that `target` selects. */
export interface OverlayAction {
  /** A JSONPath query. */
  readonly target: string
  /** Where the action stands. */
  readonly at: Location
  readonly change:
    | { readonly kind: 'update'; readonly value: Json }
    /** `from` is a query that selects what is merged. */
    | { readonly kind: 'copy'; readonly from: string }
    | { readonly kind: 'remove' }
}

export interface Overlay {
  readonly source: Source
  readonly version: '1.0' | '1.1'
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
const actionFields = ['target', 'description', 'update', 'remove', 'copy']

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
  const actions = list.flatMap((item, index) => readAction({ source, version, item, index, report }) ?? [])
  const target = typeof name === 'string' ? name : undefined
  return { overlay: { source, version, extends: target, actions }, findings }
}

type Report = (finding: Finding, ...tokens: readonly string[]) => void

function readVersion(value: Json): Overlay['version'] | Finding {
  const remedy = 'An overlay begins with its version as a string: overlay: 1.1.0.'
  if (!isObject(value)) return wrong(`not an overlay: expected an object, found ${nameType(value)}`, remedy)
  if (!Object.hasOwn(value, 'overlay')) return wrong('not an overlay: the field `overlay` is missing', remedy)
  const { overlay = null } = value
  if (typeof overlay !== 'string')
    return wrong(`\`overlay\` must be a string, found ${nameType(overlay)}`, remedy)
  const [, version] = /^(1\.[01])\.\d+$/.exec(overlay) ?? []
  if (version === '1.0' || version === '1.1') return version
  return wrong(
    `version ${JSON.stringify(overlay)} of the Overlay Specification is not supported`,
    'Supported are 1.0 and 1.1.',
  )
}

function checkInfo(info: Json | undefined, report: Report): void {
  if (!isObject(info)) {
    const finding =
      info === undefined
        ? wrong('the field `info` is missing', 'Write info: with title: and version:.')
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
        ? wrong('the field `actions` is missing', 'Write actions: and a list.')
        : expected('an array', actions),
      'actions',
    )
    return []
  }
  if (actions.length === 0)
    report(warning('MOCKGEN_OVERLAY', 'the overlay has no actions', 'Write one.'), 'actions')
  if (actions.length > maxActions) {
    report(wrong(`the overlay has more than ${maxActions} actions`, 'Split it.'), 'actions')
    return []
  }
  return actions
}

interface ActionInput {
  readonly source: Source
  readonly version: Overlay['version']
  readonly item: Json
  readonly index: number
  readonly report: Report
}

function readAction({ source, version, item, index, report }: ActionInput): OverlayAction | undefined {
  const at = ['actions', String(index)]
  if (!isObject(item)) {
    report(expected('an object', item), ...at)
    return undefined
  }
  const isKnown = checkFields(item, actionFields, at, report)
  const target = readText(item, 'target', at, report)
  const change = readChange(item, version, at, report)
  if (target === undefined || change === undefined || !isKnown) return undefined
  return { target, change, at: { source, tokens: at } }
}

function readChange(
  action: JsonObject,
  version: Overlay['version'],
  at: readonly string[],
  report: Report,
): OverlayAction['change'] | undefined {
  const { remove } = action
  if (remove !== undefined && typeof remove !== 'boolean') {
    report(expected('true or false', remove), ...at, 'remove')
    return undefined
  }
  const isCopy = Object.hasOwn(action, 'copy')
  if (isCopy && version === '1.0') {
    report(
      wrong('`copy` exists since version 1.1 of the specification', 'Write overlay: 1.1.0.'),
      ...at,
      'copy',
    )
    return undefined
  }
  // The specification lets `remove` win over the others.
  if (remove === true) return { kind: 'remove' }
  const isUpdate = Object.hasOwn(action, 'update')
  if (isCopy && isUpdate) {
    report(wrong('an action has either `update` or `copy`', 'Make two actions of it.'), ...at, 'copy')
    return undefined
  }
  if (isUpdate) return { kind: 'update', value: action.update ?? null }
  if (isCopy) {
    const from = readText(action, 'copy', at, report)
    return from === undefined ? undefined : { kind: 'copy', from }
  }
  report(
    warning('MOCKGEN_OVERLAY', 'the action changes nothing', 'Give it update:, copy: or remove: true.'),
    ...at,
  )
  return undefined
}

function readText(
  action: JsonObject,
  field: string,
  at: readonly string[],
  report: Report,
): string | undefined {
  const text = Object.hasOwn(action, field) ? action[field] : undefined
  if (typeof text === 'string') return text
  if (text === undefined) report(wrong(`the field \`${field}\` is missing`, 'Write a JSONPath query.'), ...at)
  else report(expected('a JSONPath query', text), ...at, field)
  return undefined
}

/** Reports unknown fields; true when there are none. */
function checkFields(
  value: JsonObject,
  known: readonly string[],
  at: readonly string[],
  report: Report,
): boolean {
  const unknown = Object.keys(value).filter((name) => !known.includes(name) && !name.startsWith('x-'))
  for (const name of unknown) {
    const meant = didYouMean(name, known)
    const remedy =
      meant === undefined
        ? `Known are ${known.join(', ')}; own fields begin with x-.`
        : `Did you mean ${meant}?`
    report(wrong(`unknown field ${JSON.stringify(name)}`, remedy), ...at, name)
  }
  return unknown.length === 0
}

function expected(what: string, found: Json): Finding {
  return wrong(`expected ${what}, found ${nameType(found)}`)
}

function wrong(message: string, remedy?: string): Finding {
  return error('MOCKGEN_OVERLAY', message, remedy)
}
