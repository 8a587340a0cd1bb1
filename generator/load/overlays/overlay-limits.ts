// How much work and growth the annotations of one document may cost, so that a small overlay cannot keep the machine busy.
import type { Json } from '@mockgen/runtime'
import { maxDepth } from '../check-value.js'
import { maxFileBytes } from '../read-text.js'

/** Most nodes that one target may select; GitHub's document has 258,000 values. */
export const maxSelected = 100_000
/** Most actions of one overlay. */
export const maxActions = 10_000
/** Most looks at values for all queries and edits of any document: half a minute. */
const maxSteps = 50_000_000
/** Looks that any document may have, and those for each of its characters: walking a whole one takes a tenth for each. */
const baseSteps = 2_000_000
const stepsPerCharacter = 2

/** Thrown when a limit is reached; the message says which one. */
export class OverlayLimit extends Error {}

/** Counts what annotating one document costs. Every method throws OverlayLimit when it is too much. */
export interface OverlayBudget {
  /** Counts looks at values. */
  spend(steps: number): void
  /** Counts a value that is added below `depth` levels, as text; both the sum and the depth are limited as in a file. */
  grow(value: Json, depth: number): void
}

/** A budget for a document whose text has `length` characters. */
export function createOverlayBudget(length: number): OverlayBudget {
  const most = Math.min(maxSteps, baseSteps + stepsPerCharacter * length)
  let steps = 0
  let size = length

  function spend(more: number): void {
    steps += more
    if (steps > most) throw new OverlayLimit(`the actions look at more than ${most} values`)
  }

  function grow(value: Json, depth: number): void {
    if (depth > maxDepth) throw new OverlayLimit(`the result is nested deeper than ${maxDepth} levels`)
    spend(1)
    if (typeof value !== 'object' || value === null) {
      add(typeof value === 'string' ? value.length + 2 : 4)
      return
    }
    add(2)
    for (const [name, child] of Object.entries(value)) {
      add(Array.isArray(value) ? 1 : name.length + 4)
      grow(child, depth + 1)
    }
  }

  function add(characters: number): void {
    size += characters
    if (size > maxFileBytes)
      throw new OverlayLimit('the result is larger than the 64 MiB that a document may have')
  }

  return { spend, grow }
}
