// What a list understands, in words: the part of its reason that `explain` shows.
import type { ListFacts } from '@mockgen/runtime'
import { tokensOf } from '../../pointers.js'

/** "items in data; paged by offset and limit; filters by status; sorts by name; searches by q" */
export function noteOf({ items, page, filters = {}, sort, search }: ListFacts): { readonly note?: string } {
  const paging = [page?.cursor ?? page?.offset ?? page?.page, page?.limit].filter(
    (name) => name !== undefined,
  )
  const filtered = Object.values(filters).map((filter) =>
    typeof filter === 'string' ? filter : filter.property,
  )
  const parts = [
    items === undefined ? '' : `items in ${tokensOf(items).join('.')}`,
    paging.length === 0 ? '' : `paged by ${paging.join(' and ')}`,
    page?.style === 'link' ? 'links to other pages' : '',
    page?.links?.next === undefined ? '' : `next page in ${tokensOf(page.links.next.at).join('.')}`,
    named('filters by', filtered),
    named('sorts by', Object.values(sort?.properties ?? {})),
    search === undefined ? '' : `searches by ${search.parameter}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? {} : { note: parts.join('; ') }
}

/** Most properties that a reason names: it is one line of a table. */
const maxNamed = 6

function named(what: string, properties: readonly string[]): string {
  const names = [...new Set(properties)]
  if (names.length === 0) return ''
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : ''
  return `${what} ${names.slice(0, maxNamed).join(', ')}${more}`
}
