// Reads one Action Object of an overlay (OpenAPI Overlay Specification 1.1, section 4.4).
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { warning } from '../findings.js'
import type { Location, Source } from '../source.js'
import { checkFields, expected, type Report, wrongOverlay } from './overlay-fields.js'

/** The feature set of an overlay; patch versions do not count. */
export type OverlayVersion = '1.0' | '1.1'

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

const actionFields = ['target', 'description', 'update', 'remove', 'copy']

/** An item of `actions`, and where what is wrong with it goes. */
export interface ActionInput {
  readonly source: Source
  readonly version: OverlayVersion
  readonly item: Json
  readonly index: number
  readonly report: Report
}

/** Reads an action; undefined, and reported, when it cannot be applied. */
export function readOverlayAction({
  source,
  version,
  item,
  index,
  report,
}: ActionInput): OverlayAction | undefined {
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
  version: OverlayVersion,
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
      wrongOverlay('`copy` exists since version 1.1 of the specification', 'Write overlay: 1.1.0.'),
      ...at,
      'copy',
    )
    return undefined
  }
  // The specification lets `remove` win over the others.
  if (remove === true) return { kind: 'remove' }
  const isUpdate = Object.hasOwn(action, 'update')
  if (isCopy && isUpdate) {
    report(wrongOverlay('an action has either `update` or `copy`', 'Make two actions of it.'), ...at, 'copy')
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
  if (text === undefined)
    report(wrongOverlay(`the field \`${field}\` is missing`, 'Write a JSONPath query.'), ...at)
  else report(expected('a JSONPath query', text), ...at, field)
  return undefined
}
