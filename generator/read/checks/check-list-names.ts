// Checks the properties by which a declared list sorts and searches.
import type { BindingFacts } from '@mockgen/runtime'
import { join } from '../../pointers.js'
import { type DeclaredList, type Named, orderedProperty } from '../declared/declared-lists.js'
import type { Group } from '../group.js'
import { writeOnlyOf } from '../request-only.js'
import type { OneChecking } from './check-operations.js'
import { reportNoProperty } from './check-properties.js'

/** Reports what is no property of the list's records, or has no order. */
export function checkListNames(one: OneChecking, { sort, search }: DeclaredList, group: Group): void {
  checkOrder(one, sort?.default, group)
  for (const { name, pointer } of [...(sort?.names ?? []), ...(search?.names ?? [])]) {
    if (reportNoProperty(one, group, name, pointer, true)) reportSecret(one, group, name, pointer)
  }
  for (const { name, pointer } of sort?.default ?? []) {
    reportSecret(one, group, orderedProperty(name), pointer)
  }
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

// What is found or ordered by a secret tells it, a letter at a time.
function reportSecret({ source }: OneChecking, group: Group, name: string, pointer: string): void {
  const { subject } = group
  const isMarked = source.schemas.property(subject.record, name)?.writeOnly === true
  if (!isMarked && !writeOnlyOf(group).includes(name)) return
  source.problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer,
    message: `${name} of ${subject.name} is writeOnly, and what lists find or sort by it would tell it`,
    remedy: 'name a property that is answered',
  })
}

/** Warns of cursors that no answer could tell: clients would see the first page only. */
export function checkCursorPlace(one: OneChecking, { paging }: DeclaredList, facts: BindingFacts): void {
  if (paging === undefined || paging === false) return
  if (paging.style !== 'cursor' || facts.action !== 'list') return
  const { page } = facts
  if (page?.cursor === undefined || page.style === 'link') return
  if (page.answer?.nextCursor !== undefined || page.links !== undefined) return
  one.source.problems.warn({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(one.operation.at.pointer, 'x-persistence', 'pagination', 'style'),
    message: `no answer of ${one.operation.path} has a place for the next cursor, so nobody gets past the first page`,
    remedy: 'declare a property such as nextCursor or nextUrl beside the array, or a Link header',
  })
}

/** Reports entries of an order that are no properties. */
export function checkOrder(one: OneChecking, order: readonly Named[] | undefined, group: Group): void {
  for (const { name, pointer } of order ?? [])
    reportNoProperty(one, group, orderedProperty(name), pointer, true)
}
