// What a space holds, as rows that another space can be filled with: records, counters and times of expiry. Indexes and
// unique claims are made again from the records, so that they fit the catalog of whoever fills.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EntityCatalog, internalPrefix } from '../entities/entity.js'
import { isKept, keptCopy } from '../entities/kept-values.js'
import { counters } from '../entities/key-counter.js'
import { expiryTimes, loadedLife, readLife } from '../entities/life/lifetime.js'
import { recordChange } from '../entities/record-index.js'
import { isObject } from '../json.js'
import type { Logger } from '../logger.js'
import { parseJsonText } from '../parse-json.js'
import { pairKey } from '../store/pair-key.js'
import { isDue, type Row, type RowRef, type Store, type Write } from '../store/store.js'

/** Rows of the first page of a collection, and of any page: rows may be large, so the number grows with what was seen. */
const firstPageRows = 100
const maxPageRows = 1_000

/** Text of a page, in UTF-16 units, above which the next one has fewer rows; and of one commit, give or take a row. */
const maxPageLength = 4 * 1024 * 1024

/** Nothing is due before every time there is: what is copied is copied as it stands. */
const beforeAnyDueTime = 0

/** A row of a space's content. */
export interface ContentRow extends RowRef {
  readonly value: string
}

/** Content in pages, collection after collection and each in order of insertion. */
export type Content = AsyncIterable<readonly ContentRow[]> | Iterable<readonly ContentRow[]>

/** Where content is read. The space must stand still. */
export interface ContentSource {
  readonly store: Store
  readonly space: string
  readonly collections: readonly string[]
  readonly log: Logger
  /** Called before each page. */
  readonly beforePage?: () => Promise<void>
}

/** Where content is written: a space that nobody knows yet. */
export interface ContentTarget {
  readonly store: Store
  readonly space: string
}

/** The collections that make up the content of spaces of a catalog. */
export function contentCollections({ names }: EntityCatalog): readonly string[] {
  return [...names, counters, expiryTimes]
}

/** True for collections of records, whether or not a catalog knows them. */
export function holdsRecords(collection: string): boolean {
  return !collection.startsWith(internalPrefix)
}

/** The content of a space. A row that its store cannot read any more is left out, and the log says so. */
export async function* readContent(source: ContentSource): AsyncGenerator<readonly ContentRow[]> {
  const { store, space, log, beforePage } = source
  // When records expire is said of records that are there already.
  const collections = [...source.collections].sort(
    (a, b) => Number(a === expiryTimes) - Number(b === expiryTimes),
  )
  for (const collection of collections) {
    let limit = firstPageRows
    for (let offset = 0, total = 1; offset < total; ) {
      // A store that answers at once must not keep requests waiting until all is copied.
      await nextTurn()
      await beforePage?.()
      const page = await store.list(space, beforeAnyDueTime, { collection, offset, limit })
      if (isDue(page)) throw new Error(`Something is due in "${space}" before every time there is`)
      const unreadable = Math.min(limit, page.total - offset) - page.rows.length
      if (unreadable > 0) log.warn({ space, collection, unreadable }, 'Damaged rows are not copied')
      yield page.rows.map(({ id, value }) => ({ collection, id, value }))
      offset += limit
      total = page.total
      limit = nextLimit(limit, page.rows)
    }
  }
}

/** Writes rows as they are: content that is kept, and not worked with. The number of records among them. */
export async function keepContent(target: ContentTarget, content: Content): Promise<number> {
  let records = 0
  for await (const page of content) {
    records += page.filter(({ collection }) => holdsRecords(collection)).length
    await write(target, page.map(put))
  }
  return records
}

/** What content is loaded with. */
export interface LoadTarget extends ContentTarget {
  readonly catalog: EntityCatalog
  readonly log: Logger
  /** Epoch milliseconds of the space's clock: since when records are in their states, where the content does not say. */
  readonly now: number
  /** Is told a record that claims what another one has. Default: the log is. */
  readonly claimedTwice?: (entity: string, record: string, properties: readonly string[]) => void
}

/**
 * Fills a space so that records can be worked with. Two records that claim one unique value can only come from another
 * contract: the first keeps it, and the other is named.
 */
export async function loadContent(target: LoadTarget, content: Content): Promise<void> {
  const claimed = new Set<string>()
  for await (const page of content) {
    const lives = await livesOf(target, page)
    const writes = [...page.flatMap((row) => writesOf(target, row)), ...lives]
    await write(
      target,
      writes.filter((one) => !isClaimedTwice(claimed, one, target)),
    )
  }
}

