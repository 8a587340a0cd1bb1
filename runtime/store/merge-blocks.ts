// Merges many sorted items into the sorted blocks of an ordered list at once.

/** What the blocks of a list have in common. */
export interface BlockOrder<T> {
  readonly compare: (a: T, b: T) => number
  /** Items of a block at most. */
  readonly maxLength: number
}

/**
 * The blocks with the items in them; blocks that get none stay the same arrays. Both are sorted. Of equal items the first
 * one counts, and what is in the blocks comes before what is added.
 */
export function mergeBlocks<T extends object>(
  blocks: readonly T[][],
  items: readonly T[],
  order: BlockOrder<T>,
): T[][] {
  const merged: T[][] = []
  let taken = 0
  for (const [position, block] of blocks.entries()) {
    const isLast = position === blocks.length - 1
    const end = isLast ? items.length : endOf(block, items, taken, order)
    if (end === taken) merged.push(block)
    else pushPieces(merged, mergeSorted(block, items.slice(taken, end), order), order)
    taken = end
  }
  if (blocks.length === 0) pushPieces(merged, mergeSorted([], items, order), order)
  return merged
}

// The position in `items` after the last one that belongs into the block.
function endOf<T>(
  block: readonly T[],
  items: readonly T[],
  from: number,
  { compare }: BlockOrder<T>,
): number {
  const greatest = block[block.length - 1]
  let end = from
  for (; end < items.length && greatest !== undefined; end++) {
    const item = items[end]
    if (item === undefined || compare(greatest, item) < 0) break
  }
  return end
}

// Few items meet a long block: finding the place of each costs less than comparing along the block.
function mergeSorted<T extends object>(
  block: readonly T[],
  items: readonly T[],
  { compare }: BlockOrder<T>,
): T[] {
  const merged: T[] = []
  let copied = 0
  for (const item of items) {
    const place = lowerBound(block, item, compare, copied)
    for (; copied < place; copied++) pushDefined(merged, block[copied])
    const next = block[place] ?? item
    const before = merged[merged.length - 1]
    const isKnown = (next !== item && compare(next, item) === 0) || (before && compare(before, item) === 0)
    if (isKnown !== true) merged.push(item)
  }
  for (; copied < block.length; copied++) pushDefined(merged, block[copied])
  return merged
}

function pushDefined<T>(items: T[], item: T | undefined): void {
  if (item !== undefined) items.push(item)
}

function pushPieces<T>(blocks: T[][], items: T[], { maxLength }: BlockOrder<T>): void {
  if (items.length <= maxLength) {
    blocks.push(items)
    return
  }
  const pieces = Math.ceil(items.length / maxLength)
  const length = Math.ceil(items.length / pieces)
  for (let from = 0; from < items.length; from += length) blocks.push(items.slice(from, from + length))
}

/** The position of the first item that is not before `bound`, from `low` on; the block's length when there is none. */
export function lowerBound<P extends object, T extends P>(
  block: readonly T[],
  bound: P,
  compare: (a: P, b: P) => number,
  low = 0,
): number {
  let from = low
  let to = block.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const item = block[middle]
    if (item !== undefined && compare(item, bound) < 0) from = middle + 1
    else to = middle
  }
  return from
}
