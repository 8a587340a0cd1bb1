// What any operation may declare besides what it does: caching, idempotency and other statuses for refusals.
import type { CacheFacts, ErrorFacts, IdempotencyFacts, OperationExtras } from '@mockgen/runtime'
import type { Operation } from '../operations.js'
import type { Problems } from '../problems.js'
import { readCache } from './declared-cache.js'
import { isHeaderName, readStatus } from './declared-response.js'
import { readSeconds } from './declared-ttl.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** The keys of extras. */
export const extraKeys = ['cache', 'idempotency', 'errors'] as const

/** Extras as declared. `cache: false` keeps the answers of a cached entity from being cached. */
export interface DeclaredExtras extends Omit<OperationExtras, 'cache'> {
  readonly cache?: CacheFacts | false
}

/** Reads the extras of an operation. */
export function readExtras(fields: Fields, operation: Operation, problems: Problems): DeclaredExtras {
  const cache = readCacheOrFalse(fields, problems)
  const idempotency = readIdempotency(fields, operation, problems)
  const errors = readErrors(fields, problems)
  return {
    ...(idempotency !== undefined && { idempotency }),
    ...(cache !== undefined && { cache }),
    ...(errors !== undefined && { errors }),
  }
}

function readCacheOrFalse(fields: Fields, problems: Problems): CacheFacts | false | undefined {
  return fields.value('cache') === false ? false : readCache(fields, problems)
}

// A request that changes nothing may be repeated anyway (RFC 9110, section 9.2.1).
const safeMethods: readonly string[] = ['get', 'head', 'options', 'trace']

function readIdempotency(
  fields: Fields,
  { method }: Operation,
  problems: Problems,
): false | IdempotencyFacts | undefined {
  const value = fields.value('idempotency')
  if (value === undefined || value === false) return value
  if (safeMethods.includes(method)) {
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer('idempotency'),
      message: `${method.toUpperCase()} changes nothing, so repeating it needs no key`,
      remedy: 'leave idempotency out',
    })
    return undefined
  }
  if (value === true) return {}
  const at = fields.object('idempotency')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.idempotency }, problems)
  const header = inner.text('header')
  const ttl = readSeconds(inner, problems)
  const required = inner.flag('required')
  if (header !== undefined && !isHeaderName(header)) {
    reportValue(inner.pointer('header'), 'header', 'the name of a header', header, problems)
    return undefined
  }
  return {
    ...(header !== undefined && { header }),
    ...(ttl !== undefined && { ttl }),
    ...(required !== undefined && { required }),
  }
}

function readErrors(fields: Fields, problems: Problems): ErrorFacts | undefined {
  const at = fields.object('errors')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.errors }, problems)
  const statuses = vocabulary.errors.flatMap((name) => {
    const status = readStatus(inner, 400, name)
    return status === undefined ? [] : [[name, status] as const]
  })
  return statuses.length === 0 ? undefined : Object.fromEntries(statuses)
}
