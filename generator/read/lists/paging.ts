// Which query parameters page a list, and where its answer tells about the page.
import type { BindingFacts, PageFacts } from '@mockgen/runtime'
import { type Operation, type Parameter, queryParameters, type Success } from '../operations.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { compact } from '../words.js'
import { isNumber, isPlainText, readAnswer } from './page-answer.js'
import { readLinks } from './page-links.js'

/** Names in the order in which they are preferred, without case and separators. */
const parameterNames = {
  offset: ['offset', 'pageoffset', 'skip', 'start', 'startindex'],
  page: ['page', 'pagenumber', 'pageno', 'pageindex', 'currentpage'],
  limit: [
    'limit',
    'pagelimit',
    'perpage',
    'pagesize',
    'itemsperpage',
    'maxresults',
    'maxitems',
    'top',
    'take',
    'size',
    'count',
  ],
} as const

/** Parameters that hold a cursor: a text that only the server can read. */
const cursorNames = [
  'cursor',
  'pagecursor',
  'pagetoken',
  'nextpagetoken',
  'nexttoken',
  'continuationtoken',
  'after',
]

/** Headers that tell how many records there are in all. */
const totalHeaders = ['xtotalcount', 'xtotal', 'xpaginationtotalcount', 'xpaginationtotal', 'totalcount']

/** Most records on a page that the runtime allows. */
const maxPage = 1000

/** How lists are paged. */
export type PageStyle = NonNullable<PageFacts['style']>

/** What x-persistence gives to lists whose parameters do not say. */
export interface PagingDefaults {
  /** Default: what the parameters of the list are. */
  readonly style?: PageStyle
  readonly defaultLimit?: number
  readonly maxLimit?: number
}

/** A list whose paging is read: its operation, its record, and its array in the answer. */
export interface PagedList {
  readonly operation: Operation
  readonly record: SchemaView
  /** The answer of success. */
  readonly answer: Success | undefined
  readonly defaults: PagingDefaults
}

/** The paging of a list; undefined when it has none. */
export function readPaging(schemas: Schemas, list: PagedList): PageFacts | undefined {
  const places = readPlaces(list, tellsCursor(schemas, list))
  const { cursor, offset, page, limit } = places
  const { answer: success, defaults } = list
  const answer = success?.schema && readAnswer(schemas, success.schema, cursor !== undefined)
  const totalHeader = success?.headers.find((name) => totalHeaders.includes(compact(name)))
  const counted = cursor ?? offset ?? page
  const isPaged = counted !== undefined || limit !== undefined
  if (!isPaged && !answer && !totalHeader) return undefined
  const isTold = answer?.pointers.has('nextCursor') === true
  const style = isPaged ? styleOf(places, success, defaults, isTold) : undefined
  const links =
    success?.schema && counted !== undefined && readLinks(schemas, success.schema, cursor !== undefined)
  return {
    ...(style && { style }),
    ...(cursor && { cursor: cursor.name }),
    ...(offset && { offset: offset.name }),
    ...(page && { page: page.name }),
    ...(page && startsAtZero(page) && { firstPage: 0 }),
    ...(limit && { limit: limit.name }),
    ...(isPaged && readLimits(limit, list)),
    ...(totalHeader && { totalHeader }),
    ...(answer?.isCursorText && { emptyCursor: true as const }),
    ...(answer && answer.pointers.size > 0 && { answer: Object.fromEntries(answer.pointers) }),
    ...(links && { links }),
  }
}

interface Places {
  readonly cursor: Parameter | undefined
  readonly offset: Parameter | undefined
  readonly page: Parameter | undefined
  readonly limit: Parameter | undefined
}

// A cursor that no answer tells is one that nobody can send: where numbers page as well, they do.
function tellsCursor(schemas: Schemas, { answer, defaults }: PagedList): boolean {
  const pointers = answer?.schema && readAnswer(schemas, answer.schema, true)?.pointers
  return defaults.style !== undefined || pointers?.has('nextCursor') === true || hasLinkHeader(answer)
}

function hasLinkHeader(answer: Success | undefined): boolean {
  return answer?.headers.some((name) => compact(name) === 'link') === true
}

