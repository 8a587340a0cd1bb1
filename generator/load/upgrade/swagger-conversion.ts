// What every part of the conversion of a Swagger document shares: the document, its defaults, and where things went.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, own, resolve, tokensOf } from '../../pointers.js'
import type { PointedFinding } from '../check-operations.js'
import { type Finding, warning } from '../findings.js'
import { createMoves, type Moves } from './moves.js'

/** A value of the Swagger document and its reference tokens there. */
export interface Placed {
  readonly value: JsonObject
  readonly tokens: readonly string[]
}

export interface Conversion {
  readonly document: JsonObject
  readonly moves: Moves
  /** Keeps a warning about the value at tokens of the Swagger document. */
  report(finding: Finding, tokens: readonly string[]): void
  readonly findings: readonly PointedFinding[]
}

export function createConversion(document: JsonObject): Conversion {
  const findings: PointedFinding[] = []
  return {
    document,
    moves: createMoves(),
    report: (finding, tokens) => findings.push({ finding, tokens }),
    findings,
  }
}

/** The objects of a list. */
export function placedItems(list: Json | undefined, tokens: readonly string[]): readonly Placed[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((value: Json, index) =>
    isObject(value) ? [{ value, tokens: [...tokens, String(index)] }] : [],
  )
}

/** The objects of a map by name; extensions are not among them. */
export function placedEntries(
  map: Json | undefined,
  tokens: readonly string[],
): readonly (readonly [string, Placed])[] {
  if (!isObject(map)) return []
  return Object.entries(map).flatMap(([name, value]) =>
    isObject(value) && !name.startsWith('x-') ? [[name, { value, tokens: [...tokens, name] }] as const] : [],
  )
}

/** What an object stands for when it is a reference; undefined when that leads nowhere. */
export function follow({ document }: Conversion, at: Placed): Placed | undefined {
  if (at.value.$ref === undefined) return at
  const found = resolve(document, { pointer: '', value: at.value })
  return found && { value: found.value, tokens: tokensOf(found.pointer.replaceAll('%', '%25')) }
}

/** The media types of `consumes` or `produces`: the operation's, which may be none, or the document's. */
export function mediaTypes(
  { document }: Conversion,
  operation: JsonObject | undefined,
  field: 'consumes' | 'produces',
): readonly string[] {
  const list = own(operation, field) ?? document[field]
  return Array.isArray(list) ? [...new Set(list.filter((one): one is string => typeof one === 'string'))] : []
}

/** The warning that arrays of this form are taken as lists separated by commas. */
export function takenAsCsv(format: Json): Finding {
  const message = `OpenAPI 3 cannot say \`collectionFormat: ${String(format).slice(0, 20)}\` here; commas are expected`
  return warning('MOCKGEN_SCHEMA', message, 'Send the values separated by commas.')
}
