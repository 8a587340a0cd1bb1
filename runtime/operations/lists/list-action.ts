// Lists: what the request asks for, and the page that is answered.
import type { RecordQuery, RecordsPage, StoredRecord } from '../../entities/records.js'
import type { ListFacts } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import { type Action, type ActionParts, compileKeyParts, compileScope, successOf } from '../action-parts.js'
import { type About, compileAnswer, type Hole } from '../answers.js'
import type { Call, RecordsView } from '../behaviour.js'
import { statuses } from '../record-answers.js'
import { compileExpand } from './expand.js'
import { compileListQuery, type PageQuery } from './list-query.js'
import { compilePageHeaders } from './page-headers.js'
import { type ListHole, pageHoles, pageNumber } from './page-numbers.js'

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
  const items = facts.items ?? ''
  const holes: Hole<ListHole>[] = [{ name: 'items', pointer: items }, ...pageHoles(facts.page)]
  const shown = { schemas: parts.entity.schemas, key: parts.entity.key, at: `${items}/0` }
  const answer = compileAnswer(parts.contract, successOf(parts, statuses.read), shown, holes)
  const read = compileListQuery(withoutHiddenSort(facts, parts))
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  const headersOf = compilePageHeaders(facts.page)
  const expand = facts.expand && compileExpand(facts.expand, parts)
  const answerWith = (
    call: Call,
    asked: PageQuery,
    found: RecordsPage,
    records: readonly StoredRecord[] = found.records,
  ): Reply => {
    // What is related has changed without the records that show it.
    const about: About | undefined = records === found.records ? { lists: found } : undefined
    return answer(
      call.request.accept,
      (hole, show) => {
        if (hole === 'items') return joinRecords(records, show)
        return JSON.stringify(pageNumber(hole, asked, found, facts.page))
      },
      headersOf?.(call.request.url, asked, found),
      about,
    )
  }
  return {
    ask: ({ request }) => {
      const asked = read(request.parameters.query, scopeOf(request))
      if (facts.key === undefined) return asked
      const query: RecordQuery = { ...asked.query, where: withKeyParts(request, asked.query.where ?? {}) }
      return { ...asked, query }
    },
    answer: (call, asked, found, view) => {
      if (expand === undefined) return answerWith(call, asked, found)
      return expand(call, found.records, view).then((records) => answerWith(call, asked, found, records))
    },
  }
}

// What is never answered must not be told by the order of what is, nor by a cursor.
function withoutHiddenSort(facts: ListFacts, { contract, entity }: ActionParts): ListFacts {
  const hidden = new Set(facts.sort === undefined ? [] : contract.shape(entity.schemas).writeOnly)
  if (facts.sort === undefined || hidden.size === 0) return facts
  const shown = Object.entries(facts.sort.properties).filter(([, property]) => !hidden.has(property))
  const order = facts.sort.default?.filter((field) => !hidden.has(field.replace(/^-/, '')))
  const sort = { ...facts.sort, properties: Object.fromEntries(shown) }
  return { ...facts, sort: order === undefined ? sort : { ...sort, default: order } }
}

function joinRecords(records: readonly StoredRecord[], show: (record: StoredRecord) => string): string {
  return `[${records.map(show).join(',')}]`
}
