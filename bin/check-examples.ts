// Warns of examples and defaults that their own schema refuses: a mock never uses them, and readers are misled.
import { type Diagnostic, inFileOrder } from '../generator/diagnostics.js'
import { findDoubtfulDefaults } from '../generator/read/checks/shown-defaults.js'
import { type FoundValue, findShownValues } from '../generator/read/checks/shown-values.js'
import type { ReadContract } from '../generator/read-contract.js'
import { count } from './printable.js'

/** Warnings that are given one by one: documents that have many such examples have hundreds. */
const maxWarnings = 20
/** Values that are looked at; the largest documents show some ten thousand. */
const maxValues = 50_000

/** Examples and defaults: the first in the order of the files, and at the next one how many there are besides. */
export async function checkExamples(read: ReadContract): Promise<readonly Diagnostic[]> {
  return judge(findShownValues(read.document.document), read)
}

/**
 * Defaults alone, in the same words. They are few and plain, so that knowing them costs next to nothing, while most examples
 * are whole records.
 */
export async function checkDefaults(read: ReadContract): Promise<readonly Diagnostic[]> {
  return judge(findDoubtfulDefaults(read.document.document), read)
}

async function judge(
  found: readonly FoundValue[],
  { document }: ReadContract,
): Promise<readonly Diagnostic[]> {
  const shown = found.slice(0, maxValues)
  if (shown.length === 0) return []
  const { createJudgeShown } = await import('@mockgen/runtime')
  const violationsOf = createJudgeShown(document.document)
  const wrong = new Map<string, Diagnostic>()
  for (const value of shown) {
    const [first, ...others] = violationsOf(value)
    // One that many operations refer to is told once.
    if (first === undefined || wrong.has(value.pointer)) continue
    const pointer = value.pointer + first.pointer
    const place = document.locate(pointer)
    const what = `${first.pointer || 'it'} ${first.message}`
    wrong.set(value.pointer, warningOf(value, pointer, what, others.length, place))
  }
  return firstOf(inFileOrder([...wrong.values()]))
}

function warningOf(
  { role }: FoundValue,
  pointer: string,
  what: string,
  others: number,
  place: Diagnostic['place'],
): Diagnostic {
  const more = others === 0 ? '' : `, and ${count(others, 'more violation')}`
  return {
    severity: 'warning',
    code: 'MOCKGEN_EXAMPLE',
    message: `the ${role} is not valid for its schema, so it is not used: ${what}${more}`,
    remedy: `correct the ${role} or its schema`,
    pointer,
    ...(place && { place }),
  }
}

function firstOf(warnings: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = warnings[maxWarnings]
  if (next === undefined || warnings.length === maxWarnings + 1) return warnings
  const more = warnings.length - maxWarnings - 1
  const message = `this and ${count(more, 'more value')} of the document are not valid for their schemas, so they are not used`
  return [...warnings.slice(0, maxWarnings), { ...next, message }]
}
