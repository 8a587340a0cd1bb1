// Which query parameters page a list, and where its answer tells about the page.
import type { BindingFacts, PageFacts } from '@mockgen/runtime'
import { join } from '../pointers.js'
import { type Operation, type Parameter, queryParameters } from './operations.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { compact } from './words.js'

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

const answerNames = {
  total: [
    'total',
    'totalcount',
    'totalitems',
    'totalresults',
    'totalrecords',
    'totalelements',
    'itemcount',
    'totalsize',
  ],
  offset: ['offset', 'skip', 'start', 'startindex', 'pageoffset'],
  page: ['page', 'pagenumber', 'currentpage', 'pageindex', 'pageno'],
  limit: ['limit', 'perpage', 'pagesize', 'itemsperpage', 'pagelimit', 'size'],
  pages: ['pages', 'pagecount', 'totalpages', 'lastpage', 'numpages'],
  count: ['count', 'resultcount', 'returned', 'pageresults'],
  hasMore: ['hasmore', 'hasnext', 'hasnextpage', 'more'],
} as const

/** Properties of an envelope in which the numbers about the page may stand. */
const containers: ReadonlySet<string> = new Set([
  'meta',
  'metadata',
  'pagination',
  'paging',
  'page',
  'pageinfo',
  'pager',
])

/** Most records on a page that the runtime allows. */
const maxPage = 1000

/** Limits that x-persistence gives to lists whose parameters do not say. */
export interface PagingDefaults {
  readonly defaultLimit?: number
  readonly maxLimit?: number
}

/** A list whose paging is read: its operation, its record, and its array in the answer. */
export interface PagedList {
  readonly operation: Operation
  readonly record: SchemaView
  /** Schema of the answer's body. */
  readonly body: SchemaView | undefined
  readonly defaults: PagingDefaults
}

/** The paging of a list; undefined when it has none. */
export function readPaging(schemas: Schemas, list: PagedList): PageFacts | undefined {
  const parameters = queryParameters(list.operation).filter(
    // `size` may as well be a property to filter by; a name that only pages never is.
    ({ name, schema }) =>
      isNumber(schema) && !(ambiguous.has(compact(name)) && list.record.properties.has(name)),
  )
  const offset = pick(parameters, parameterNames.offset)
  const page = offset ? undefined : pick(parameters, parameterNames.page)
  const limit = pick(parameters, parameterNames.limit)
  const answer = list.body && readAnswer(schemas, list.body)
  if (!offset && !page && !limit && !answer) return undefined
  return {
    ...(offset && { offset: offset.name }),
    ...(page && { page: page.name }),
    ...(page && startsAtZero(page) && { firstPage: 0 }),
    ...(limit && { limit: limit.name }),
    ...((offset || page || limit) && readLimits(limit, list)),
    ...(answer && { answer }),
  }
}

/** The facts of an operation, with the document's limits where its contract and its declaration give none. */
export function withPagingDefaults(facts: BindingFacts, defaults: PagingDefaults): BindingFacts {
  if (facts.action !== 'list' || facts.page === undefined) return facts
  const { page, offset, limit } = facts.page
  const isPaged = page !== undefined || offset !== undefined || limit !== undefined
  return isPaged ? { ...facts, page: { ...defaults, ...facts.page } } : facts
}

const ambiguous: ReadonlySet<string> = new Set(['start', 'top', 'size', 'count', 'page', 'take'])

function readLimits(limit: Parameter | undefined, { body, defaults }: PagedList): PageFacts {
  // An answer that allows fewer items than the parameter asks for would break the contract.
  const bounds = [limit?.schema?.maximum, body?.maxItems].filter((bound) => bound !== undefined && bound > 0)
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

type Answer = NonNullable<PageFacts['answer']>
type AnswerName = keyof typeof answerNames

// The numbers stand beside the array or one level deeper, in an object that is about the page.
function readAnswer(schemas: Schemas, body: SchemaView): Answer | undefined {
  const found = new Map<AnswerName, string>()
  collectAnswer(schemas, body, '', '', found)
  for (const name of body.properties.keys()) {
    const inner = containers.has(compact(name)) ? schemas.property(body, name) : undefined
    if (inner !== undefined) collectAnswer(schemas, inner, join('', name), name, found)
  }
  // Alone, a count is of everything; beside a total it is of this page.
  const count = found.get('count')
  if (count !== undefined && !found.has('total')) {
    found.set('total', count)
    found.delete('count')
  }
  return found.size === 0 ? undefined : Object.fromEntries(found)
}

function collectAnswer(
  schemas: Schemas,
  of: SchemaView,
  pointer: string,
  container: string,
  found: Map<AnswerName, string>,
): void {
  for (const name of of.properties.keys()) {
    const schema = schemas.property(of, name)
    // In `page: { number, size }` the container's name is part of the meaning.
    const meaning = answerNameOf(compact(name)) ?? answerNameOf(compact(`${container} ${name}`))
    if (meaning === undefined || found.has(meaning)) continue
    const fits = meaning === 'hasMore' ? schema?.type === 'boolean' : isNumber(schema)
    if (fits) found.set(meaning, join(pointer, name))
  }
}

const meanings = Object.entries(answerNames).flatMap(([meaning, names]) =>
  names.map((name) => [name, meaning as AnswerName] as const),
)
const meaningOf: ReadonlyMap<string, AnswerName> = new Map(meanings)

function answerNameOf(name: string): AnswerName | undefined {
  return meaningOf.get(name)
}

function isNumber(schema: SchemaView | undefined): boolean {
  return schema?.type === 'integer' || schema?.type === 'number'
}
