// Remembers what moved where while a document is converted, so that places are found and references follow.
import { join } from '../../pointers.js'

type Tokens = readonly string[]

export interface Moves {
  /** Notes that the value at `before` now stands at `after`. */
  add(after: Tokens, before: Tokens): void
  /** Where the value at `after` stood: the way of its nearest parent that moved. */
  before(after: Tokens): Tokens
  /** Where the value at `before` stands now; the first place, when it was copied to several. */
  after(before: Tokens): Tokens
}

export function createMoves(): Moves {
  const backward = new Map<string, Tokens>()
  const forward = new Map<string, Tokens>()
  return {
    add(after, before) {
      backward.set(join('', ...after), before)
      const key = join('', ...before)
      if (!forward.has(key)) forward.set(key, after)
    },
    before: (after) => follow(backward, after),
    after: (before) => follow(forward, before),
  }
}

function follow(moved: ReadonlyMap<string, Tokens>, tokens: Tokens): Tokens {
  for (let length = tokens.length; length > 0; length--) {
    const to = moved.get(join('', ...tokens.slice(0, length)))
    if (to !== undefined) return [...to, ...tokens.slice(length)]
  }
  return tokens
}
