// Checks the properties by which a declared list sorts and searches.
import type { OneChecking } from './check-operations.js'
import { reportNoProperty } from './check-properties.js'
import { type DeclaredList, type Named, orderedProperty } from './declared-lists.js'
import type { Group } from './group.js'

/** Reports what is no property of the list's records, or has no order. */
export function checkListNames(one: OneChecking, { sort, search }: DeclaredList, group: Group): void {
  checkOrder(one, sort?.default, group)
  for (const { name, pointer } of sort?.names ?? []) reportNoProperty(one, group, name, pointer, true)
  for (const { name, pointer } of search?.names ?? []) reportNoProperty(one, group, name, pointer, true)
  if (search !== undefined && search.parameter === undefined) {
    const [first] = search.names ?? []
    one.source.problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: first?.pointer.replace(/\/\d+$/, '') ?? one.operation.at.pointer,
      message: `no query parameter of ${one.operation.path} looks like the text to search for`,
      remedy: 'write search: { parameter: …, properties: […] }',
    })
  }
}

/** Reports entries of an order that are no properties. */
export function checkOrder(one: OneChecking, order: readonly Named[] | undefined, group: Group): void {
  for (const { name, pointer } of order ?? [])
    reportNoProperty(one, group, orderedProperty(name), pointer, true)
}
