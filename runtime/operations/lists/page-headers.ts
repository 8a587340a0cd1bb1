// What a list tells about its page in headers: the number of all records, and links to other pages (RFC 8288).
import type { RecordsPage } from '../../entities/records.js'
import type { PageFacts, PageRelation } from '../../facts.js'
import type { PageQuery } from './list-query.js'
import { pageUrl, type ToldPage } from './page-links.js'

/** Headers of one answer; `url` is the request's own, as it came: the links keep its other parameters. */
export type PageHeaders = (url: string, page: PageQuery, found: RecordsPage) => Record<string, string>

/** Undefined when the facts ask for no header. */
export function compilePageHeaders(facts: PageFacts | undefined): PageHeaders | undefined {
  if (facts === undefined) return undefined
  const { totalHeader } = facts
  const isLinked = facts.style === 'link'
  if (totalHeader === undefined && !isLinked) return undefined
  const name = totalHeader?.toLowerCase()
  return (url, asked, found) => ({
    ...(name !== undefined && { [name]: String(found.total) }),
    ...(isLinked && linkHeader(facts, { url, asked, found })),
  })
}

// A page that only cursors lead to tells no more than the next one.
function linkHeader(facts: PageFacts, page: ToldPage): Record<string, string> {
  const relations: readonly PageRelation[] = facts.cursor === undefined ? counted : ['next']
  const links = relations.flatMap((relation) => {
    const url = pageUrl(facts, page, relation)
    return url === undefined ? [] : [`<${url}>; rel="${relation}"`]
  })
  return links.length === 0 ? {} : { link: links.join(', ') }
}

const counted: readonly PageRelation[] = ['first', 'prev', 'next', 'last']