// A cursor that is told counts before numbers and an offset before pages, unless a style is declared.
function readPlaces({ operation, record, defaults: { style } }: PagedList, isTold: boolean): Places {
  const all = queryParameters(operation)
  const parameters = all.filter(
    // `size` may as well be a property to filter by; a name that only pages never is.
    ({ name, schema }) => isNumber(schema) && !(ambiguous.has(compact(name)) && record.properties.has(name)),
  )
  const texts = all.filter(({ name, schema }) => isPlainText(schema) && !record.properties.has(name))
  const named = isOneOf(style, ['cursor', 'link']) ? pick(texts, cursorNames) : undefined
  const numbers = [...parameterNames.offset, ...parameterNames.page]
  const cursor = isTold || pick(parameters, numbers) === undefined ? named : undefined
  const offset =
    !cursor && isOneOf(style, ['offset', 'link']) ? pick(parameters, parameterNames.offset) : undefined
  const page =
    !cursor && !offset && isOneOf(style, ['page', 'link']) ? pick(parameters, parameterNames.page) : undefined
  return { cursor, offset, page, limit: pick(parameters, parameterNames.limit) }
}

function isOneOf(style: PageStyle | undefined, styles: readonly PageStyle[]): boolean {
  return style === undefined || styles.includes(style)
}

// A contract that declares a Link header wants links, and a cursor that no body tells stands there. Otherwise the parameters tell the style by themselves.
function styleOf(
  { cursor, offset, page }: Places,
  answer: Success | undefined,
  { style }: PagingDefaults,
  isTold: boolean,
): PageStyle | undefined {
  if (style === 'link') return 'link'
  const canLink = [cursor, offset, page].some((parameter) => parameter !== undefined)
  const isOpen = style === undefined || (style === 'cursor' && !isTold)
  return isOpen && canLink && hasLinkHeader(answer) ? 'link' : undefined
}

/** Why a declared style cannot be: the contract has no parameter for it. Undefined when it can. */
export function whyNoStyle(facts: PageFacts | undefined, style: PageStyle | undefined): string | undefined {
  if (style === undefined || style === 'link') {
    const counts = facts?.cursor ?? facts?.page ?? facts?.offset
    return style === 'link' && counts === undefined
      ? 'pagination by links needs a query parameter that counts pages or records, or a cursor'
      : undefined
  }
  if (facts?.[style] !== undefined) return undefined
  const wanted =
    style === 'cursor'
      ? 'holds a cursor, such as cursor'
      : style === 'page'
        ? 'counts pages, such as page'
        : 'counts records, such as offset'
  return `pagination by ${style} needs a query parameter that ${wanted}`
}

/** The facts of an operation, with the document's limits where its contract and its declaration give none. */
export function withPagingDefaults(facts: BindingFacts, defaults: PagingDefaults): BindingFacts {
  if (facts.action !== 'list' || facts.page === undefined) return facts
  const { cursor, page, offset, limit } = facts.page
  const { defaultLimit, maxLimit } = defaults
  if ([cursor, page, offset, limit].every((name) => name === undefined)) return facts
  const limits = { ...(defaultLimit && { defaultLimit }), ...(maxLimit && { maxLimit }) }
  return { ...facts, page: { ...limits, ...facts.page } }
}

const ambiguous: ReadonlySet<string> = new Set(['start', 'top', 'size', 'count', 'page', 'take'])

function readLimits(limit: Parameter | undefined, { answer, defaults }: PagedList): PageFacts {
  // An answer that allows fewer items than the parameter asks for would break the contract.
  const bounds = [limit?.schema?.maximum, answer?.schema?.maxItems].filter(
    (bound) => bound !== undefined && bound > 0,
  )
  const stated = bounds.length > 0 ? Math.min(...bounds.map(Number)) : defaults.maxLimit
  const maxLimit = stated === undefined ? undefined : Math.min(Math.floor(stated), maxPage)
  const given = limit?.schema?.default
  const wanted = typeof given === 'number' && given > 0 ? Math.floor(given) : defaults.defaultLimit
  const defaultLimit = wanted === undefined ? undefined : Math.min(wanted, maxLimit ?? maxPage)
  return { ...(defaultLimit && { defaultLimit }), ...(maxLimit && { maxLimit }) }
}

function startsAtZero({ schema }: Parameter): boolean {
  return schema?.default === 0 || (schema?.default === undefined && schema?.minimum === 0)
}

function pick(parameters: readonly Parameter[], names: readonly string[]): Parameter | undefined {
  for (const name of names) {
    const found = parameters.find((parameter) => compact(parameter.name) === name)
    if (found !== undefined) return found
  }
  return undefined
}