function writesOf({ catalog, log, now }: LoadTarget, row: ContentRow): readonly Write[] {
  if (row.collection === expiryTimes) return []
  if (isKept(row)) return keptCopy(row, row.value)
  if (!catalog.has(row.collection)) return [put(row)]
  const entity = catalog.get(row.collection)
  const record = parseJsonText(row.value)
  if (isObject(record)) {
    const { writes } = recordChange(entity, row.id, undefined, record)
    return [...writes, ...loadedLife(entity, row, record, { now })]
  }
  log.warn(
    { entity: row.collection, record: row.id },
    'A damaged record is kept as it is, and found by its key only',
  )
  return [put(row)]
}

// What is said of lives comes after the records, which are there already: when they are due depends on their states.
async function livesOf({ store, space, catalog, now }: LoadTarget, page: readonly ContentRow[]) {
  const said = page.flatMap((row) => {
    const ref = row.collection === expiryTimes ? expiringRecord(row.id) : undefined
    return ref === undefined ? [] : [{ row, ref }]
  })
  if (said.length === 0) return []
  const records = await store.read(
    space,
    beforeAnyDueTime,
    said.map(({ ref }) => ref),
  )
  if (isDue(records)) throw new Error(`Something is due in "${space}" before every time there is`)
  return said.flatMap(({ row, ref }, i) => lifeOf(catalog, row, ref, { record: records[i], now }))
}

// Records whose entity has no lifetime any more live on.
function lifeOf(
  catalog: EntityCatalog,
  row: ContentRow,
  ref: RowRef,
  { record, now }: { readonly record: Row | undefined; readonly now: number },
): readonly Write[] {
  const life = readLife(row)
  const value = record && parseJsonText(record.value)
  if (catalog.has(ref.collection) && isObject(value) && life !== undefined)
    return loadedLife(catalog.get(ref.collection), ref, value, { life, now })
  const expires = life?.expires
  const livesOn = catalog.has(ref.collection) && catalog.get(ref.collection).lifetime === undefined
  return expires === undefined || livesOn ? [] : [put(row), { write: 'due', ...ref, at: expires }]
}

/** The record that a row of `expiryTimes` is about; undefined when its id is none of such a row. */
export function expiringRecord(rowId: string): RowRef | undefined {
  const slash = rowId.indexOf('/')
  if (slash < 0) return undefined
  try {
    return { collection: decodeURIComponent(rowId.slice(0, slash)), id: rowId.slice(slash + 1) }
  } catch {
    return undefined
  }
}

function isClaimedTwice(
  claimed: Set<string>,
  write: Write,
  { catalog, log, claimedTwice }: LoadTarget,
): boolean {
  if (write.write !== 'claim') return false
  const { collection, constraint, value, id } = write
  const claim = pairKey(collection, pairKey(constraint, value))
  if (!claimed.has(claim)) {
    claimed.add(claim)
    return false
  }
  if (claimedTwice === undefined) {
    log.warn({ entity: collection, record: id, constraint }, 'Another record has the same unique value')
    return true
  }
  const { properties = [] } = catalog.get(collection).unique.find(({ name }) => name === constraint) ?? {}
  claimedTwice(collection, id, properties)
  return true
}

function put({ collection, id, value }: ContentRow): Write {
  return { write: 'put', collection, id, value }
}

// Nobody knows the space yet, so its content need not come in one commit.
async function write({ store, space }: ContentTarget, writes: readonly Write[]): Promise<void> {
  for (let first = 0; first < writes.length; ) {
    let length = 0
    let end = first
    while (end < writes.length && length < maxPageLength) length += lengthOf(writes[end++])
    await store.commit(space, beforeAnyDueTime, {
      checks: [],
      writes: writes.slice(first, end),
      settling: true,
    })
    first = end
  }
}

function nextLimit(limit: number, rows: readonly { readonly value: string }[]): number {
  const length = rows.reduce((sum, { value }) => sum + value.length, 0)
  return length > maxPageLength ? Math.max(1, Math.floor(limit / 4)) : Math.min(maxPageRows, limit * 2)
}

function lengthOf(write: Write | undefined): number {
  return write !== undefined && 'value' in write ? write.value.length : 0
}
