// What a declaration adds to the facts of a binding: options, the answer, and what a list understands.
import type { BindingFacts, ListFacts, SearchFacts, SortFacts } from '@mockgen/runtime'
import type { DeclaredList } from './declared/declared-lists.js'
import { noteOf } from './lists/list-note.js'
import type { Subject } from './record-places.js'
import type { Bound, Role } from './roles.js'
import { isShownScalar, type Schemas } from './schema-view.js'

/** The binding with what is declared; the binding itself where nothing is. */
export function applyDetails(schemas: Schemas, bound: Bound, role: Role, subject: Subject): Bound {
  const { details } = role
  if (details === undefined) return bound
  const { options, response, list } = details
  const facts = bound.facts.action === 'list' ? applyList(schemas, bound.facts, list, subject) : bound.facts
  const all: BindingFacts = {
    ...facts,
    ...(Object.keys(options).length > 0 && { options }),
    ...(response !== undefined && { response }),
  }
  return { ...bound, facts: all, ...(all.action === 'list' && noteOf(all)) }
}

function applyList(schemas: Schemas, facts: ListFacts, list: DeclaredList, subject: Subject): ListFacts {
  const { page, sort, search, ...rest } = facts
  const paging = list.paging === false ? onePage(page) : applyPaging(page, list)
  const sorting = list.sort ? applySort(schemas, sort, list, subject) : sort
  const searching = list.search ? applySearch(schemas, search, list, subject) : search
  const taken = new Set([sorting?.parameter, searching?.parameter, list.expand?.parameter])
  const filters = Object.entries(rest.filters ?? {}).filter(([parameter]) => !taken.has(parameter))
  const { filters: _all, ...others } = rest
  return {
    ...others,
    ...(paging && { page: paging }),
    ...(filters.length > 0 && { filters: Object.fromEntries(filters) }),
    ...(sorting && { sort: sorting }),
    ...(searching && { search: searching }),
  }
}

// Everything is answered, and the envelope can still say how much that is.
function onePage(page: ListFacts['page']): ListFacts['page'] {
  const { answer, links } = page ?? {}
  return answer || links ? { ...(answer && { answer }), ...(links && { links }) } : undefined
}

function applyPaging(page: ListFacts['page'], { paging }: DeclaredList): ListFacts['page'] {
  if (!paging) return page
  // A cursor that only links can tell is paged by links.
  const style = page?.style ?? paging.style
  return { ...page, ...paging, ...(style && { style }) }
}

function applySort(
  schemas: Schemas,
  sort: SortFacts | undefined,
  { sort: declared }: DeclaredList,
  subject: Subject,
): SortFacts | undefined {
  const { parameter = sort?.parameter, names, default: order } = declared ?? {}
  const properties = names
    ? Object.fromEntries(names.map(({ name }) => [name, name]))
    : (sort?.properties ?? (parameter === undefined ? {} : scalars(schemas, subject)))
  return {
    ...(parameter !== undefined && { parameter }),
    ...(order && { default: order.map(({ name }) => name.replace(/^\+/, '')) }),
    ...(sort?.direction !== undefined && parameter === sort.parameter && { direction: sort.direction }),
    properties,
  }
}

function applySearch(
  schemas: Schemas,
  search: SearchFacts | undefined,
  { search: declared }: DeclaredList,
  subject: Subject,
): SearchFacts | undefined {
  const parameter = declared?.parameter ?? search?.parameter
  if (parameter === undefined) return undefined
  const names = declared?.names?.map(({ name }) => name)
  return { parameter, properties: names ?? search?.properties ?? texts(schemas, subject) }
}

function scalars(schemas: Schemas, { record }: Subject): Record<string, string> {
  const names = [...record.properties.keys()].filter((name) => {
    const view = schemas.property(record, name)
    return view !== undefined && isShownScalar(view)
  })
  return Object.fromEntries(names.map((name) => [name, name]))
}

function texts(schemas: Schemas, { record }: Subject): readonly string[] {
  return [...record.properties.keys()].filter((name) => {
    const view = schemas.property(record, name)
    return view?.type === 'string' && !view.writeOnly
  })
}
