// Where the answer of a list has the URLs of its pages: `next_page_url`, `links.next`, `_links.next.href`, `@odata.nextLink`.
import type { PageFacts, PageLinkFacts, PageRelation } from '@mockgen/runtime'
import { join } from '../../pointers.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { compact } from '../words.js'

/** Objects about the page, and objects of links; other names lead to the records. */
const containers: ReadonlySet<string> = new Set([
  ...['meta', 'metadata', 'pagination', 'paging', 'page', 'pageinfo', 'pager'],
  ...['links', 'pages', 'pagelinks'],
])

/** Objects that are inside each other: `meta.pagination.links`. */
const maxDepth = 3

/** Containers that are looked into: more would be no envelope. */
const maxContainers = 30

const named = /^(?:odata)?(self|first|prev|previous|next|last)(?:page)?(url|uri|link|href)?$/

/** What the URL of this page is called beside the others. */
const ownNames: ReadonlySet<string> = new Set(['url', 'uri', 'href'])

const urlFormats: ReadonlySet<string> = new Set(['uri', 'url', 'uri-reference', 'iri', 'iri-reference'])

/** Formats that a text of no characters has. */
const emptyFormats: ReadonlySet<string | undefined> = new Set([
  undefined,
  'url',
  'uri-reference',
  'iri-reference',
])

/**
 * Finds the links in the answer of a list. There are none without one to the next page, and `hasCursor` says that a mere `next`
 * is a cursor, which a parameter takes.
 */
export function readLinks(schemas: Schemas, body: SchemaView, hasCursor: boolean): PageFacts['links'] {
  for (const level of levelsOf(schemas, body)) {
    const links = linksIn(schemas, level, hasCursor)
    if (links.has('next')) return Object.fromEntries(links)
  }
  return undefined
}

interface Level {
  readonly of: SchemaView
  readonly pointer: string
  /** True inside of an object that is called `links`. */
  readonly isLinks: boolean
  readonly depth: number
}

// The outermost first.
function levelsOf(schemas: Schemas, body: SchemaView): readonly Level[] {
  const levels: Level[] = [{ of: body, pointer: '', isLinks: false, depth: 0 }]
  for (const { of, pointer, isLinks, depth } of levels) {
    if (depth >= maxDepth || levels.length > maxContainers) break
    for (const name of of.properties.keys()) {
      const inner = containers.has(compact(name)) ? schemas.property(of, name) : undefined
      if (inner === undefined || inner.properties.size === 0) continue
      const isCalled = compact(name).endsWith('links')
      levels.push({
        of: inner,
        pointer: join(pointer, name),
        isLinks: isLinks || isCalled,
        depth: depth + 1,
      })
    }
  }
  return levels
}

function linksIn(schemas: Schemas, level: Level, hasCursor: boolean): Map<PageRelation, PageLinkFacts> {
  const { of, pointer, isLinks } = level
  const links = new Map<PageRelation, PageLinkFacts>()
  for (const name of of.properties.keys()) {
    const [, word, suffix] = named.exec(compact(name)) ?? []
    const relation = relationOf(word, name)
    const view = schemas.property(of, name)
    if (relation === undefined || view === undefined || links.has(relation)) continue
    const place: Place = { pointer: join(pointer, name), isRequired: of.required.has(name) }
    // A mere `nextPage` may be a number as well, and a mere `next` a cursor.
    const isCalledSo =
      isLinks || suffix !== undefined || word === undefined || (!hasCursor && !/page/i.test(name))
    const link = isText(view, isCalledSo) ? textLink(view, place) : hrefLink(schemas, view, place)
    // This page is always there.
    if (link !== undefined) links.set(relation, relation === 'self' ? { at: link.at } : link)
  }
  return links
}

function relationOf(word: string | undefined, name: string): PageRelation | undefined {
  switch (word) {
    case 'previous':
      return 'prev'
    case 'self':
    case 'first':
    case 'prev':
    case 'next':
    case 'last':
      return word
    default:
      return ownNames.has(compact(name)) ? 'self' : undefined
  }
}

// A text that is a URL by its format, or that may be one and is called like one.
function isText({ type, format, enum: values, isNarrow }: SchemaView, isCalledSo: boolean): boolean {
  if (type !== 'string' || values !== undefined || isNarrow) return false
  return format === undefined ? isCalledSo : urlFormats.has(format)
}

interface Place {
  readonly pointer: string
  readonly isRequired: boolean
}

function textLink(view: SchemaView, { pointer, isRequired }: Place): PageLinkFacts {
  if (view.answersNull) return { at: pointer, none: 'null' }
  if (!isRequired) return { at: pointer }
  const takesEmpty = emptyFormats.has(view.format) && !view.refusesEmpty
  return { at: pointer, none: takesEmpty ? 'empty' : 'nearest' }
}

// A link object (HAL), which is left out as a whole where it may be.
function hrefLink(
  schemas: Schemas,
  view: SchemaView,
  { pointer, isRequired }: Place,
): PageLinkFacts | undefined {
  const href = schemas.property(view, 'href')
  if (href === undefined || !isText(href, true)) return undefined
  const at = join(pointer, 'href')
  return isRequired ? textLink(href, { pointer: at, isRequired }) : { at }
}
