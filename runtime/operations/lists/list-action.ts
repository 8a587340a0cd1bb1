// Lists: what the request asks for, and the page that is answered.
import type { RecordQuery, RecordsPage } from '../../entities/records.js'
import type { ListFacts, SortFacts } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import { type Action, type ActionParts, compileKeyParts, compileScope } from '../action-parts.js'
import type { Call, RecordsView } from '../behaviour.js'
import { compileExpand } from './expand.js'
import { compileListAnswer } from './list-answer.js'
import { compileListQuery, type PageQuery } from './list-query.js'

/** The two halves of a list, between which its records are looked up. */
export interface Listing {
  /** What the request asks for. */
  ask(call: Call): PageQuery
  /** The answer with what was found. */
  answer(call: Call, asked: PageQuery, found: RecordsPage, view: RecordsView): Reply | Promise<Reply>
}

/** The light path of a list. */
export function compileList(facts: ListFacts, parts: ActionParts): Action {
  const { entity } = facts
  const listing = compileListing(facts, parts)
  return (call, view) => {
    const asked = listing.ask(call)
    return view
      .records(entity)
      .list(asked.query)
      .then((found) => listing.answer(call, asked, found, view))
  }
}

/** Compiles a list. */
export function compileListing(facts: ListFacts, parts: ActionParts): Listing {
  const answer = compileListAnswer(facts, parts)
  const read = compileListQuery(withoutHidden(facts, parts))
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  const expand = facts.expand && compileExpand(facts.expand, parts)
  return {
    ask: ({ request }) => {
      const asked = read(request.parameters.query, scopeOf(request))
      if (facts.key === undefined) return asked
      const query: RecordQuery = { ...asked.query, where: withKeyParts(request, asked.query.where ?? {}) }
      return { ...asked, query }
    },
    answer: (call, asked, found, view) => {
      if (expand === undefined) return answer(call, asked, found)
      return expand(call, found.records, view).then((records) => answer(call, asked, found, records))
    },
  }
}

// What is never answered must not be told by what is found, by its order, nor by a cursor.
function withoutHidden(facts: ListFacts, { contract, entity }: ActionParts): ListFacts {
  const { sort, filters, search } = facts
  if (sort === undefined && filters === undefined && search === undefined) return facts
  const hidden = new Set(contract.shape(entity).writeOnly)
  if (hidden.size === 0) return facts
  return {
    ...facts,
    ...(sort && { sort: withoutHiddenSort(sort, hidden) }),
    ...(filters && {
      filters: Object.fromEntries(
        Object.entries(filters).filter(([, by]) => !hidden.has(typeof by === 'string' ? by : by.property)),
      ),
    }),
    ...(search && {
      search: { ...search, properties: search.properties.filter((name) => !hidden.has(name)) },
    }),
  }
}

function withoutHiddenSort(sort: SortFacts, hidden: ReadonlySet<string>): SortFacts {
  const shown = Object.entries(sort.properties).filter(([, property]) => !hidden.has(property))
  const order = sort.default?.filter((field) => !hidden.has(field.replace(/^-/, '')))
  const properties = Object.fromEntries(shown)
  return order === undefined ? { ...sort, properties } : { ...sort, properties, default: order }
}
