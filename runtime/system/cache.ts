// `/system/cache`: what the response cache of a sandbox holds, and forgetting it.
import { MockError } from '../errors.js'
import { type Endpoint, parameterOf, sandboxOf } from './endpoint.js'
import { json } from './json-reply.js'

type Answer = Endpoint['answer']

/** `GET /system/cache/stats`: hits, misses and entries, in all and by prefix. */
export const cacheStatistics: Answer = async (call, parts) =>
  json(200, await parts.cache.stats(sandboxOf(call, parts)))

/** `DELETE /system/cache`: forgets all answers. */
export const clearCache: Answer = async (call, parts) =>
  json(200, { removed: await parts.cache.clear(sandboxOf(call, parts)) })

/** `DELETE /system/cache/{entity}`: forgets the answers of an entity's operations, or those of one prefix. */
export const clearCacheOf: Answer = async (call, parts) => {
  const { cache, catalog } = parts
  const name = parameterOf(call, 'entity')
  const prefixes = cache.prefixesOf(name) ?? (catalog.has(name) ? [] : undefined)
  if (prefixes === undefined) throw new MockError('MOCK_NOT_FOUND', { detail: nothingCalled(name) })
  let removed = 0
  for (const prefix of prefixes) removed += await cache.clear(sandboxOf(call, parts), prefix)
  return json(200, { removed })
}

function nothingCalled(name: string): string {
  return `neither an entity nor a prefix of cached answers is called ${JSON.stringify(name)}`
}
