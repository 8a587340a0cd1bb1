// Where the number of records, and the numbers by the values of a property, stand in an answer.
import type { BodyPointer, CountFacts } from '@mockgen/runtime'
import { join } from '../../pointers.js'
import { keyPartsOf } from '../key-parts.js'
import type { Subject } from '../record-places.js'
import { answerOf, type Bound, doubts, placed, type Role } from '../roles.js'
import { isOpenObject, type Schemas, type SchemaView } from '../schema-view.js'
import { compact } from '../words.js'

/** Works a count out for its subject. */
export function bindCount(schemas: Schemas, role: Role, subject: Subject): Bound {
  const by = role.details?.by
  const answer = answerOf(role)?.schema
  const output = answer && findTotal(schemas, answer)
  const counts = answer && by !== undefined ? findCounts(schemas, answer, subject, by) : undefined
  const facts: CountFacts = {
    action: 'count',
    ...placed(role, subject),
    ...keyPartsOf(role),
    ...(by !== undefined && { by }),
    ...(output !== undefined && output !== '' && { output }),
    ...(counts !== undefined && { counts }),
  }
  const isSaid = role.details?.response?.body !== undefined
  const fits = output !== undefined || counts !== undefined || isSaid
  return { facts, ...doubts(!fits && 'it does not answer a number') }
}

// In the order in which they are preferred.
const totalNames = ['total', 'count', 'totalcount', 'number', 'size']

function findTotal(schemas: Schemas, answer: SchemaView): BodyPointer | undefined {
  if (isNumber(answer)) return ''
  const numbers = [...answer.properties.keys()].filter((name) => isNumber(schemas.property(answer, name)))
  const named = totalNames.flatMap((wanted) => numbers.find((name) => compact(name) === wanted) ?? [])
  const [found = numbers.length === 1 ? numbers[0] : undefined] = named
  return found === undefined ? undefined : join('', found)
}

// An object of numbers, or the properties of the answer that are called like the values.
function findCounts(
  schemas: Schemas,
  answer: SchemaView,
  subject: Subject,
  by: string,
): BodyPointer | undefined {
  const inner = [...answer.properties.keys()].find((name) => {
    const view = schemas.property(answer, name)
    return view !== undefined && view.type === 'object' && isCountOf(name, by)
  })
  if (inner !== undefined) return join('', inner)
  const values = schemas.property(subject.record, by)?.enum ?? []
  if (values.some((value) => typeof value === 'string' && answer.properties.has(value))) return ''
  return isOpenObject(answer) ? '' : undefined
}

function isCountOf(name: string, by: string): boolean {
  return [
    'counts',
    'by',
    compact(by),
    `by${compact(by)}`,
    `counts${compact(by)}`,
    `countsby${compact(by)}`,
  ].includes(compact(name))
}

function isNumber(view: SchemaView | undefined): boolean {
  return view?.type === 'integer' || view?.type === 'number'
}
