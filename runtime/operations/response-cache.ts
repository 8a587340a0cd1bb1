// The response cache: answers that are given again until they are old or what they show has changed.
import { createHash } from 'node:crypto'
import { MockError } from '../errors.js'
import type { CacheFacts, EntitiesFacts, OperationFacts, OperationsFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { StoreError } from '../store-error.js'
import type { Answering, Call, OneOperation } from './behaviour.js'
import type { CachePlace } from './cached-answers.js'
import { isSafe } from './preconditions.js'

/** Keeps the answers of an operation that declares `cache`, and does no more than read. */
export function cached(one: OneOperation, inner: Answering): Answering {
  const { operation, facts, parts } = one
  const entities = facts && shownEntities(facts)
  if (facts?.cache === undefined || entities === undefined) return inner
  const prefix = prefixOf(operation.id, facts.cache, entities)
  const rule = {
    prefix,
    entities: withParents(entities, parts.entitiesFacts),
    ttlMs: facts.cache.ttl * 1_000,
  }
  return (call) => {
    if (!isSafe(call.exchange.request.method)) return inner(call)
    const place = { ...rule, hash: hashOf(operation.id, call) }
    return call.sandbox.use(async (space) => {
      const found = await parts.cache.find(place, call.sandbox.name, space)
      if (found.reply !== undefined) return hit(found.reply, found.ageMs)
      const reply = await inner(call)
      if (reply.status !== 200) return reply
      await parts.cache.keep(place, reply, found.states, space).catch((error: unknown) => {
        // The answer is good all the same; only when the records were replaced it is asked for again.
        if (!(error instanceof StoreError) && !(error instanceof MockError)) throw error
        parts.log.warn({ err: error, operation: operation.id }, 'an answer was not cached')
      })
      return withHeaders(reply, { 'x-cache': 'MISS' })
    })
  }
}

/** What cached answers are called: by entity, and by a prefix itself. */
export function cachePrefixes(operations: OperationsFacts): ReadonlyMap<string, readonly string[]> {
  const prefixes = new Map<string, Set<string>>()
  for (const [id, facts] of Object.entries(operations)) {
    const entities = shownEntities(facts)
    if (facts.cache === undefined || entities === undefined) continue
    const prefix = prefixOf(id, facts.cache, entities)
    for (const name of [...entities, prefix])
      prefixes.set(name, (prefixes.get(name) ?? new Set()).add(prefix))
  }
  return new Map([...prefixes].map(([name, found]) => [name, [...found]]))
}

function prefixOf(id: string, { keyPrefix }: CacheFacts, [entity]: readonly string[]): string {
  return keyPrefix ?? entity ?? id
}

// Without its parent there is no list of nested records, not even an empty one.
function withParents(entities: readonly string[], facts: EntitiesFacts): readonly string[] {
  return [...new Set([...entities, ...entities.flatMap((name) => facts[name]?.parent ?? [])])]
}

/** The entities that an operation shows; undefined when it keeps nothing, or may write. */
function shownEntities(facts: OperationFacts): readonly string[] | undefined {
  switch (facts.action) {
    case 'count':
      return [facts.entity]
    case 'read':
    case 'list': {
      const related = Object.values(facts.expand?.relations ?? {}).map(({ entity }) => entity)
      return [...new Set([facts.entity, ...related])]
    }
    case 'program': {
      const steps = facts.rules.flatMap((rule) => rule.steps)
      const reads = steps.every(({ action }) => action === 'read' || action === 'list' || action === 'count')
      return reads ? [...new Set(steps.map(({ entity }) => entity))] : undefined
    }
    default:
      return undefined
  }
}

// Everything that an answer may depend on besides the records: who asks, for what, and how.
function hashOf(operation: string, { request, exchange, session }: Call): CachePlace['hash'] {
  const { headers, cookies } = request.parameters
  const parts = [operation, exchange.request.url, request.accept ?? '', headers, cookies, session ?? null]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function hit(reply: Reply, ageMs: number): Reply {
  return withHeaders(reply, { 'x-cache': 'HIT', age: String(Math.floor(ageMs / 1_000)) })
}

// Clients ask again each time, and mostly hear 304: what they keep by themselves no change of a record would make stale.
function withHeaders(reply: Reply, added: Reply['headers']): Reply {
  return { ...reply, headers: { ...added, 'cache-control': 'private, no-cache', ...reply.headers } }
}
