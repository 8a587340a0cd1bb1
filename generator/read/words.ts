// Names compared as people read them: `petId`, `pet_id` and `PetID` are the same words.

/** The words of a name in lower case: `issue_number` and `IssueNumber` are `['issue', 'number']`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** A name without case and separators, for comparing: the words without the spaces between them. */
export function compact(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, '').toLowerCase()
}

/** True when two names differ in case and separators only. */
export function sameName(left: string, right: string): boolean {
  return compact(left) === compact(right)
}

/** The words as an identifier: `special-events` is `specialEvents`. Empty when there is no word. */
export function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['indices', 'index'],
  ['statuses', 'status'],
  ['series', 'series'],
  ['news', 'news'],
  ['data', 'data'],
])

/** The singular of an English noun in lower case, good enough to compare `pets` with `petId`. */
export function singular(word: string): string {
  const known = irregular.get(word)
  if (known !== undefined) return known
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2)
  return /[^s]s$/.test(word) && !/(us|is)$/.test(word) ? word.slice(0, -1) : word
}

/** The words with the last one in singular. */
export function singularWords(words: readonly string[]): readonly string[] {
  return words.map((word, index) => (index === words.length - 1 ? singular(word) : word))
}

/** The known name that was probably meant: at most a third of the letters differ; undefined when none is near. */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const distance = sameName(name, found) ? 0 : editDistance(name.toLowerCase(), found.toLowerCase())
    const most = Math.max(1, Math.floor(Math.max(name.length, found.length) / 3))
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance }
  }
  return best?.name
}

/** Longest names whose distance is measured; it costs the product of their lengths. */
const maxCompared = 64

// Optimal string alignment: a letter added, left out, replaced, or two exchanged, is one step each.
function editDistance(left: string, right: string): number {
  if (left.length > maxCompared || right.length > maxCompared) return Number.POSITIVE_INFINITY
  let before: readonly number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const replaced = at(row, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1)
      const exchanges = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      const exchanged = exchanges ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced, exchanged))
    }
    before = row
    row = next
  }
  return at(row, right.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
