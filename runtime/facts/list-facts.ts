// What lists understand and tell: filters, search, expansion, pages, order.
import type { BodyPointer } from './basic-facts.js'

/**
 * The property that a query parameter filters by: equal to it, or compared as `operator` says. `all` has the values that select
 * everything, as `state=all` does.
 */
export type FilterFacts =
  | string
  | { readonly property: string; readonly operator: 'eq'; readonly all: readonly string[] }
  | { readonly property: string; readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' }

/** Search by a query parameter: records of which one property contains its text, whatever the case of its letters. */
export interface SearchFacts {
  readonly parameter: string
  readonly properties: readonly string[]
}

/** Related records inside an answered one. */
export interface ExpandFacts {
  /** Query parameter that names what is expanded, separated by commas; without it everything always is. */
  readonly parameter?: string
  /** Property under which the related records are answered → what they are. */
  readonly relations: Readonly<Record<string, RelationFacts>>
}

/** The record that a property refers to, or all the records that refer to this one by a property. */
export type RelationFacts =
  | { readonly entity: string; readonly property: string }
  | { readonly entity: string; readonly by: string }

/**
 * How a list is paged. `offset` and `page` by numbers in query parameters; `cursor` by a text that the answer before gave;
 * `link` as `page` or `offset` (whichever parameter there is), told by the Link header (RFC 8288). Default: by its parameters.
 */
export interface PageFacts {
  readonly style?: 'offset' | 'page' | 'cursor' | 'link'
  /** Query parameter that holds the cursor. */
  readonly cursor?: string
  /** Query parameters. `offset` counts records, `page` counts pages from `firstPage` (default 1). */
  readonly offset?: string
  readonly page?: string
  readonly firstPage?: 0 | 1
  readonly limit?: string
  /** Records on a page when the request does not say. Default 20. */
  readonly defaultLimit?: number
  /** Most records on a page; more is cut to it. Default 100, never above 1,000. */
  readonly maxLimit?: number
  /** Response header that holds the number of all records, where the contract declares one: `X-Total-Count`. */
  readonly totalHeader?: string
  /** True: the last page has an empty text for a cursor, because the contract does not allow null. */
  readonly emptyCursor?: true
  /** Pointers to the numbers in the answer's envelope. */
  readonly answer?: {
    readonly total?: BodyPointer
    readonly offset?: BodyPointer
    readonly page?: BodyPointer
    readonly limit?: BodyPointer
    readonly pages?: BodyPointer
    /** The number of records on this page. */
    readonly count?: BodyPointer
    /** A boolean: there are records after this page. */
    readonly hasMore?: BodyPointer
    /** Booleans: this page is the first one, the last one, without records. */
    readonly isFirst?: BodyPointer
    readonly isLast?: BodyPointer
    readonly isEmpty?: BodyPointer
    /** The cursor of the next page, on the last one null (see `emptyCursor`). */
    readonly nextCursor?: BodyPointer
  }
  /** URLs of pages in the answer's body: `/links/next`. */
  readonly links?: { readonly [Relation in PageRelation]?: PageLinkFacts }
}

/** What another page is to the one that is answered (RFC 8288, section 3.3). */
export type PageRelation = 'self' | 'first' | 'prev' | 'next' | 'last'

/**
 * Where a body has the URL of a page, and what stands there where there is no such page. `null` and `empty` (a text of no
 * characters) are what they say. `nearest` is a URL all the same, because the contract allows nothing else: after the last page
 * that of an empty one, before the first that of the first. Default: the property is left out, and with it the link object
 * around it (`/_links/next` of `/_links/next/href`).
 */
export interface PageLinkFacts {
  readonly at: BodyPointer
  readonly none?: 'null' | 'empty' | 'nearest'
}

/** Sorting by a query parameter: `name`, `-name`, `+name`, `name:desc`, `name desc`, several separated by commas. */
export interface SortFacts {
  /** Absent: the request does not choose. */
  readonly parameter?: string
  /** The order when the request does not choose: properties, `-` before those that descend. Default: of insertion. */
  readonly default?: readonly string[]
  /** Query parameter that holds `asc` or `desc`, where the contract has one beside. */
  readonly direction?: string
  /** Value of the parameter → property; properties that are not named here are refused with 400. */
  readonly properties: Readonly<Record<string, string>>
}
