// The response cache: answers that are given again until they are old or what they show has changed.
import { createHash } from 'node:crypto'
import { MockError } from '../../errors.js'
import type { CacheFacts, EntitiesFacts, OperationFacts, OperationsFacts } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import { StoreError } from '../../store-error.js'
import { isReading } from '../action-parts.js'
import type { Answering, Call, OneOperation } from '../behaviour.js'
import { isSafe } from '../conditions/preconditions.js'
import { clientMarks } from '../security/credentials.js'
import type { CachePlace } from './cached-answers.js'

/** Keeps the answers of an operation that declares `cache`, and does no more than read. */
export function cached(one: OneOperation, inner: Answering): Answering {
  const { operation, facts, parts } = one
  const entities = facts && shownEntities(facts)
  if (facts?.cache === undefined || entities === undefined) return inner
  if (extendsLives(facts, parts.entitiesFacts)) return inner
  const prefix = prefixOf(operation.id, facts.cache, entities)
  const rule = {
    prefix,
    entities: withParents(entities, parts.entitiesFacts),
    ttlMs: facts.cache.ttl * 1_000,
  }
  const hashOf = compileHash(one, facts)
  return (call) => {
    if (!isSafe(call.exchange.request.method)) return inner(call)
    const place = { ...rule, hash: hashOf(call) }
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

/** The entities that cached answers show: what they are made from must tell when it changes. */
export function cachedEntities(operations: OperationsFacts): ReadonlySet<string> {
  const cachedOnes = Object.values(operations).filter((facts) => facts.cache !== undefined)
  return new Set(cachedOnes.flatMap((facts) => shownEntities(facts) ?? []))
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
      const reads = steps.every(({ action }) => isReading(action))
      return reads ? [...new Set(steps.map(({ entity }) => entity))] : undefined
    }
    default:
      return undefined
  }
}

// A record that lives on because it is read by its key must be read each time.
function extendsLives(facts: OperationFacts, entities: EntitiesFacts): boolean {
  const refreshed = (name: string) => entities[name]?.ttlRefresh === 'access'
  if (facts.action === 'read') return refreshed(facts.entity)
  if (facts.action !== 'program') return false
  const steps = facts.rules.flatMap((rule) => rule.steps)
  return steps.some(({ action, entity }) => action === 'read' && refreshed(entity))
}

// Everything that an answer may depend on besides the records: who asks, for what, and how. Without an answer to who asks
// nothing is given again to a request with other credentials (RFC 9111, section 3.5), whether anybody checks them or not.
function compileHash(
  { operation, parts }: OneOperation,
  facts: OperationFacts,
): (call: Call) => CachePlace['hash'] {
  const seesAll = parts.handlers.has(operation.id) || seesWholeRequest(facts)
  // URLs in the answer have the name by which the client knows this server.
  const tellsHost = facts.action === 'list' && facts.page?.links !== undefined
  return ({ request, exchange: { request: received }, session }) => {
    const { headers, cookies } = request.parameters
    const asked = [operation.id, received.url, request.accept ?? '', headers, cookies, request.body ?? null]
    const client = [session ?? null, clientMarks(operation.security, received)]
    const rest = seesAll
      ? [received.method, received.headers]
      : tellsHost
        ? [received.headers.host ?? null]
        : []
    return createHash('sha256')
      .update(JSON.stringify([asked, client, rest]))
      .digest('base64url')
  }
}

// What is not known to look at less sees everything: a request that is asked again in vain costs little, and a wrong answer
// is one. In JSON a line break ends in a letter, so the word need not begin at a boundary.
function seesWholeRequest(facts: OperationFacts): boolean {
  const { declaredAt: _, ...declared } = facts
  return /request\b(?!\.\??(?:body|path|query|cookies)\b)/.test(JSON.stringify(declared))
}

function hit(reply: Reply, ageMs: number): Reply {
  return withHeaders(reply, { 'x-cache': 'HIT', age: String(Math.floor(ageMs / 1_000)) })
}

// Clients ask again each time, and mostly hear 304: what they keep by themselves no change of a record would make stale.
function withHeaders(reply: Reply, added: Reply['headers']): Reply {
  return { ...reply, headers: { ...added, 'cache-control': 'private, no-cache', ...reply.headers } }
}
