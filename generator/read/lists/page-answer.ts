// Where the answer of a list tells about its page: totals, numbers, and the next cursor.
import { join } from '../../pointers.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { compact } from '../words.js'

const answerNames = [
  [
    'total',
    [
      'total',
      'totalcount',
      'totalitems',
      'totalresults',
      'totalrecords',
      'totalelements',
      'itemcount',
      'totalsize',
    ],
  ],
  ['offset', ['offset', 'skip', 'start', 'startindex', 'pageoffset']],
  ['page', ['page', 'pagenumber', 'currentpage', 'pageindex', 'pageno']],
  ['limit', ['limit', 'perpage', 'pagesize', 'itemsperpage', 'pagelimit', 'size']],
  ['pages', ['pages', 'pagecount', 'totalpages', 'lastpage', 'numpages']],
  ['count', ['count', 'resultcount', 'returned', 'pageresults', 'numberofelements']],
  ['hasMore', ['hasmore', 'hasnext', 'hasnextpage', 'more']],
  ['isFirst', ['first', 'isfirst', 'isfirstpage', 'firstpage']],
  ['isLast', ['last', 'islast', 'islastpage', 'lastpage']],
  ['isEmpty', ['empty', 'isempty']],
  [
    'nextCursor',
    ['nextcursor', 'nextpagetoken', 'nexttoken', 'continuationtoken', 'endcursor', 'cursor', 'cursornext'],
  ],
] as const

/** Names that are a cursor only where nothing else is one: `next` is as often a link. */
const looseCursorNames: ReadonlySet<string> = new Set(['next', 'nextpage'])

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

type AnswerName = (typeof answerNames)[number][0]

/** Where an answer tells what. */
export interface AnswerPlaces {
  readonly pointers: Map<AnswerName, string>
  /** True when the place of the next cursor is a text that cannot be null. */
  isCursorText: boolean
}

/** Finds them; undefined when the answer tells nothing. Without a parameter for a cursor there is no cursor to tell. */
export function readAnswer(schemas: Schemas, body: SchemaView, hasCursor: boolean): AnswerPlaces | undefined {
  const found: AnswerPlaces = { pointers: new Map(), isCursorText: false }
  const { pointers } = found
  const levels = levelsOf(schemas, body)
  for (const { of, ...at } of levels) collectAnswer(schemas, of, at, found)
  for (const { of, pointer } of levels) collectLooseCursor(schemas, of, pointer, found)
  // Alone, a count is of everything; beside a total it is of this page.
  const count = pointers.get('count')
  if (count !== undefined && !pointers.has('total')) {
    pointers.set('total', count)
    pointers.delete('count')
  }
  // Where no parameter takes a cursor there is none to give.
  if (!hasCursor) {
    pointers.delete('nextCursor')
    found.isCursorText = false
  }
  return pointers.size === 0 ? undefined : found
}

interface Level {
  readonly of: SchemaView
  readonly pointer: string
  readonly container: string
}

// The numbers stand beside the array or one level deeper, in an object that is about the page.
function levelsOf(schemas: Schemas, body: SchemaView): readonly Level[] {
  const inner = [...body.properties.keys()].flatMap((name) => {
    const of = containers.has(compact(name)) ? schemas.property(body, name) : undefined
    return of === undefined ? [] : [{ of, pointer: join('', name), container: name }]
  })
  return [{ of: body, pointer: '', container: '' }, ...inner]
}

function collectLooseCursor(schemas: Schemas, of: SchemaView, pointer: string, found: AnswerPlaces): void {
  for (const name of of.properties.keys()) {
    const schema = schemas.property(of, name)
    if (found.pointers.has('nextCursor')) return
    if (!looseCursorNames.has(compact(name)) || !isPlainText(schema)) continue
    found.pointers.set('nextCursor', join(pointer, name))
    found.isCursorText = schema?.nullable === false
  }
}

function collectAnswer(
  schemas: Schemas,
  of: SchemaView,
  { pointer, container }: { readonly pointer: string; readonly container: string },
  found: AnswerPlaces,
): void {
  for (const name of of.properties.keys()) {
    const schema = schemas.property(of, name)
    // In `page: { number, size }` the container's name is part of the meaning.
    const names = [compact(name), compact(`${container} ${name}`)]
    if (name === 'number' && tellsPages(of)) names.push('pagenumber')
    const meaning = names.flatMap(meaningsOf).find((each) => fits(each, schema))
    if (meaning === undefined || found.pointers.has(meaning)) continue
    found.pointers.set(meaning, join(pointer, name))
    if (meaning === 'nextCursor') found.isCursorText = schema?.nullable === false
  }
}

// `number` is the number of this page where the number of all pages stands beside it.
function tellsPages(of: SchemaView): boolean {
  return [...of.properties.keys()].some((name) => meaningsOf(compact(name)).includes('pages'))
}

const flags: ReadonlySet<AnswerName> = new Set(['hasMore', 'isFirst', 'isLast', 'isEmpty'])

function fits(meaning: AnswerName, schema: SchemaView | undefined): boolean {
  if (flags.has(meaning)) return schema?.type === 'boolean'
  return meaning === 'nextCursor' ? isPlainText(schema) : isNumber(schema)
}

// A name may mean several things, by its type: `lastPage` is a number, or whether this is it.
function meaningsOf(name: string): readonly AnswerName[] {
  return answerNames.flatMap(([meaning, names]) => (names.some((each) => each === name) ? [meaning] : []))
}

/** True for a schema of numbers. */
export function isNumber(schema: SchemaView | undefined): boolean {
  return schema?.type === 'integer' || schema?.type === 'number'
}

/** True for a schema of texts that may be any text: what a cursor can be. */
export function isPlainText(schema: SchemaView | undefined): boolean {
  return schema?.type === 'string' && schema.enum === undefined && schema.format === undefined
}
