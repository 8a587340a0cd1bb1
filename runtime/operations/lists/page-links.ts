// The URLs of a list's other pages: the request's own, with another page in it.
import type { RecordsPage } from '../../entities/records.js'
import type { PageFacts, PageRelation } from '../../facts.js'
import { printCursor } from './cursor.js'
import type { PageQuery } from './list-query.js'
import { hasMore, nextCursor } from './page-numbers.js'

/** A page as the answer tells it: what was asked for at `url`, the request's target as it came, and what was found. */
export interface ToldPage {
  readonly url: string
  readonly asked: PageQuery
  readonly found: RecordsPage
}

/** The URL of a page, as a relative reference; undefined where there is no such page, or no parameter to ask for it. */
export function pageUrl(facts: PageFacts, page: ToldPage, relation: PageRelation): string | undefined {
  const { url } = page
  if (relation === 'self') return encodeTarget(url)
  const value = facts.cursor === undefined ? numberOf(facts, page, relation) : cursorOf(page, relation)
  return value === undefined ? undefined : atPage(facts, url, value)
}

/** The URL of the page that is nearest to one that there is not. */
export function nearestUrl(facts: PageFacts, page: ToldPage, relation: PageRelation): string | undefined {
  const { url, asked, found } = page
  if (relation !== 'next') return pageUrl(facts, page, 'first') ?? encodeTarget(url)
  if (facts.cursor === undefined) {
    const { here, step } = countsOf(facts, asked)
    return atPage(facts, url, String(here + step))
  }
  const { order } = asked
  // A page without records has no place after which others come, and stays the last.
  return found.end === undefined
    ? encodeTarget(url)
    : atPage(facts, url, printCursor({ order, position: found.end }))
}

function cursorOf({ asked, found }: ToldPage, relation: PageRelation): string | undefined {
  if (relation === 'first') return ''
  return relation === 'next' ? nextCursor(asked, found) : undefined
}

function numberOf(facts: PageFacts, { asked, found }: ToldPage, relation: PageRelation): string | undefined {
  const { limit } = asked
  if (limit === 0) return undefined
  const { first, here, step } = countsOf(facts, asked)
  const last = Math.max(first, first + (Math.ceil(found.total / limit) - 1) * step)
  switch (relation) {
    case 'first':
      return String(first)
    case 'prev':
      return here > first ? String(Math.max(first, Math.min(here - step, last))) : undefined
    case 'next':
      return hasMore(found) ? String(here + step) : undefined
    default:
      return String(last)
  }
}

// Pages are counted one by one, and an offset counts the records before the page, wherever that begins.
function countsOf({ page, firstPage = 1 }: PageFacts, asked: PageQuery) {
  return page === undefined
    ? { first: 0, here: asked.offset, step: asked.limit }
    : { first: firstPage, here: asked.page, step: 1 }
}

// The rest of the query stays as the client wrote it. The first of the pages that cursors tell has none.
function atPage(facts: PageFacts, url: string, value: string): string | undefined {
  const parameter = facts.cursor ?? facts.page ?? facts.offset
  if (parameter === undefined) return undefined
  const [target = '', query = ''] = splitOnce(url, '?')
  const [path = ''] = target.split('#', 1)
  const kept = query.split('&').filter((part) => part !== '' && nameOf(part) !== parameter)
  const added = value === '' ? [] : [`${encodeURIComponent(parameter)}=${encodeURIComponent(value)}`]
  const parts = [...kept, ...added]
  return encodeTarget(parts.length === 0 ? path : `${path}?${parts.join('&')}`)
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

// What HTTP lets into a request line may be in no URI, and end a link or its header (RFC 3986, appendix A). Only the address of a
// host has brackets, in a target with a scheme.
function encodeTarget(target: string): string {
  const encoded = target.replace(/[^\x21-\x7e]|[<>"{}|\\^`]|%(?![\da-f]{2})/giu, encodeURIComponent)
  return encoded.startsWith('/') ? encoded.replace(/[[\]]/g, encodeURIComponent) : encoded
}
