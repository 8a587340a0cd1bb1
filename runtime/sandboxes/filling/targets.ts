// What made-up records refer to: the records of their parents and of their foreign keys' targets, as a space has them.
import { isKeyValue, own, partsOf } from '../../entities/properties.js'
import type { KeyValue, Records, Scope } from '../../entities/records.js'
import type { EntitiesFacts, EntityFacts, RelationshipFacts } from '../../facts.js'
import type { Random } from '../../ids.js'
import type { Json, JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import type { OpenSpace } from '../open-space.js'

/** Records of an entity among which made-up ones choose what they refer to. */
export const maxTargets = 1_000

/** What one made-up record refers to. */
export interface Chosen {
  readonly scope: Scope
  /** Its foreign keys, and what it shares with the records that they refer to. */
  readonly references: JsonObject
}

/** Chooses; `siblings` are records of the same entity that were made before, for an entity that refers to itself. */
export type ChooseTargets = (random: Random, siblings: readonly JsonObject[]) => Chosen

/** Most records that one property of a made-up record refers to, where it holds several keys. */
const maxSeveral = 3

/**
 * Reads what records of an entity can refer to; `holdsSeveral` tells properties that hold several keys. StartError MOCK_SEED_INVALID when they
 * must and there is nothing.
 */
export async function readTargets(
  { entities }: OpenSpace,
  name: string,
  facts: EntitiesFacts,
  holdsSeveral: (property: string) => boolean,
): Promise<ChooseTargets> {
  const { relationships = {}, scope: names = [], parent } = facts[name] ?? {}
  const places = names.length === 0 ? [] : await placesOf(entities, name, parent, facts)
  const relations: Relation[] = []
  for (const [property, relationship] of Object.entries(relationships)) {
    const relation = await relationOf(entities, property, relationship, facts)
    const canBeSibling = relationship.entity === name
    const isMany = holdsSeveral(property)
    if (relation.targets.length > 0 || canBeSibling) relations.push({ ...relation, canBeSibling, isMany })
    else if (relationship.required === true) throw nothingToReferTo(name, property, relationship.entity)
  }
  return (random, siblings) => {
    const scope = places.length === 0 ? [] : pickOne(places, random)
    const shared = new Map<string, Json>(names.map((value, i) => [value, scope[i] ?? null]))
    const references = new Map<string, Json>()
    for (const relation of relations) {
      const values = new Set<Json>()
      const count = relation.isMany ? 1 + Math.floor(random() * maxSeveral) : 1
      for (let chosen = 0; chosen < count; chosen++) {
        const target = targetOf(relation, relation.canBeSibling ? siblings : [], shared, random)
        const value = target && own(target, relation.referred)
        if (target === undefined || value === undefined) break
        values.add(value)
        for (const [as, property] of relation.shared) {
          const same = own(target, property)
          if (same === undefined || shared.has(as)) continue
          shared.set(as, same)
          references.set(as, same)
        }
      }
      const [first] = values
      if (first !== undefined) references.set(relation.property, relation.isMany ? [...values] : first)
    }
    return { scope, references: Object.fromEntries(references) }
  }
}

interface Relation {
  readonly property: string
  /** Property of the target that the foreign key holds. */
  readonly referred: string
  readonly targets: readonly JsonObject[]
  /** Values that a record shares with what it refers to: as it calls them → property of the target. */
  readonly shared: ReadonlyMap<string, string>
  readonly canBeSibling: boolean
  /** The property holds several keys. */
  readonly isMany: boolean
}

async function relationOf(
  entities: OpenSpace['entities'],
  property: string,
  { entity, field }: RelationshipFacts,
  facts: EntitiesFacts,
): Promise<Omit<Relation, 'canBeSibling' | 'isMany'>> {
  const target = facts[entity]
  const key = partsOf(target?.key ?? '').at(-1) ?? ''
  const isByKey = field === undefined || field === key
  return {
    property,
    referred: field ?? key,
    targets: await recordsOf(entities.reader(entity)),
    shared: new Map(isByKey && target !== undefined ? sharedOf(target) : []),
  }
}

function sharedOf(target: EntityFacts): readonly (readonly [as: string, property: string])[] {
  const { key, scope = [], scopeProperties = {} } = target
  const parts = partsOf(key).slice(0, -1)
  return [...scope.map((name) => [name, scopeProperties[name] ?? name] as const), ...parts.map(twice)]
}

function twice(name: string): readonly [string, string] {
  return [name, name]
}

// One that agrees with what the record shares already.
function targetOf(
  { targets, shared }: Relation,
  siblings: readonly JsonObject[],
  known: ReadonlyMap<string, Json>,
  random: Random,
): JsonObject | undefined {
  const all = siblings.length === 0 ? targets : [...targets, ...siblings]
  const bound = [...shared].filter(([as]) => known.has(as))
  const fitting =
    bound.length === 0
      ? all
      : all.filter((target) => bound.every(([as, property]) => own(target, property) === known.get(as)))
  return fitting.length === 0 ? undefined : pickOne(fitting, random)
}

// What identifies the parent is the scope of what it holds: its own scope, as far as its records tell it, and its key.
async function placesOf(
  entities: OpenSpace['entities'],
  name: string,
  parent: string | undefined,
  facts: EntitiesFacts,
): Promise<readonly Scope[]> {
  const holder = parent === undefined ? undefined : facts[parent]
  if (parent === undefined || holder === undefined) throw nothingToReferTo(name, 'its path', 'what is there')
  const { key, scope = [], scopeProperties = {} } = holder
  const properties = [...scope.map((value) => scopeProperties[value] ?? value), ...partsOf(key)]
  const places = (await recordsOf(entities.reader(parent)))
    .map((record): readonly KeyValue[] =>
      properties.map((property) => own(record, property)).filter(isKeyValue),
    )
    .filter((place) => place.length === properties.length)
  if (places.length === 0) throw nothingToReferTo(name, 'its path', parent)
  return places
}

async function recordsOf(records: Records): Promise<readonly JsonObject[]> {
  const page = await records.list({ limit: maxTargets })
  return page.records.map(({ value }) => value)
}

function nothingToReferTo(name: string, property: string, target: string): StartError {
  const remedy = `Seed or generate some of ${target}.`
  return new StartError(
    'MOCK_SEED_INVALID',
    `Records of ${name} cannot be made up: there is nothing for ${property} to refer to. ${remedy}`,
  )
}

function pickOne<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new RangeError('There is nothing to choose from')
  return value
}
