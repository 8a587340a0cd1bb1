// What is said about the fields of an overlay's objects.

import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { error, type Finding } from '../findings.js'
import { nameType } from '../json-edit.js'

/** Takes a finding about the value at reference tokens of the overlay. */
export type Report = (finding: Finding, ...tokens: readonly string[]) => void

/** Reports unknown fields; true when there are none. */
export function checkFields(
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
    report(wrongOverlay(`unknown field ${JSON.stringify(name)}`, remedy), ...at, name)
  }
  return unknown.length === 0
}

/** The finding that a value has another type than it must have. */
export function expected(what: string, found: Json): Finding {
  return wrongOverlay(`expected ${what}, found ${nameType(found)}`)
}

/** A finding about an overlay. */
export function wrongOverlay(message: string, remedy?: string): Finding {
  return error('MOCKGEN_OVERLAY', message, remedy)
}
