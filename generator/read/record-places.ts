// Where a record stands in the bodies of an operation, once it is known what the record is.
import type { BodyPointer, EntityFacts } from '@mockgen/runtime'
import { compatible, type Found, findArray, findObject, overlap, type Score } from './envelopes.js'
import { findKeyBeside, type KeyBeside } from './key-beside.js'
import type { Success } from './operations.js'
import { emptyView, isOpenObject, type Schemas, type SchemaView } from './schema-view.js'
import { spelledOtherwise } from './spellings.js'

/** The records that an operation is about. */
export interface Subject {
  /** Name of the entity. */
  readonly name: string
  readonly record: SchemaView
  /** The property that identifies a record; of several the last one. Empty for a singleton. */
  readonly key: string
  /** The properties of the key before the last one; most keys have none. */
  readonly leading: readonly string[]
  /** There is one record in each scope: see `EntityFacts.singleton`. */
  readonly singleton?: NonNullable<EntityFacts['singleton']>
}

/**
 * The part of a request that is the record: itself, or the object in it that shares most with the record. Spelling counts last.
 * `{ task: { id, type } }` refers to another record: the request itself is what is kept.
 */
export function findInput(
  schemas: Schemas,
  body: SchemaView | undefined,
  subject: Subject,
): Found | undefined {
  if (body === undefined) return undefined
  const { record } = subject
  const whole: Found = { pointer: '', schema: body }
  const beside = besideOf(schemas, body, subject)
  if (beside !== undefined) return beside.found
  if (overlap(schemas, body, record) > 0) return whole
  const found = findObject(
    schemas,
    body,
    (schema) =>
      body.properties.size > 1 && isReference(schemas, schema, subject)
        ? 0
        : overlap(schemas, schema, record),
    (schema) => isOutermost(schemas, schema, subject),
  )
  if (found !== undefined || spelledOtherwise(schemas, body, record) > 0) return found ?? whole
  return findObject(schemas, body, (schema) => overlap(schemas, schema, record)) && whole
}

// What shares with a record nothing but its key and what is the same in all of its kind only says which record is meant.
function isReference(schemas: Schemas, schema: SchemaView, { record, key, leading }: Subject): boolean {
  const isTelling = (name: string) => {
    const [theirs, own] = [schemas.property(schema, name), schemas.property(record, name)]
    if (own === undefined || name === key || leading.includes(name)) return false
    return compatible(theirs, own) && ![theirs, own].some((view) => view?.enum?.length === 1)
  }
  return ![...schema.properties.keys()].some(isTelling)
}

/** Whether an answer can show the record, and where. */
export interface Output {
  readonly fits: boolean
  /** Absent when the answer has no body, or one that takes anything. */
  readonly found?: Found
  /** Where its key stands, when that is beside it. */
  readonly key?: BodyPointer
}

/** Finds the record in the answer of success. */
export function findOutput(schemas: Schemas, answer: Success | undefined, subject: Subject): Output {
  if (answer === undefined || answer.content === 'none') return { fits: true }
  const { schema } = answer
  if (schema === undefined) return { fits: false }
  if (isOpenObject(schema)) return { fits: true }
  const beside = besideOf(schemas, schema, subject)
  if (beside !== undefined) return { fits: true, ...beside }
  const found = findObject(schemas, schema, showing(schemas, subject), (body) =>
    isOutermost(schemas, body, subject),
  )
  return found ? { fits: true, found } : { fits: false }
}

function besideOf(schemas: Schemas, body: SchemaView, subject: Subject): KeyBeside | undefined {
  const isSimple = subject.singleton === undefined && subject.leading.length === 0
  return isSimple ? findKeyBeside(schemas, body, subject) : undefined
}

/** True when an answer shows the record and not only its key. */
export function answersWhole(schemas: Schemas, { found }: Output, subject: Subject): boolean {
  return found !== undefined && coversRecord(schemas, found.schema, subject)
}

/** The record in the answer of a delete; `{ id, deleted: true }` is not a record but a receipt. */
export function findDeleted(
  schemas: Schemas,
  answer: Success | undefined,
  subject: Subject,
): Partial<KeyBeside> {
  if (answer?.schema === undefined) return {}
  const beside = besideOf(schemas, answer.schema, subject)
  if (beside !== undefined) return beside
  const shows = showing(schemas, subject)
  const found = findObject(
    schemas,
    answer.schema,
    (schema) => (isWhole(schemas, schema, subject) ? shows(schema) : 0),
    (schema) => isOutermost(schemas, schema, subject),
  )
  return found === undefined ? {} : { found }
}

/** The array of records in the answer of a list. */
export function findRecords(
  schemas: Schemas,
  answer: Success | undefined,
  subject: Subject,
): Found | undefined {
  return (
    answer?.schema &&
    findArray(schemas, answer.schema, showing(schemas, subject), (items) =>
      isOutermost(schemas, items, subject),
    )
  )
}

// What shows a record is its own schema or at least has its key.
function showing(schemas: Schemas, subject: Subject): Score {
  const { record, key } = subject
  return (schema) => {
    if (schema.pointer === record.pointer) return Number.POSITIVE_INFINITY
    if (subject.singleton !== undefined)
      return coversRecord(schemas, schema, subject) ? overlap(schemas, schema, record) : 0
    const theirs = schemas.property(schema, key)
    const same = theirs !== undefined && compatible(theirs, schemas.property(record, key))
    return same ? 1 + overlap(schemas, schema, record) : 0
  }
}

function isWhole(schemas: Schemas, schema: SchemaView, subject: Subject): boolean {
  const { record } = subject
  if (schema.pointer === record.pointer) return true
  const known = [...schema.required].every((name) => record.properties.has(name))
  return known && coversRecord(schemas, schema, subject)
}

// What shares no more than the key may as well be an envelope that tells it beside the record.
function isOutermost(schemas: Schemas, schema: SchemaView, subject: Subject): boolean {
  const { record } = subject
  const least = Math.min(leastShared, record.properties.size)
  return coversRecord(schemas, schema, subject) && overlap(schemas, schema, record) >= least
}

/** Fewest properties by which an object is told to be the record, where it has as many. */
const leastShared = 2

function coversRecord(schemas: Schemas, schema: SchemaView, { record }: Subject): boolean {
  return overlap(schemas, schema, record) * 2 >= record.properties.size
}

/** The record of an entity of which nothing is known: any object. It has no schema in the contract. */
export const openRecord: SchemaView = { ...emptyView(''), type: 'object', nullable: false }
