// Which records depend on which, by the facts alone: foreign keys, and nested records on their parent.
import type { EntityFacts } from '../facts.js'
import { partsOf } from './properties.js'

/** The index over the scope of nested records. */
export const scopeIndex = 'scope'

/** Records of `source` that depend on another record: by a foreign key, or because it is their parent. */
export interface Dependents {
  readonly source: string
  /** Name of the index on `source` over what is depended on: row ids, or the texts of `field`. */
  readonly index: string
  /** True when a record cannot be without it: the facts say so, or its own key holds it. */
  readonly required: boolean
  readonly onDelete: 'cascade' | 'restrict' | 'nullify'
  /** The foreign key; undefined when the path says it. */
  readonly property: string | undefined
  /** The unique property of the other record that the foreign key holds; undefined when that is its key. */
  readonly field: string | undefined
}

/** A foreign key: `property` of `source` refers to a record of `target`. */
export interface Reference extends Dependents {
  readonly property: string
  readonly target: string
  /** What identifies the target before the last part of its key: names of values that the referring record shares with it. */
  readonly shared: readonly string[]
  /** False: it may refer to nothing, and nobody depends on its target. */
  readonly isEnforced: boolean
}

type Facts = ReadonlyMap<string, EntityFacts>

/** The foreign keys of an entity, in the order of the facts. Their targets exist. */
export function referencesOf(facts: Facts, source: string): readonly Reference[] {
  const { relationships = {}, key = [] } = facts.get(source) ?? {}
  const ownKey = partsOf(key)
  return Object.entries(relationships).map(
    ([property, { entity: target, field: named, required, onDelete, enforce }]) => {
      const held = facts.get(target)
      const field = named === partsOf(held?.key ?? []).at(-1) ? undefined : named
      return {
        source,
        property,
        target,
        field,
        shared: field === undefined ? sharedNames(held) : [],
        index:
          field === undefined ? `reference:${property}` : `reference:${JSON.stringify([property, field])}`,
        required: required === true || ownKey.includes(property),
        onDelete: onDelete ?? 'restrict',
        isEnforced: enforce !== false,
      }
    },
  )
}

/** The index over a property by which other records refer to records of an entity. */
export function fieldIndex(field: string): string {
  return `field:${field}`
}

/** What depends on the records of each entity, in the order of the facts. */
export function dependentsByTarget(facts: Facts): ReadonlyMap<string, readonly Dependents[]> {
  const byTarget = new Map<string, Dependents[]>()
  const add = (target: string, dependents: Dependents) => {
    const known = byTarget.get(target)
    if (known === undefined) byTarget.set(target, [dependents])
    else known.push(dependents)
  }
  for (const [source, entity] of facts) {
    for (const reference of referencesOf(facts, source))
      if (reference.isEnforced) add(reference.target, reference)
    const { parent } = entity
    if (parent === undefined) continue
    add(parent, {
      source,
      index: scopeIndex,
      required: true,
      onDelete: onDeleteOfParent(entity, parent),
      property: undefined,
      field: undefined,
    })
  }
  return byTarget
}

/** Nested records go with their parent, unless a relationship by a property that names the parent says something else. */
function onDeleteOfParent(
  { relationships = {}, scopeProperties = {} }: EntityFacts,
  parent: string,
): Dependents['onDelete'] {
  const naming = Object.values(scopeProperties)
  const declared = Object.entries(relationships).find(
    ([property, { entity, onDelete }]) =>
      entity === parent && onDelete !== undefined && naming.includes(property),
  )
  return declared?.[1].onDelete ?? 'cascade'
}

function sharedNames(target: EntityFacts | undefined): readonly string[] {
  return target === undefined ? [] : [...(target.scope ?? []), ...partsOf(target.key).slice(0, -1)]
}
