// How a smoke test finds its record in a list.
import { tokensOf } from '../../pointers.js'
import { Encoded } from '../encode.js'
import { type Printable, type PrintableRecord, printLiteral } from '../print-literal.js'
import type { EntityOperation, EntityOperations } from './entity-operations.js'
import type { SmokeApi } from './smoke-parents.js'
import { placeOf } from './smoke-script.js'

/** The record that the walk is about. */
export interface WalkedRecord {
  /** The variable that holds its key, and those of the properties of the key before that one. */
  readonly key: string
  readonly leading: readonly string[]
  /** The expression of one of its properties; undefined where the answer to creating it need not show it. */
  property(name: string): Encoded | undefined
}

/** A call of a list that should show the record. */
export interface ListCall {
  readonly query: PrintableRecord | undefined
  /** False when the list need not show the record, or not its key. */
  readonly finds: boolean
}

/** Asks for the first page, through the filters that apply even when nobody asks for them. */
export function callList(
  { schemas }: SmokeApi,
  { facts, declared }: EntityOperation<'list'>,
  key: string,
  property: WalkedRecord['property'],
): ListCall {
  const { filters = {}, page } = facts
  const query = new Map<string, Printable>()
  const items = schemas.answered(declared, [200], facts.items)
  let finds = items !== undefined && schemas.items(items)?.properties.has(key) === true
  for (const { name, required, schema, in: place } of declared.parameters) {
    if (place !== 'query') continue
    if (required && name === page?.offset) query.set(name, 0)
    if (required && name === page?.page) query.set(name, page.firstPage ?? 1)
    const filtered = Object.hasOwn(filters, name) ? filters[name] : undefined
    if (filtered === undefined || !(required || schema?.default !== undefined)) continue
    const value = typeof filtered === 'string' ? property(filtered) : undefined
    if (value === undefined) finds = false
    else query.set(name, value)
  }
  return { query: query.size === 0 ? undefined : Object.fromEntries(query), finds }
}

/** The expression of a list's items. */
export function itemsOf(variable: string, { facts }: EntityOperation<'list'>): string {
  const place = tokensOf(facts.items ?? '')
  return place.length === 0 ? variable : `pick<unknown[]>(${variable}, ${placeOf(place)})`
}

/** The expression that matches the record among others. */
export function matching({ key }: EntityOperations, record: WalkedRecord): string {
  return `expect.objectContaining(${printLiteral({ [key]: new Encoded(record.key) })})`
}
