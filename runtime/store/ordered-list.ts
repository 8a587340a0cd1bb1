// A sorted list that inserts, removes, ranks and pages in about the same time at a thousand and at a million items.

import { lowerBound, mergeBlocks } from './merge-blocks.js'

/** Items of a block before it is split: moving 512 references costs less than another level of search. */
const maxBlockLength = 512

/** Items that wait unsorted at most: taking in so many takes some 20 ms, which nobody notices who is not looking. */
const maxPending = 16_384

/** So many items or fewer are taken in one by one, more are sorted and merged block by block. */
const maxSingleInserts = 32

/**
 * Items in the order of `compare`, none equal to another. They stand in blocks of at most 512; a binary indexed tree over
 * the blocks' lengths finds positions in O(log n). What is added out of order waits in a list of its own until somebody
 * looks, because sorting many at once costs a fraction of finding the place of each in a large list. `P` is what can be
 * compared: an item, or a bound between items.
 *
 * A page shows each item as a `V`. These stand in blocks of their own, in the same order: somewhere in a million items,
 * where nothing is in the processor's caches, a page reads a few lines of memory and not one for each item.
 */
export class OrderedList<P extends object, T extends P = P, V = T> {
  readonly #compare: (a: P, b: P) => number
  readonly #show: (item: T) => V
  #blocks: T[][] = []
  // What the items of each block are shown as.
  #shown: V[][] = []
  #pending: T[] = []
  // A one-based binary indexed tree of block lengths; undefined since the last split or merge, built when next needed.
  #tree: number[] | undefined
  #size = 0

  /** `show` is asked when an item is added or refreshed. */
  constructor(compare: (a: P, b: P) => number, show: (item: T) => V) {
    this.#compare = compare
    this.#show = show
  }

  get size(): number {
    this.#takeIn()
    return this.#size
  }

