// What a list tells about its page in headers: the number of all records, and links to other pages (RFC 8288).
import type { RecordsPage } from '../../entities/records.js'
import type { PageFacts } from '../../facts.js'
import type { PageQuery } from './list-query.js'
import { hasMore, nextCursor } from './page-numbers.js'

/** Headers of one answer; `url` is the request's own, as it came: the links keep its other parameters. */
export type PageHeaders = (url: string, page: PageQuery, found: RecordsPage) => Record<string, string>

/** Undefined when the facts ask for no header. */
export function compilePageHeaders(facts: PageFacts | undefined): PageHeaders | undefined {
  if (facts === undefined) return undefined
  const { totalHeader } = facts
  const isLinked = facts.style === 'link'
  if (totalHeader === undefined && !isLinked) return undefined
  const name = totalHeader?.toLowerCase()
  return (url, page, found) => ({
    ...(name !== undefined && { [name]: String(found.total) }),
    ...(isLinked && linkHeader(facts, url, page, found)),
  })
}

function linkHeader(
  facts: PageFacts,
  url: string,
  page: PageQuery,
  found: RecordsPage,
): Record<string, string> {
  const links = linksOf(facts, page, found).map(
    ([relation, parameter, value]) => `<${withParameter(url, parameter, value)}>; rel="${relation}"`,
  )
  return links.length === 0 ? {} : { link: links.join(', ') }
}

type Link = readonly [relation: 'first' | 'prev' | 'next' | 'last', parameter: string, value: string]

function linksOf(facts: PageFacts, page: PageQuery, found: RecordsPage): readonly Link[] {
  const { limit } = page
  if (facts.cursor !== undefined) {
    const cursor = nextCursor(page, found)
    return cursor === undefined ? [] : [['next', facts.cursor, cursor]]
  }
  const counted = facts.page ?? facts.offset
  if (counted === undefined || limit === 0) return []
  const first = facts.firstPage ?? 1
  // Offsets count records and pages count pages; everything else is the same.
  const value = (number: number) => String(facts.page === undefined ? (number - first) * limit : number)
  const last = Math.max(first, Math.ceil(found.total / limit) - 1 + first)
  return [
    ['first', counted, value(first)],
    ...(page.page > first ? [['prev', counted, value(Math.min(page.page - 1, last))] as const] : []),
    ...(hasMore(found) ? [['next', counted, value(page.page + 1)] as const] : []),
    ['last', counted, value(last)],
  ]
}

// A relative reference to the same path. The rest of the query stays as the client wrote it.
function withParameter(url: string, parameter: string, value: string): string {
  const [target = '', query = ''] = splitOnce(url, '?')
  const [path = ''] = target.split('#', 1)
  const kept = query.split('&').filter((part) => part !== '' && nameOf(part) !== parameter)
  const added = `${encodeURIComponent(parameter)}=${encodeURIComponent(value)}`
  return encodeTarget(`${path}?${[...kept, added].join('&')}`)
}

function nameOf(part: string): string {
  const [name = ''] = splitOnce(part, '=')
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

// What HTTP lets into a request line may still end a link or its header.
function encodeTarget(target: string): string {
  return target.replace(/[^\x21-\x7e]|[<>"]/gu, encodeURIComponent)
}
