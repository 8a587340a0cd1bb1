// Guessing what a misspelt name was meant to be.

/** Longest names that are compared; comparing takes the product of their lengths. */
const maxLength = 64

/** The known name that is nearest to the one found: at most a third of its letters differ. Undefined when none is near. */
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

// `user_id`, `user-id` and `userId` are the same name to people.
function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '')
}

// Letters added, left out or replaced between two words (Levenshtein), one row of the table at a time.
function distanceOf(left: string, right: string): number {
  if (left.length > maxLength || right.length > maxLength)
    return left === right ? 0 : Number.POSITIVE_INFINITY
  const columns = [...right]
  let row = [0, ...columns.map((_, column) => column + 1)]
  for (const [line, letter] of [...left].entries()) {
    const next = [line + 1]
    for (const [column, other] of columns.entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
