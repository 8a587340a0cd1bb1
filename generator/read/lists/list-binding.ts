// What a list understands: paging, filters and sorting, and where its records stand.
import type { ListFacts } from '@mockgen/runtime'
import { keyPartsOf } from '../key-parts.js'
import { answersWhole, findOutput, findRecords, type Subject } from '../record-places.js'
import { answerOf, at, type Bound, doubts, placed, type Role } from '../roles.js'
import { isUnconstrained, type Schemas } from '../schema-view.js'
import { readFilters, readSort } from './filters.js'
import { noteOf } from './list-note.js'
import { readPaging, whyNoStyle } from './paging.js'
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
