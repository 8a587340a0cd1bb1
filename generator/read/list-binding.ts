// What a list understands: paging, filters and sorting, and where its records stand.
import type { ListFacts } from '@mockgen/runtime'
import { tokensOf } from '../pointers.js'
import { readFilters, readSort } from './filters.js'
import { keyPartsOf } from './key-parts.js'
import { readPaging, whyNoStyle } from './paging.js'
import { answersWhole, findOutput, findRecords, type Subject } from './record-places.js'
import { answerOf, at, type Bound, doubts, placed, type Role } from './roles.js'
import { isUnconstrained, type Schemas } from './schema-view.js'
import { readSearch } from './search-parameter.js'

/** Works a list out for its subject. */
export function bindList(schemas: Schemas, role: Role, subject: Subject): Bound {
  const { operation } = role
  const answer = answerOf(role)
  const items = findRecords(schemas, answer, subject)
  const known = items && !isUnconstrained(items.schema) ? items.schema : undefined
  const record = known && known.properties.size > subject.record.properties.size ? known : subject.record
  const page = readPaging(schemas, { operation, record, answer, defaults: role.paging ?? {} })
  const sort = readSort(schemas, operation, record)
  const search = readSearch(schemas, operation, record)
  const taken = [
    ...[page?.offset, page?.page, page?.limit, page?.cursor],
    ...[sort?.parameter, sort?.direction, search?.parameter],
  ]
  const filters = readFilters(schemas, operation, record, new Set(taken.filter((name) => name !== undefined)))
  const facts: ListFacts = {
    action: 'list',
    ...placed(role, subject),
    ...keyPartsOf(role),
    ...at('items', items),
    ...(page && { page }),
    ...(filters.size > 0 && { filters: Object.fromEntries(filters) }),
    ...(sort && { sort }),
    ...(search && { search }),
  }
  return {
    facts,
    ...(known && { schema: known }),
    ...doubts(
      items === undefined && whyNoList(schemas, role, subject),
      whyNoStyle(page, role.paging?.style) ?? false,
    ),
    ...noteOf(facts),
  }
}

function whyNoList(schemas: Schemas, role: Role, subject: Subject): string {
  const output = findOutput(schemas, answerOf(role), subject)
  return answersWhole(schemas, output, subject)
    ? 'it answers one record and no array of them'
    : 'it does not answer an array of the records'
}

// "items in data; paged by offset and limit; filters by status; sorts by name; searches by q"
function noteOf({ items, page, filters = {}, sort, search }: ListFacts): { readonly note?: string } {
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
