// Guessing what a misspelt name was meant to be.

/** Longest names that are compared; comparing takes the product of their lengths. */
const maxLength = 64

/**
 * The known name that was probably meant: at most a third of its letters differ, and `user_id`, `user-id` and `userId` are
 * the same. Undefined when none is near.
 */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of known) {
    const most = Math.max(1, Math.floor(Math.max(name.length, found.length) / 3))
    const distance = distanceOf(plain(name), plain(found))
    if (distance <= most && distance < least) {
      nearest = name
      least = distance
    }
  }
  return nearest
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

// Optimal string alignment: a letter added, left out, replaced, or two neighbours exchanged, is one step each. One row of
// the table at a time.
function distanceOf(left: string, right: string): number {
  if (left.length > maxLength || right.length > maxLength)
    return left === right ? 0 : Number.POSITIVE_INFINITY
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let line = 1; line <= left.length; line++) {
    const next = [line]
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(row, column - 1) + (left[line - 1] === right[column - 1] ? 0 : 1)
      const exchanges = left[line - 1] === right[column - 2] && left[line - 2] === right[column - 1]
      const exchanged = exchanges ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(at(row, column) + 1, at(next, column - 1) + 1, replaced, exchanged))
    }
    before = row
    row = next
  }
  return at(row, right.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
