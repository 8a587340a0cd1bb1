// The URLs of pages in a list's answer: where they stand, and what stands there where there is no such page.
import type { RecordsPage } from '../../entities/records.js'
import type { PageFacts, PageLinkFacts, PageRelation } from '../../facts.js'
import type { Hole } from '../answers.js'
import type { Call } from '../behaviour.js'
import { absoluteUrl } from '../headers/absolute-url.js'
import type { PageQuery } from './list-query.js'
import { nearestUrl, pageUrl, type ToldPage } from './page-links.js'

/** What stands where a body has a link, with scheme and host where the request tells the host. One that is not here is left out. */
export type BodyLinks = ReadonlyMap<PageRelation, string | null>

const relations: readonly PageRelation[] = ['self', 'first', 'prev', 'next', 'last']

export function isRelation(name: string): name is PageRelation {
  return relations.some((relation) => relation === name)
}

/** The links of one answer; undefined for a list whose answer has none. */
export function compileBodyLinks(
  facts: PageFacts | undefined,
): ((call: Call, asked: PageQuery, found: RecordsPage) => BodyLinks) | undefined {
  const { links } = facts ?? {}
  if (facts === undefined || links === undefined) return undefined
  return ({ request, exchange }, asked, found) => {
    const page = { url: request.url, asked, found }
    const told = new Map<PageRelation, string | null>()
    for (const relation of relations) {
      const place = links[relation]
      const value = place && (pageUrl(facts, page, relation) ?? absent(facts, page, relation, place))
      // What is no path stays as it is.
      const url = value === null ? null : absoluteUrl(value, exchange.request)
      if (url !== undefined) told.set(relation, url)
    }
    return told
  }
}

/** The holes of an envelope for these links. */
export function linkHoles(
  { links = {} }: PageFacts,
  told: BodyLinks | undefined,
): readonly Hole<PageRelation>[] {
  return relations.flatMap((relation) => {
    const place = links[relation]
    return place === undefined || told?.has(relation) !== true ? [] : [{ name: relation, pointer: place.at }]
  })
}

function absent(
  facts: PageFacts,
  page: ToldPage,
  relation: PageRelation,
  { none }: PageLinkFacts,
): string | null | undefined {
  switch (none) {
    case 'null':
      return null
    case 'empty':
      return ''
    case 'nearest':
      return nearestUrl(facts, page, relation)
    default:
      return undefined
  }
}
