// The records that every sandbox begins with: inline in the document, or in the files that it names.

import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { LoadedDocument, SeedFile } from '../model.js'
import { isObject, join, own } from '../pointers.js'
import type { Problems } from './problems.js'

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

/** Reads the records of all seeds; what is none, and what belongs to no entity, is reported. */
export function readSeeds(
  seeds: readonly DeclaredSeed[],
  entities: ReadonlySet<string>,
  files: LoadedDocument['seedFiles'],
  problems: Problems,
): Seeds {
  const found = new Map<string, JsonObject[]>()
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
  return Object.fromEntries(found)
}

interface Context {
  readonly entities: ReadonlySet<string>
  readonly problems: Problems
  /** False when there are too many records. */
  add(entity: string, record: JsonObject): boolean
}

/** Reports something at tokens below the seed, wherever it stands. */
type Report = (tokens: readonly string[], message: string, remedy: string) => void

function readSeed(
  { pointer, value, entity }: DeclaredSeed,
  files: ReadonlyMap<string, SeedFile>,
  context: Context,
): void {
  const { problems } = context
  const paths = pathsOf(value, pointer)
  if (paths === undefined) {
    const report: Report = (tokens, message, remedy) =>
      problems.error({ code: 'MOCKGEN_SEED', pointer: join(pointer, ...tokens), message, remedy })
    readData(value, entity, context, report)
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
      const report: Report = (tokens, message, remedy) => {
        const place = file.locate(tokens)
        problems.add({ severity: 'error', code: 'MOCKGEN_SEED', message, remedy, pointer: source, place })
      }
      readData(file.value, entity, context, report)
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

function readData(value: Json, entity: string | undefined, context: Context, report: Report): void {
  if (entity !== undefined) {
    readRecords(value, entity, [], context, report)
    return
  }
  if (!isObject(value)) {
    report(
      [],
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
    if (context.entities.has(name)) readRecords(records, name, [...before, name], context, report)
    else {
      const meant = didYouMean(name, context.entities)
      const known = `known entities are ${[...context.entities].join(', ') || 'none'}`
      report(
        [...before, name],
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
  report: Report,
): void {
  if (!Array.isArray(value)) {
    const message = `expected a list of records of ${entity}, found ${nameOf(value)}`
    report(tokens, message, 'write [ { … }, … ], or the path of a file')
    return
  }
  for (const [index, record] of value.entries()) {
    if (!isObject(record)) {
      const message = `expected a record of ${entity}, found ${nameOf(record)}`
      report([...tokens, String(index)], message, 'write an object')
    } else if (!context.add(entity, record)) return
  }
}

function nameOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
