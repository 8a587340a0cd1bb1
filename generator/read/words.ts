// Names compared as people read them: `petId`, `pet_id` and `PetID` are the same words.

/** The words of a name in lower case: `issue_number` and `IssueNumber` are `['issue', 'number']`. */
export function wordsOf(name: string): readonly string[] {
  const known = words.get(name)
  if (known !== undefined) return known
  const found = splitWords(name)
  // Documents are compared with few names; what a hostile one brings is not worth keeping.
  if (name.length <= maxKeptLength && words.size < maxKept) words.set(name, found)
  return found
}

/** Most names whose words are kept, and their length in characters: 2 MB at most. */
const maxKept = 10_000
const maxKeptLength = 60

// Each name of a document is compared with many others, and classes of Unicode take twenty times as long as a look-up.
const words = new Map<string, readonly string[]>()

function splitWords(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** A name without case and separators, for comparing: the words without the spaces between them. */
export function compact(name: string): string {
  // Classes of Unicode cost twenty times as much, and nearly every name is of these.
  return /^[a-z0-9]*$/.test(name) ? name : name.replaceAll(/[^\p{L}\p{N}]+/gu, '').toLowerCase()
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

/** True when two names are the same noun, in singular or plural: `item` and `Items`. */
export function sameNoun(left: string, right: string): boolean {
  return nounOf(left) === nounOf(right)
}

/** The words of a name in singular, as one: `OrderItems` and `order_item` are `orderitem`. */
export function nounOf(name: string): string {
  return singularWords(wordsOf(name)).join('')
}
