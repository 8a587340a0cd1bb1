// How long answers are kept: `cache: { ttl, keyPrefix }` of an entity or an operation.
import type { CacheFacts } from '@mockgen/runtime'
import type { Problems } from '../problems.js'
import { readSeconds } from './declared-ttl.js'
import { type Fields, openFields } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** Reads the field `cache`; what is wrong is reported and left out. */
export function readCache(fields: Fields, problems: Problems): CacheFacts | undefined {
  const at = fields.object('cache')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.cache }, problems)
  const ttl = readSeconds(inner, problems)
  const keyPrefix = inner.text('keyPrefix')
  if (ttl !== undefined) return { ttl, ...(keyPrefix !== undefined && { keyPrefix }) }
  if (inner.value('ttl') === undefined) {
    const message = 'cache does not say for how long'
    const remedy = 'write ttl: in seconds'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: at.pointer, message, remedy })
  }
  return undefined
}
