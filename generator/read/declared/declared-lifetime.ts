// How long the records of a declared entity live: `ttl` and `ttlRefresh`.
import type { EntityFacts } from '@mockgen/runtime'
import type { Problems } from '../problems.js'
import type { Fields } from './fields.js'

/** The facts about a lifetime; empty for records that live for ever. */
export type DeclaredLifetime = Pick<EntityFacts, 'ttl' | 'ttlRefresh'>

/** Longest life in seconds: a hundred years. The runtime refuses more; whoever wants that wants no end. */
const maxTtlSeconds = 100 * 365.25 * 24 * 60 * 60

const refreshes = ['write', 'access', 'never'] as const

/** Reads both fields; what is wrong is reported and left out. */
export function readLifetime(fields: Fields, problems: Problems): DeclaredLifetime {
  const ttl = fields.count('ttl')
  const ttlRefresh = fields.choice('ttlRefresh', refreshes)
  if (ttl !== undefined && ttl > maxTtlSeconds) {
    const message = `ttl: expected at most ${maxTtlSeconds} seconds, a hundred years, found ${ttl}`
    const remedy = 'leave it out for records that live for ever'
    problems.error({ code: 'MOCKGEN_VALUE', pointer: fields.pointer('ttl'), message, remedy })
  }
  if (ttlRefresh !== undefined && fields.at.value.ttl === undefined) {
    const message = `ttlRefresh: ${ttlRefresh} extends a lifetime, but there is no ttl`
    const remedy = 'write ttl: and the seconds that a record lives, or leave ttlRefresh out'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('ttlRefresh'), message, remedy })
  }
  if (ttl === undefined) return {}
  return { ttl, ...(ttlRefresh !== undefined && { ttlRefresh }) }
}
