// Finds what is no JSON in a value of unknown origin.
import { maxJsonDepth } from '../../parse-json.js'
import type { Path } from './problems.js'

/** Where a value is no JSON (RFC 8259), and what it is instead. */
export interface Foreign {
  readonly path: Path
  readonly message: string
}

/** The first part of a value that is no JSON, or is nested more than 200 levels deep; undefined when all of it is fine. */
export function findForeign(value: unknown, levels = maxJsonDepth): Foreign | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { path: [], message: 'must be a number that JSON can say' }
  if (typeof value !== 'object') return { path: [], message: `must be JSON, not ${typeof value}` }
  if (levels === 0) return { path: [], message: `must not be nested more than ${maxJsonDepth} levels deep` }
  if (Array.isArray(value)) return firstForeign(value.entries(), levels)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    return { path: [], message: 'must be a JSON object' }
  return firstForeign(Object.entries(value), levels)
}

function firstForeign(
  members: Iterable<readonly [string | number, unknown]>,
  levels: number,
): Foreign | undefined {
  for (const [name, member] of members) {
    const found = findForeign(member, levels - 1)
    if (found !== undefined) return { path: [name, ...found.path], message: found.message }
  }
  return undefined
}
