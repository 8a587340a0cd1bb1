// Which property of a record a path parameter identifies, and how the key of a new record is made.
import type { GenerateKey } from '@mockgen/runtime'
import { compatible } from './envelopes.js'
import { staticSegments } from './paths.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { compact, singular, singularWords, wordsOf } from './words.js'

/** What a record is called: `/special-events` and the schema `SpecialEvent` give `specialevents` and `specialevent`. */
export type Nouns = ReadonlySet<string>

/** The nouns of the records of a collection path, answered under a schema. */
export function nounsOf(path: string, record: SchemaView): Nouns {
  const nouns = new Set<string>()
  for (const name of [staticSegments(path).at(-1), record.name]) {
    if (name === undefined) continue
    const words = wordsOf(name)
    nouns.add(words.join('')).add(singularWords(words).join(''))
    // The last word of a compound is what it is: an event, for special events.
    nouns.add(singular(words.at(-1) ?? ''))
  }
  nouns.delete('')
  return nouns
}

/**
 * The property that a path parameter identifies: the one of the same name; one that the parameter names after the
 * record (`petId`, the `id` of a pet), or that names the record after the parameter (`/assets/{id}`, `assetId`); one
 * whose name ends the parameter's (`issue_number`, `number`). Only strings and numbers identify. Undefined when none
 * does.
 */
export function matchKey(
  schemas: Schemas,
  record: SchemaView,
  parameter: string,
  nouns: Nouns,
): string | undefined {
  let best: { readonly name: string; readonly rank: number } | undefined
  for (const name of record.properties.keys()) {
    const rank = rankOf(name, parameter, nouns)
    if (rank === undefined || (best !== undefined && best.rank <= rank)) continue
    if (isKey(schemas.property(record, name))) best = { name, rank }
  }
  return best?.name
}

/** Properties that identify a record where it has no `id`, and no second one of them. */
const otherKeys = ['slug', 'name', 'key', 'code', 'uuid'] as const
// A parameter that is called so identifies by that, whether the record has it (then it is matched) or not.
const ownMeaning = /(slug|name|key|code)$/

/**
 * The property that a path parameter is taken to be when no name says so: `id`, else the only one of `slug`, `name`,
 * `key`, `code` and `uuid`, if its type is the parameter's. Undefined when that would be a guess between several, or
 * the parameter's name means something else (`username`).
 */
export function guessKey(
  schemas: Schemas,
  record: SchemaView,
  parameter: string,
  schema: SchemaView | undefined,
): string | undefined {
  if (meansSeveral(parameter) || ownMeaning.test(compact(parameter))) return undefined
  const isCandidate = (name: string) => isKey(schemas.property(record, name))
  const [sole, second] = isCandidate('id') ? ['id'] : otherKeys.filter(isCandidate)
  if (sole === undefined || second !== undefined) return undefined
  return compatible(schema, schemas.property(record, sole)) ? sole : undefined
}

/**
 * The property that identifies a record when no path does: `id` or `<record>Id`, of a record that is created and listed
 * but has no path of its own.
 */
export function ownKey(schemas: Schemas, record: SchemaView, nouns: Nouns): string | undefined {
  return matchKey(schemas, record, 'id', nouns) ?? matchKey(schemas, record, 'uuid', nouns)
}

/** True for a property that can hold a key. Many documents say number where they mean integer. */
export function isKey(view: SchemaView | undefined): boolean {
  return view?.type === 'string' || isNumeric(view)
}

/**
 * How new keys are made. A string that clients must send is theirs to choose; one they cannot send, or may leave out,
 * is a UUID.
 */
export function chooseGenerateKey(
  key: SchemaView,
  property: string,
  request: SchemaView | undefined,
): GenerateKey {
  if (isNumeric(key)) return 'increment'
  if (key.format === 'uuid') return 'uuid'
  const chosen = request?.required.has(property) === true && !key.readOnly
  return chosen ? 'none' : 'uuid'
}

function isNumeric(view: SchemaView | undefined): boolean {
  return view?.type === 'integer' || view?.type === 'number'
}

// How sure it is that a parameter names a property: 0 is certain, undefined is not at all.
function rankOf(property: string, parameter: string, nouns: Nouns): number | undefined {
  const [short, long] = [compact(property), compact(parameter)]
  if (short === '' || long === '') return undefined
  if (short === long) return 0
  if (short.endsWith(long)) return nouns.has(short.slice(0, -long.length)) ? 2 : undefined
  if (!long.endsWith(short)) return undefined
  const ends = endsWithWords(wordsOf(parameter), wordsOf(property))
  // `petid` is the id of a pet, but `username` is a word of its own and not the name of a user.
  if (nouns.has(long.slice(0, -short.length)) && (ends || short === 'id')) return 1
  return ends ? 3 : undefined
}

function endsWithWords(words: readonly string[], tail: readonly string[]): boolean {
  const from = words.length - tail.length
  return from > 0 && words[from - 1] !== 'or' && tail.every((word, index) => words[from + index] === word)
}

// `id_or_slug` identifies by two properties, which one key cannot do.
function meansSeveral(parameter: string): boolean {
  return wordsOf(parameter).includes('or')
}
