// The answer of a list: its records in their envelope, and what is told about the page in body and headers.
import type { RecordsPage, StoredRecord } from '../../entities/records.js'
import type { ListFacts, PageRelation } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import { type ActionParts, successOf } from '../action-parts.js'
import { type About, type Answer, compileAnswer, type Fill, type Hole } from '../answers.js'
import type { Call } from '../behaviour.js'
import { statuses } from '../record-answers.js'
import { type BodyLinks, compileBodyLinks, isRelation, linkHoles } from './body-links.js'
import type { PageQuery } from './list-query.js'
import { compilePageHeaders } from './page-headers.js'
import { type ListHole, pageHoles, pageNumber } from './page-numbers.js'

/** Answers a call with a page; `records` are shown instead of those that were found, which they tell more of. */
export type ListAnswer = (
  call: Call,
  asked: PageQuery,
  found: RecordsPage,
  records?: readonly StoredRecord[],
) => Reply

/** Compiles the answer of a list. */
export function compileListAnswer(facts: ListFacts, parts: ActionParts): ListAnswer {
  const { page } = facts
  const envelopeFor = compileEnvelopes(facts, parts)
  const headersOf = compilePageHeaders(page)
  const linksOf = compileBodyLinks(page)
  return (call, asked, found, records = found.records) => {
    // What is related has changed without the records that show it.
    const about: About | undefined = records === found.records ? { lists: found } : undefined
    const links = linksOf?.(call, asked, found)
    const fill: Fill<AnyHole> = (hole, show) => {
      if (hole === 'items') return joinRecords(records, show)
      return JSON.stringify(isRelation(hole) ? links?.get(hole) : pageNumber(hole, asked, found, page))
    }
    const { request } = call
    return envelopeFor(links)(request.accept, fill, headersOf?.(request.url, asked, found), about)
  }
}

type AnyHole = ListHole | PageRelation

// An envelope for each selection of links that there are: the first and the last page have others than those between.
function compileEnvelopes(
  { items = '', page }: ListFacts,
  parts: ActionParts,
): (links: BodyLinks | undefined) => Answer<AnyHole> {
  const { contract, entity } = parts
  const response = successOf(parts, statuses.read)
  const shown = { records: entity, at: `${items}/0` }
  const holes: readonly Hole<AnyHole>[] = [{ name: 'items', pointer: items }, ...pageHoles(page)]
  if (page?.links === undefined) {
    const only = compileAnswer(contract, response, shown, holes)
    return () => only
  }
  const known = new Map<string, Answer<AnyHole>>()
  return (links) => {
    const told = linkHoles(page, links)
    const name = told.map((hole) => hole.name).join()
    const before = known.get(name)
    if (before !== undefined) return before
    const made = compileAnswer(contract, response, shown, [...holes, ...told])
    known.set(name, made)
    return made
  }
}

function joinRecords(records: readonly StoredRecord[], show: (record: StoredRecord) => string): string {
  return `[${records.map(show).join(',')}]`
}
