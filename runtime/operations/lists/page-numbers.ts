// What a list's answer tells about its page: total, page, pages, the next cursor and the like.
import type { RecordsPage } from '../../entities/records.js'
import type { PageFacts } from '../../facts.js'
import type { Hole } from '../answers.js'
import { printCursor } from './cursor.js'
import type { PageQuery } from './list-query.js'

/** What a list's answer has holes for: its items, and what its contract tells about the page. */
export type ListHole = 'items' | PageHole

type PageHole = keyof NonNullable<PageFacts['answer']>

/** The holes of an envelope for what is told about the page. */
export function pageHoles(page: PageFacts | undefined): readonly Hole<ListHole>[] {
  const answer = page?.answer
  if (answer === undefined) return []
  return holeNames.flatMap((name) => {
    const pointer = answer[name]
    return pointer === undefined ? [] : [{ name, pointer }]
  })
}

const holeNames = [
  'total',
  'offset',
  'page',
  'limit',
  'pages',
  'count',
  'hasMore',
  'isFirst',
  'isLast',
  'isEmpty',
  'nextCursor',
] as const

/** True when records come after the page. */
export function hasMore({ records, start, total }: RecordsPage): boolean {
  return start + records.length < total
}

/** The cursor of the page after this one; undefined on the last. */
export function nextCursor({ order }: PageQuery, found: RecordsPage): string | undefined {
  return hasMore(found) && found.end !== undefined ? printCursor({ order, position: found.end }) : undefined
}

/** What stands in a hole. `count` is the number of records on this page, `total` of all that the query selects. */
export function pageNumber(
  hole: PageHole,
  page: PageQuery,
  found: RecordsPage,
  facts: PageFacts = {},
): number | boolean | string | null {
  switch (hole) {
    case 'total':
      return found.total
    case 'offset':
      return found.start
    case 'page':
      return page.page
    case 'limit':
      return page.limit
    case 'pages':
      return page.limit === 0 ? (facts.firstPage ?? 1) : Math.ceil(found.total / page.limit)
    case 'count':
      return found.records.length
    case 'hasMore':
      return hasMore(found)
    case 'isFirst':
      return found.start === 0
    case 'isLast':
      return !hasMore(found)
    case 'isEmpty':
      return found.records.length === 0
    case 'nextCursor':
      return nextCursor(page, found) ?? (facts.emptyCursor === true ? '' : null)
  }
}
