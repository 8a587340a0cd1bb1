// A list's query parameters read as what the records port understands: what is selected, the order and the page.
import type { RecordQuery, Scope } from '../entities/records.js'
import type { ListFacts } from '../facts.js'
import type { JsonObject } from '../json.js'
import { invalidQuery } from './query-value.js'
import { compileSelection } from './read-filters.js'
import { type AskedPage, compilePage } from './read-page.js'
import { compileSort, printOrder } from './read-sort.js'

/** What to list, and what the answer tells about the page. */
export interface PageQuery extends AskedPage {
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
    const query: RecordQuery = {
      offset,
      limit,
      ...(scope.length > 0 && { scope }),
      ...select(parameters),
      ...(sort && { sort }),
      ...(page.after && { after: page.after.position }),
    }
    return { ...page, query, order }
  }
}
