// When a record was changed last, as the header Last-Modified (RFC 9110, section 8.8.2).
import { formatDateTime, formatHttpDate, parseDateTime } from '../../clock.js'
import type { OperationContract, ResponseContract } from '../../contract/contract.js'
import type { EntityFacts } from '../../facts.js'
import type { Json, JsonObject } from '../../json.js'

/** The header about a record; undefined where the record does not say when. */
export type LastModified = (record: JsonObject) => Readonly<Record<string, string>> | undefined

/**
 * Compiles the header for answers that show a record, from its entity's `timestamps`. Undefined where the entity has none, and
 * where the contract knows neither the header nor the condition that asks for it.
 */
export function compileLastModified(
  { operation, entity }: { readonly operation: OperationContract; readonly entity: EntityFacts },
  { headers }: ResponseContract,
): LastModified | undefined {
  const modified = modifiedMs(entity)
  const declared = headers.get('last-modified')
  if (modified === undefined) return undefined
  if (declared === undefined && !operation.takesHeader('if-modified-since')) return undefined
  return (record) => {
    const timeMs = modified(record)
    if (timeMs === undefined) return undefined
    const texts = [formatHttpDate(timeMs), formatDateTime(timeMs)]
    const text = declared === undefined ? texts[0] : texts.find(declared.allows)
    return text === undefined ? undefined : { 'last-modified': text }
  }
}

/** When a record of an entity was changed last, in epoch milliseconds; undefined where the entity has no `timestamps`. */
export function modifiedMs({
  timestamps,
}: EntityFacts): ((record: JsonObject) => number | undefined) | undefined {
  const property = timestamps?.updated ?? timestamps?.created
  if (property === undefined) return undefined
  return (record) => (Object.hasOwn(record, property) ? timeOf(record[property]) : undefined)
}

/** Numbers from here on are milliseconds: as seconds they are the year 5138. */
const earliestMs = 100_000_000_000

function timeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return parseDateTime(value)
  if (typeof value !== 'number' || Math.abs(value) > latestMs) return undefined
  return value < earliestMs ? value * 1_000 : value
}

/** The last moment that dates have (ECMAScript, section 21.4.1.1). */
const latestMs = 8_640_000_000_000_000
