// Refuses facts about entities that contradict themselves: what is generated does not, so each is a bug and not a mistake.
import type { RecordShape } from '../contract/contract.js'
import type { EntityFacts } from '../facts.js'
import type { Reference } from './dependents.js'
import { problemOfLifecycle } from './life/lifecycle-facts.js'
import { partsOf } from './properties.js'

/** Longest life of a record, in seconds: a hundred years. Whoever wants more wants no end. */
export const maxTtlSeconds = 100 * 365.25 * 24 * 60 * 60

type Facts = ReadonlyMap<string, EntityFacts>

/** Throws an Error that names the entity and what is wrong with it. */
export function assertConsistent(facts: Facts): void {
  for (const [name, entity] of facts) {
    checkKey(name, entity)
    checkLifetime(name, entity)
    checkParent(name, entity, facts)
    checkReferences(name, entity, facts)
    checkLifecycle(name, entity)
  }
}

/** Throws an Error when a record could share no value with those it refers to: neither its scope nor its schema has one. */
export function assertShared(
  { scope = [] }: EntityFacts,
  shape: RecordShape,
  references: readonly Reference[],
  facts: Facts,
): void {
  for (const { source, property, target, shared } of references) {
    const { key = [] } = facts.get(target) ?? {}
    const leading = new Set(partsOf(key).slice(0, -1))
    const missing = shared.find(
      (name) => leading.has(name) && !scope.includes(name) && shape.property(name) === undefined,
    )
    if (missing === undefined) continue
    throw wrong(source, `"${property}" refers to "${target}" by its "${missing}", which it does not have`)
  }
}

function checkKey(name: string, { key, scope = [], ...facts }: EntityFacts): void {
  const parts = partsOf(key)
  if ((parts.length === 0) !== (facts.singleton !== undefined))
    throw wrong(name, 'the key has no property, as that of a singleton and of nothing else')
  if (parts.length < 2) return
  if (new Set(parts).size < parts.length)
    throw wrong(name, `the key [${parts.join(', ')}] repeats a property`)
  const { timestamps = {}, version, scopeProperties = {} } = facts
  const written = new Set([
    timestamps.created,
    timestamps.updated,
    version,
    ...Object.values(scopeProperties),
  ])
  for (const part of parts) {
    if (scope.includes(part)) throw wrong(name, `"${part}" is in the key, and in the scope before it`)
    if (written.has(part)) throw wrong(name, `"${part}" is in the key, and the server sets it`)
  }
}

function checkLifetime(name: string, { ttl, ttlRefresh, ownTtl }: EntityFacts): void {
  if (ttl === undefined && ttlRefresh !== undefined && ownTtl === undefined)
    throw wrong(name, 'ttlRefresh without ttl')
  if (ttl !== undefined && !(ttl > 0 && ttl <= maxTtlSeconds))
    throw wrong(name, `ttl is ${ttl}; it must be more than 0 and at most ${maxTtlSeconds} seconds`)
}

function checkParent(name: string, { parent, scope = [] }: EntityFacts, facts: Facts): void {
  if (parent === undefined) return
  const holder = facts.get(parent)
  if (holder === undefined) throw wrong(name, `its parent "${parent}" is unknown`)
  const wanted = (holder.scope?.length ?? 0) + partsOf(holder.key).length
  if (scope.length !== wanted)
    throw wrong(
      name,
      `${wanted} values identify a record of "${parent}", but the scope is [${scope.join(', ')}]`,
    )
}

function checkReferences(name: string, { relationships = {} }: EntityFacts, facts: Facts): void {
  for (const [property, { entity, field }] of Object.entries(relationships)) {
    const target = facts.get(entity)
    if (target === undefined) throw wrong(name, `"${property}" refers to unknown entity "${entity}"`)
    if (field !== undefined && field !== partsOf(target.key).at(-1)) {
      const isUnique = target.unique?.some((one) => partsOf(one).length === 1 && partsOf(one)[0] === field)
      if (isUnique === true) continue
      throw wrong(name, `"${property}" refers to "${entity}" by "${field}", which is not unique by itself`)
    }
    if (partsOf(target.key).slice(0, -1).includes(property))
      throw wrong(
        name,
        `"${property}" holds the last part of the key of "${entity}", and cannot be another part`,
      )
  }
}

function checkLifecycle(name: string, { lifecycle, key, ...facts }: EntityFacts): void {
  if (lifecycle === undefined) return
  const { timestamps = {}, version, scopeProperties = {} } = facts
  const kept = [...partsOf(key), version, ...Object.values(timestamps), ...Object.values(scopeProperties)]
  const problem = problemOfLifecycle(lifecycle, new Set(kept))
  if (problem !== undefined) throw wrong(name, problem)
}

function wrong(entity: string, problem: string): Error {
  return new Error(`Entity "${entity}": ${problem}`)
}
