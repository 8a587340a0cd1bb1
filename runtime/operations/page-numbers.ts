// The numbers about a page that a list's answer tells: total, page, pages and the like.
import type { PageFacts } from '../facts.js'
import type { Hole } from './answers.js'
import type { PageQuery } from './list-query.js'

/** What a list's answer has holes for: its items, and the numbers that its contract tells about the page. */
export type ListHole = 'items' | keyof NonNullable<PageFacts['answer']>

/** The holes for numbers of an envelope. */
export function pageHoles(page: PageFacts | undefined): readonly Hole<ListHole>[] {
  const answer = page?.answer
  if (answer === undefined) return []
  const names = ['total', 'offset', 'page', 'limit', 'pages', 'count', 'hasMore'] as const
  return names.flatMap((name) => {
    const pointer = answer[name]
    return pointer === undefined ? [] : [{ name, pointer }]
  })
}

/** What stands in one of them. `count` is the number of records on this page, `total` of all that the query selects. */
export function pageNumber(
  hole: Exclude<ListHole, 'items'>,
  page: PageQuery,
  count: number,
  total: number,
  firstPage: number,
): number | boolean {
  switch (hole) {
    case 'total':
      return total
    case 'offset':
      return page.offset
    case 'page':
      return page.page
    case 'limit':
      return page.limit
    case 'pages':
      return page.limit === 0 ? firstPage : Math.ceil(total / page.limit)
    case 'count':
      return count
    case 'hasMore':
      return page.offset + count < total
  }
}
