// Choices made with a number generator.
import type { Random } from '../../ids.js'

/** One of the items; throws for an empty list. */
export function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)] ?? items[0]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** An integer from `low` to `high`, both included. */
export function integerBetween(low: number, high: number, random: Random): number {
  return low + Math.floor(random() * (high - low + 1))
}
