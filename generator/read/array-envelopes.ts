// Operations that send and answer single records in arrays, as accounting APIs do: `PUT /Accounts` with `{ "Accounts": [ … ] }`.
import type { BodyPointer } from '@mockgen/runtime'
import { findArray } from './envelopes.js'
import type { Success } from './operations.js'
import type { ItemOperation } from './paths.js'
import type { Subject } from './record-places.js'
import { answerOf, type Role } from './roles.js'
import type { Schemas, SchemaView } from './schema-view.js'

/** The array of a body whose members are records of exactly this schema; undefined where there is none. */
export function itemsAt(
  schemas: Schemas,
  body: SchemaView | undefined,
  record: SchemaView,
): { readonly pointer: BodyPointer; readonly schema: SchemaView } | undefined {
  if (body === undefined || body.pointer === record.pointer) return undefined
  const found = findArray(schemas, body, ({ pointer }) =>
    pointer === record.pointer ? Number.POSITIVE_INFINITY : 0,
  )
  return found?.schema.pointer === record.pointer ? found : undefined
}

/** Where the array of records stands in an answer that shows the record in no other way. */
export function outputItems(
  schemas: Schemas,
  answer: Success | undefined,
  { record }: Subject,
): { readonly outputItems?: BodyPointer } {
  const found = itemsAt(schemas, answer?.schema, record)
  return found === undefined ? {} : { outputItems: found.pointer }
}

/**
 * The roles of a collection whose PUT creates: its items are changed by POST and none by PUT, and it answers what it stored in
 * the array in which the list answers records. A POST beside it changes those of which it is sent the keys, and creates the
 * others. All other roles stay as they are.
 */
export function withArrayEnvelopes(
  schemas: Schemas,
  roles: readonly Role[],
  items: readonly ItemOperation[],
): readonly Role[] {
  const has = (method: string) => items.some(({ operation }) => operation.method === method)
  const listing = roles.find(({ action }) => action === 'list')
  const put = roles.find(({ operation, parameter }) => parameter === undefined && operation.method === 'put')
  const listed = listing && arrayIn(schemas, listing)
  if (put === undefined || listed === undefined || has('put')) return roles
  if (arrayIn(schemas, put)?.pointer !== listed.pointer) return roles
  return roles.map((place) => {
    const role = { ...place, inArrays: true }
    if (role.parameter !== undefined) return role
    if (place === put) return { ...role, action: 'create' }
    const isUpsert = role.operation.method === 'post' && arrayIn(schemas, role)?.pointer === listed.pointer
    return isUpsert ? { ...role, action: 'update', upsert: true } : role
  })
}

// Of several arrays the one whose members say most.
function arrayIn(schemas: Schemas, role: Role): SchemaView | undefined {
  const body = answerOf(role)?.schema
  if (body === undefined || body.type === 'array') return undefined
  return findArray(schemas, body, ({ properties }) => (properties === body.properties ? 0 : properties.size))
    ?.schema
}
