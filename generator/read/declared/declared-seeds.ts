// The records that every sandbox begins with: inline in the document, or in the files that it names.

import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { LoadedDocument, SeedFile } from '../../model.js'
import { isObject, join, own } from '../../pointers.js'
import type { Problems, Whereabouts } from '../problems.js'

/** A seed as it is declared: of the root, or of one entity. */
export interface DeclaredSeed {
  readonly pointer: string
  readonly value: Json
  /** The entity whose records it holds; undefined for records by entity. */
  readonly entity: string | undefined
}

/** The records by entity, in the order in which they are declared. */
export type Seeds = Readonly<Record<string, readonly JsonObject[]>>

/** Most records that a document seeds; what is larger is data of a test and not of a contract. */
const maxRecords = 100_000

/** The records of all seeds, and where each of them stands. */
export interface ReadSeeds {
  readonly seeds: Seeds
  /** The place of a record, by its entity and its index among the records of that entity. */
  whereSeed(entity: string, index: number): Whereabouts | undefined
}

/** Reads the records of all seeds; what is none, and what belongs to no entity, is reported. */
export function readSeeds(
  seeds: readonly DeclaredSeed[],
  entities: ReadonlySet<string>,
  files: LoadedDocument['seedFiles'],
  problems: Problems,
): ReadSeeds {
  const found = new Map<string, Found[]>()
  let count = 0
  const context: Context = {
    entities,
    problems,
    add(entity, record) {
      count++
      if (count > maxRecords) return false
      const known = found.get(entity)
      if (known) known.push(record)
      else found.set(entity, [record])
      return true
    },
  }
  for (const seed of seeds) readSeed(seed, files ?? new Map(), context)
  const [first] = seeds
  if (count > maxRecords && first !== undefined) {
    const message = `the seeds have more than ${maxRecords} records`
    const remedy = 'keep fewer in the document, and load the others when the mock runs'
    problems.error({ code: 'MOCKGEN_SEED', pointer: first.pointer, message, remedy })
  }
  return {
    seeds: Object.fromEntries([...found].map(([name, held]) => [name, held.map(({ record }) => record)])),
    whereSeed(entity, index) {
      const held = found.get(entity)?.[index]
      return held?.where(held.tokens)
    },
  }
}

/** A record, and where it stands: tokens below its seed. */
interface Found {
  readonly record: JsonObject
  readonly tokens: readonly string[]
  readonly where: Where
}

/** Where the value at tokens below a seed stands, wherever the seed is. */
type Where = (tokens: readonly string[]) => Whereabouts

interface Context {
  readonly entities: ReadonlySet<string>
  readonly problems: Problems
  /** False when there are too many records. */
  add(entity: string, found: Found): boolean
}

function readSeed(
  { pointer, value, entity }: DeclaredSeed,
  files: ReadonlyMap<string, SeedFile>,
  context: Context,
): void {
  const { problems } = context
  const paths = pathsOf(value, pointer)
  if (paths === undefined) {
    const where: Where = (tokens) => problems.whereabouts(join(pointer, ...tokens))
    readData(value, entity, context, where)
    return
  }
  for (const at of paths) {
    const source = problems.sourceOf(at)
    const file = files.get(source)
    if (file === undefined) {
      const message = 'the seed names a file, which is not looked for here'
      problems.error({ code: 'MOCKGEN_SEED', pointer: at, message, remedy: 'write the records' })
    } else if (!file.ok) for (const diagnostic of file.diagnostics) problems.add(diagnostic)
    else {
      const where: Where = (tokens) => ({ pointer: source, place: file.locate(tokens) })
      readData(file.value, entity, context, where)
    }
  }
}

// The pointers of a text, or of the texts of a list; undefined for what holds records itself.
function pathsOf(value: Json, pointer: string): readonly string[] | undefined {
  if (typeof value === 'string') return [pointer]
  if (!Array.isArray(value) || value.length === 0) return undefined
  return value.every((item) => typeof item === 'string')
    ? value.map((_item, index) => join(pointer, index))
    : undefined
}

function reportAt({ problems }: Context, at: Whereabouts, message: string, remedy: string): void {
  problems.add({ severity: 'error', code: 'MOCKGEN_SEED', message, remedy, ...at })
}

function readData(value: Json, entity: string | undefined, context: Context, where: Where): void {
  if (entity !== undefined) {
    readRecords(value, entity, [], context, where)
    return
  }
  if (!isObject(value)) {
    reportAt(
      context,
      where([]),
      `expected records by entity, found ${nameOf(value)}`,
      'write { users: [ … ] }, or the path of a file',
    )
    return
  }
  // The body of POST /system/seed can be a file, too.
  const wrapped = own(value, 'entities')
  const isWrapped = isObject(wrapped) && Object.keys(value).length === 1 && !context.entities.has('entities')
  const before = isWrapped ? ['entities'] : []
  for (const [name, records] of Object.entries(isWrapped ? wrapped : value)) {
    if (context.entities.has(name)) readRecords(records, name, [...before, name], context, where)
    else {
      const meant = didYouMean(name, context.entities)
      const known = `known entities are ${[...context.entities].join(', ') || 'none'}`
      reportAt(
        context,
        where([...before, name]),
        `seed of an unknown entity "${name}"`,
        meant ? `did you mean ${meant}?` : known,
      )
    }
  }
}

function readRecords(
  value: Json,
  entity: string,
  tokens: readonly string[],
  context: Context,
  where: Where,
): void {
  if (!Array.isArray(value)) {
    const message = `expected a list of records of ${entity}, found ${nameOf(value)}`
    reportAt(context, where(tokens), message, 'write [ { … }, … ], or the path of a file')
    return
  }
  for (const [index, record] of value.entries()) {
    const at = [...tokens, String(index)]
    if (!isObject(record)) {
      const message = `expected a record of ${entity}, found ${nameOf(record)}`
      reportAt(context, where(at), message, 'write an object')
    } else if (!context.add(entity, { record, tokens: at, where })) return
  }
}

function nameOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
