// A list's query parameters read as what the records port understands: what is selected, the order and the page.
import type { RecordQuery, Scope } from '../../entities/records.js'
import type { ListFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'
import { invalidQuery } from './query-value.js'
import { type Changeable, compileSelection } from './read-filters.js'
import { type AskedPage, compilePage } from './read-page.js'
import { compileSort, printOrder } from './read-sort.js'

/** What to list, and what the answer tells about the page. */
export interface PageQuery extends Omit<AskedPage, 'after'> {
  readonly query: RecordQuery
  /** The order, as a cursor remembers it. */
  readonly order: string
}

/** Compiles the facts of a list into a reader of its decoded query parameters. */
export function compileListQuery(facts: ListFacts): (query: JsonObject, scope: Scope) => PageQuery {
  const readPage = compilePage(facts.page)
  const select = compileSelection(facts)
  const readSort = compileSort(facts.sort)
  const cursor = facts.page?.cursor
  return (parameters, scope) => {
    const page = readPage(parameters)
    const sort = readSort(parameters)
    const order = cursor === undefined ? '' : printOrder(sort)
    if (page.after !== undefined && page.after.order !== order)
      throw invalidQuery(cursor ?? '', 'belongs to a list in another order', 'cursor')
    const { offset, limit } = page
    // Set one by one: a literal with conditional spreads costs the engine microseconds.
    const query: Changeable<RecordQuery> = { offset, limit }
    if (scope.length > 0) query.scope = scope
    select(parameters, query)
    if (sort !== undefined) query.sort = sort
    if (page.after !== undefined) query.after = page.after.position
    return { offset, limit, page: page.page, query, order }
  }
}
