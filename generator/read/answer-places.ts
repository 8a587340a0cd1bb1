// Where an operation answers its record, as facts: by itself, with its key beside it, or in an array of records.
import type { BodyPointer, ReadFacts } from '@mockgen/runtime'
import { tokensOf } from '../pointers.js'
import { outputItems } from './array-envelopes.js'
import { type Found, findObject } from './envelopes.js'
import type { Success } from './operations.js'
import { findOutput, type Output, type Subject } from './record-places.js'
import { answerOf, at, type Bound, doubts, type Role } from './roles.js'
import type { Schemas, SchemaView } from './schema-view.js'

/** Whether an answer shows the record, and where; `outputItems` is the array of records in which it does. */
export interface Placed extends Output {
  readonly outputItems?: BodyPointer
}

/** Finds the record in an answer: by itself, else in an array of records. */
export function outputOf(
  schemas: Schemas,
  { inArrays }: Role,
  answer: Success | undefined,
  subject: Subject,
): Placed {
  const single = findOutput(schemas, answer, subject)
  const items = inArrays === false || single.fits ? {} : outputItems(schemas, answer, subject)
  if (items.outputItems === undefined) return single
  return { fits: true, found: { pointer: '', schema: subject.record }, ...items }
}

/**
 * Finds what was sent in the answer of an update, without the key that its path has: `PUT /things/5` with `{ "name": … }` is
 * answered `{ "result": { "name": … } }`.
 */
export function findEcho(schemas: Schemas, role: Role, body: SchemaView | undefined): Found | undefined {
  const answer = answerOf(role)?.schema
  if (answer === undefined || body === undefined || body.properties.size === 0) return undefined
  return findObject(schemas, answer, ({ pointer }) => (pointer === body.pointer ? 1 : 0))
}

/** The facts of where the record is answered. */
export function placeOf({
  found,
  key,
  outputItems: items,
}: Placed): Pick<ReadFacts, 'output' | 'outputKey' | 'outputItems'> {
  if (items !== undefined) return { outputItems: items }
  return { ...at('output', found), ...(key !== undefined && { outputKey: key }) }
}

/** The schema under which the record is answered, and the first doubt that holds. */
export function shown({ found, key }: Output, ...reasons: readonly (string | false)[]): Omit<Bound, 'facts'> {
  return {
    ...(found && { schema: found.schema }),
    ...doubts(...reasons),
    ...(found && key !== undefined && { note: noteOf(found.pointer, key) }),
  }
}

// "record in result, its key beside it in id"
function noteOf(record: BodyPointer, key: BodyPointer): string {
  const [where, beside] = [record, key].map((pointer) => tokensOf(pointer).join('.'))
  return `record in ${where}, its key beside it in ${beside}`
}
