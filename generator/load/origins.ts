// Remembers where the parts of a bundled document come from, so that a pointer into it leads back to a file.
import { join } from '../pointers.js'
import type { Location, Source } from './source.js'

export interface Origins {
  /** Notes that the value at `tokens` of the bundled document was taken from elsewhere. */
  add(tokens: readonly string[], from: Location): void
  /** The location that stands behind a pointer of the bundled document. */
  of(tokens: readonly string[]): Location
}

/** Origins of a document whose values stand in `entry` unless something else is noted. */
export function createOrigins(entry: Source): Origins {
  const taken = new Map<string, Location>()
  return {
    add(tokens, from) {
      taken.set(join('', ...tokens), from)
    },
    of(tokens) {
      for (let length = tokens.length; length > 0; length--) {
        const from = taken.get(join('', ...tokens.slice(0, length)))
        if (from !== undefined)
          return { source: from.source, tokens: [...from.tokens, ...tokens.slice(length)] }
      }
      return { source: entry, tokens }
    },
  }
}
