// What an operation declares about a list: paging, order, search and the relations that are answered along.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { PagingDefaults } from '../lists/paging.js'
import { type Operation, queryParameters } from '../operations.js'
import type { Problems } from '../problems.js'
import { sameName } from '../words.js'
import { type Fields, openFields, reportValue } from './fields.js'

/** The keys of lists. */
export const listKeys = ['pagination', 'sort', 'search', 'expand'] as const

/** A list as declared; what is absent is what the contract shows. */
export interface DeclaredList {
  /** False: everything is on one page. */
  readonly paging?: PagingDefaults | false
  readonly sort?: DeclaredSort
  readonly search?: DeclaredProperties
  readonly expand?: DeclaredProperties
}

/** Properties or relations by name, each with its pointer, and the query parameter where one is named. */
export interface DeclaredProperties {
  readonly parameter?: string
  readonly names?: readonly Named[]
}

export interface Named {
  readonly name: string
  readonly pointer: string
}

export interface DeclaredSort extends DeclaredProperties {
  /** Properties, `-` before those that descend. */
  readonly default?: readonly Named[]
}

/** Reads the keys of lists. */
export function readDeclaredList(fields: Fields, operation: Operation, problems: Problems): DeclaredList {
  const paging = readPagination(fields, problems)
  const sort = readSort(fields, operation, problems)
  const search = readProperties(fields, 'search', 'properties', operation, problems)
  const expand = readProperties(fields, 'expand', 'relations', operation, problems)
  return {
    ...(paging !== undefined && { paging }),
    ...(sort !== undefined && { sort }),
    ...(search !== undefined && { search }),
    ...(expand !== undefined && { expand }),
  }
}

/** Reads a list of properties, `-` or `+` before each for its direction: the order of a step. */
export function readOrder(fields: Fields, name = 'sort'): readonly Named[] | undefined {
  const found = fields.texts(name)
  return found?.map((property, index) => ({ name: property, pointer: `${fields.pointer(name)}/${index}` }))
}

/** The property of an entry of an order. */
export function orderedProperty(entry: string): string {
  return entry.replace(/^[-+]/, '')
}

/** Most records on a page that the runtime allows. */
const maxPage = 1000

const styles = ['offset', 'page', 'cursor', 'link'] as const

function readPagination(fields: Fields, problems: Problems): PagingDefaults | false | undefined {
  const value = fields.value('pagination')
  if (value === undefined || value === false) return value
  const at = fields.object('pagination')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: ['style', 'defaultLimit', 'maxLimit'] }, problems)
  const style = inner.choice('style', styles)
  const bounds = { least: 1, most: maxPage, whole: true }
  const defaultLimit = inner.number('defaultLimit', bounds)
  const maxLimit = inner.number('maxLimit', bounds)
  if (defaultLimit !== undefined && maxLimit !== undefined && defaultLimit > maxLimit) {
    const pointer = inner.pointer('defaultLimit')
    reportValue(pointer, 'defaultLimit', `at most maxLimit, ${maxLimit}`, defaultLimit, problems)
    return undefined
  }
  return { ...(style && { style }), ...(defaultLimit && { defaultLimit }), ...(maxLimit && { maxLimit }) }
}

function readSort(fields: Fields, operation: Operation, problems: Problems): DeclaredSort | undefined {
  const value = fields.value('sort')
  if (value === undefined) return undefined
  if (Array.isArray(value)) {
    const order = readOrder(fields)
    return order && { default: order }
  }
  const at = fields.object('sort')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: ['parameter', 'default', 'properties'] }, problems)
  const parameter = readParameter(inner, operation, problems)
  const names = readNames(inner, 'properties')
  const single = inner.value('default')
  const order =
    typeof single === 'string' && single !== ''
      ? [{ name: single, pointer: inner.pointer('default') }]
      : readOrder(inner, 'default')
  return {
    ...(parameter !== undefined && { parameter }),
    ...(names && { names }),
    ...(order && { default: order }),
  }
}

function readProperties(
  fields: Fields,
  name: 'search' | 'expand',
  listed: 'properties' | 'relations',
  operation: Operation,
  problems: Problems,
): DeclaredProperties | undefined {
  const value = fields.value(name)
  if (value === undefined) return undefined
  if (Array.isArray(value)) {
    const names = readNames(fields, name)
    const parameter = findParameter(name, operation)
    return names && { names, ...(parameter !== undefined && { parameter }) }
  }
  const at = fields.object(name)
  if (at === undefined) return undefined
  const inner = openFields(at, { known: ['parameter', listed] }, problems)
  const parameter = readParameter(inner, operation, problems) ?? findParameter(name, operation)
  const names = readNames(inner, listed)
  return { ...(parameter !== undefined && { parameter }), ...(names && { names }) }
}

function readNames(fields: Fields, name: string): readonly Named[] | undefined {
  const found = fields.texts(name)
  return found?.map((entry, index) => ({ name: entry, pointer: `${fields.pointer(name)}/${index}` }))
}

function readParameter(fields: Fields, operation: Operation, problems: Problems): string | undefined {
  const name = fields.text('parameter')
  const known = queryParameters(operation).map((parameter) => parameter.name)
  if (name === undefined || known.includes(name)) return name
  const meant = didYouMean(name, known)
  problems.error({
    code: 'MOCKGEN_UNKNOWN_PROPERTY',
    pointer: fields.pointer('parameter'),
    message: `"${name}" is no query parameter of ${operation.path}`,
    remedy: meant ? `did you mean ${meant}?` : known.length > 0 ? `it has ${known.join(', ')}` : 'declare it',
  })
  return undefined
}

// What contracts call such a parameter, in the order in which the names are preferred.
const usual = {
  search: ['q', 'search', 'query', 'keyword', 'term', 'text'],
  expand: ['expand', 'include', 'embed', 'with'],
} as const

function findParameter(kind: 'search' | 'expand', operation: Operation): string | undefined {
  const names = queryParameters(operation).map(({ name }) => name)
  for (const wanted of usual[kind]) {
    const found = names.find((name) => sameName(name, wanted))
    if (found !== undefined) return found
  }
  return undefined
}
