// Which records depend on which, by the facts alone: foreign keys, and nested records on their parent.
import type { EntityFacts } from '../facts.js'
import { partsOf } from './properties.js'

/** The index over the scope of nested records. */
export const scopeIndex = 'scope'

/** Records of `source` that depend on another record: by a foreign key, or because it is their parent. */
export interface Dependents {
  readonly source: string
  /** Name of the index on `source` over the row ids depended on. */
  readonly index: string
  /** True when a record cannot be without it: the facts say so, or its own key holds it. */
  readonly required: boolean
  readonly onDelete: 'cascade' | 'restrict' | 'nullify'
  /** The foreign key; undefined when the path says it. */
  readonly property: string | undefined
}

/** A foreign key: `property` of `source` refers to a record of `target`. */
export interface Reference extends Dependents {
  readonly property: string
  readonly target: string
  /** What identifies the target before the last part of its key: names of values that the referring record shares with it. */
  readonly shared: readonly string[]
}

type Facts = ReadonlyMap<string, EntityFacts>

/** The foreign keys of an entity, in the order of the facts. Their targets exist. */
export function referencesOf(facts: Facts, source: string): readonly Reference[] {
  const { relationships = {}, key = [] } = facts.get(source) ?? {}
  const ownKey = partsOf(key)
  return Object.entries(relationships).map(([property, { entity: target, required, onDelete }]) => ({
    source,
    property,
    target,
    shared: sharedNames(facts.get(target)),
    index: `reference:${property}`,
    required: required === true || ownKey.includes(property),
    onDelete: onDelete ?? 'restrict',
  }))
}

/** What depends on the records of each entity, in the order of the facts. */
export function dependentsByTarget(facts: Facts): ReadonlyMap<string, readonly Dependents[]> {
  const byTarget = new Map<string, Dependents[]>()
  const add = (target: string, dependents: Dependents) => {
    const known = byTarget.get(target)
    if (known === undefined) byTarget.set(target, [dependents])
    else known.push(dependents)
  }
  for (const [source, { parent }] of facts) {
    for (const reference of referencesOf(facts, source)) add(reference.target, reference)
    if (parent === undefined) continue
    add(parent, { source, index: scopeIndex, required: true, onDelete: 'cascade', property: undefined })
  }
  return byTarget
}

function sharedNames(target: EntityFacts | undefined): readonly string[] {
  return target === undefined ? [] : [...(target.scope ?? []), ...partsOf(target.key).slice(0, -1)]
}