  /** Adds an item, unless an equal one is there already. */
  add(item: T): void {
    if (this.#pending.length === 0 && this.#isAfterAll(item)) this.#append(item)
    else if (this.#pending.push(item) === maxPending) this.#takeIn()
  }

  /** Removes the item that equals `item`; false when there is none. */
  remove(item: P): boolean {
    this.#takeIn()
    const place = this.#find(item)
    if (place === undefined) return false
    const [blockAt, index] = place
    at(this.#blocks, blockAt).splice(index, 1)
    at(this.#shown, blockAt).splice(index, 1)
    this.#size--
    this.#adjust(blockAt, -1)
    this.#mergeIfSmall(blockAt)
    return true
  }

  /** Call it when an item shall be shown differently from now on. */
  refresh(item: T): void {
    const place = this.#find(item)
    // What still waits is shown when it is taken in.
    if (place !== undefined) at(this.#shown, place[0])[place[1]] = this.#show(item)
  }

  /** The number of items before `bound`. */
  rank(bound: P): number {
    this.#takeIn()
    const blockAt = this.#blockOf(bound)
    if (blockAt === this.#blocks.length) return this.#size
    return this.#itemsBefore(blockAt) + lowerBound(at(this.#blocks, blockAt), bound, this.#compare)
  }

  /** What the positions `from` up to, but not including, `to` show; positions outside the list are left out. */
  slice(from: number, to: number): V[] {
    this.#takeIn()
    const start = Math.max(0, from)
    const wanted = Math.min(to, this.#size) - start
    if (wanted <= 0) return []
    const [first, index] = this.#placeOf(start)
    const page = at(this.#shown, first).slice(index, index + wanted)
    for (let blockAt = first + 1; page.length < wanted; blockAt++)
      for (const shown of at(this.#shown, blockAt).slice(0, wanted - page.length)) page.push(shown)
    return page
  }

  // The block of the item that equals `item`, and the index in it.
  #find(item: P): [blockAt: number, index: number] | undefined {
    const blockAt = this.#blockOf(item)
    if (blockAt === this.#blocks.length) return undefined
    const block = at(this.#blocks, blockAt)
    const index = lowerBound(block, item, this.#compare)
    return this.#compare(at(block, index), item) === 0 ? [blockAt, index] : undefined
  }

  // The first block whose last item is not before `bound`; the number of blocks when there is none.
  #blockOf(bound: P): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const block = at(this.#blocks, middle)
      if (this.#compare(at(block, block.length - 1), bound) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #isAfterAll(item: T): boolean {
    const block = this.#blocks.at(-1)
    return block === undefined || this.#compare(at(block, block.length - 1), item) < 0
  }

  #append(item: T): void {
    const block = this.#blocks.at(-1)
    if (block === undefined || block.length === maxBlockLength) {
      this.#blocks.push([item])
      this.#shown.push([this.#show(item)])
      this.#tree = undefined
    } else {
      block.push(item)
      at(this.#shown, this.#blocks.length - 1).push(this.#show(item))
      this.#adjust(this.#blocks.length - 1, 1)
    }
    this.#size++
  }

  #takeIn(): void {
    const pending = this.#pending
    if (pending.length === 0) return
    this.#pending = []
    if (pending.length <= maxSingleInserts) {
      for (const item of pending) this.#insert(item)
      return
    }
    pending.sort(this.#compare)
    const shown = new Map(this.#blocks.map((block, position) => [block, this.#shown[position]]))
    this.#blocks = mergeBlocks(this.#blocks, pending, { compare: this.#compare, maxLength: maxBlockLength })
    this.#shown = this.#blocks.map((block) => shown.get(block) ?? block.map(this.#show))
    this.#size = this.#blocks.reduce((size, block) => size + block.length, 0)
    this.#tree = undefined
  }

  #insert(item: T): void {
    if (this.#isAfterAll(item)) {
      this.#append(item)
      return
    }
    const blockAt = this.#blockOf(item)
    const block = at(this.#blocks, blockAt)
    const index = lowerBound(block, item, this.#compare)
    if (this.#compare(at(block, index), item) === 0) return
    block.splice(index, 0, item)
    at(this.#shown, blockAt).splice(index, 0, this.#show(item))
    this.#size++
    if (block.length > maxBlockLength) this.#split(blockAt)
    else this.#adjust(blockAt, 1)
  }

  #split(blockAt: number): void {
    halve(this.#blocks, blockAt)
    halve(this.#shown, blockAt)
    this.#tree = undefined
  }

  #mergeIfSmall(blockAt: number): void {
    const block = at(this.#blocks, blockAt)
    const next = this.#blocks[blockAt + 1]
    if (block.length === 0) {
      this.#blocks.splice(blockAt, 1)
      this.#shown.splice(blockAt, 1)
    } else if (next !== undefined && block.length + next.length <= maxBlockLength >>> 1) {
      joinNext(this.#blocks, blockAt)
      joinNext(this.#shown, blockAt)
    } else return
    this.#tree = undefined
  }

  #adjust(blockAt: number, change: number): void {
    const tree = this.#tree
    if (tree === undefined) return
    for (let node = blockAt + 1; node < tree.length; node += node & -node)
      tree[node] = (tree[node] ?? 0) + change
  }

  #itemsBefore(blockAt: number): number {
    const tree = this.#builtTree()
    let items = 0
    for (let node = blockAt; node > 0; node -= node & -node) items += tree[node] ?? 0
    return items
  }

  // The block of a position and the index in it: walks the tree down to the last block that begins at or before it.
  #placeOf(position: number): [blockAt: number, index: number] {
    const tree = this.#builtTree()
    let node = 0
    let rest = position
    for (let step = 2 ** (31 - Math.clz32(this.#blocks.length)); step >= 1; step >>>= 1) {
      const items = tree[node + step]
      if (items === undefined || items > rest) continue
      node += step
      rest -= items
    }
    return [node, rest]
  }

  #builtTree(): number[] {
    if (this.#tree !== undefined) return this.#tree
    const tree = [0, ...this.#blocks.map((block) => block.length)]
    for (let node = 1; node < tree.length; node++) {
      const parent = node + (node & -node)
      if (parent < tree.length) tree[parent] = (tree[parent] ?? 0) + (tree[node] ?? 0)
    }
    this.#tree = tree
    return tree
  }
}

// Makes two blocks of one.
function halve<T>(blocks: T[][], blockAt: number): void {
  blocks.splice(blockAt + 1, 0, at(blocks, blockAt).splice(maxBlockLength >>> 1))
}

// Makes one block of two.
function joinNext<T>(blocks: T[][], blockAt: number): void {
  blocks.splice(blockAt, 2, [...at(blocks, blockAt), ...at(blocks, blockAt + 1)])
}

function at<T extends object>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`The ordered list has nothing at ${index}`)
  return item
}
