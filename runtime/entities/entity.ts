// An entity, ready to use: its facts and its shape turned into what every operation on records asks for.
import type { RecordShape } from '../contract/contract.js'
import type { EntitiesFacts, EntityFacts, GenerateKey } from '../facts.js'
import { namesType, timestampWriter } from './property-schema.js'

/** A unique constraint: no two records agree in all of these properties. */
export interface UniqueConstraint {
  readonly name: string
  readonly properties: readonly string[]
}

/**
 * An index of a property. `ordered` has one entry for every record, in the property's order. `members` has one for each
 * scalar in the property, which may be an array, and cannot sort.
 */
export interface PropertyIndex {
  readonly property: string
  readonly name: string
  readonly kind: 'ordered' | 'members'
}

/** Records of `source` that depend on another record: by a foreign key, or because it is their parent. */
export interface Dependents {
  readonly source: string
  /** Name of the index on `source` over the row ids depended on. */
  readonly index: string
  readonly required: boolean
  readonly onDelete: 'cascade' | 'restrict' | 'nullify'
  /** The foreign key; undefined when the path says it. */
  readonly property: string | undefined
}

/** A foreign key: `property` of `source` refers to a record of `target`. */
export interface Reference extends Dependents {
  readonly property: string
  readonly target: string
  /** The target's scope: names of values that the referring record shares with it. */
  readonly targetScope: readonly string[]
}

/** A property that is set to the time of a change, and how its schema writes it. */
export interface Timestamp {
  readonly property: string
  readonly write: (now: number) => string | number
}

/** A kind of record. */
export interface Entity {
  readonly name: string
  readonly facts: EntityFacts
  readonly shape: RecordShape
  readonly scope: readonly string[]
  /** The property that holds each value of the scope, undefined where the record has none. */
  readonly scopeProperties: readonly (string | undefined)[]
  readonly created: Timestamp | undefined
  readonly updated: Timestamp | undefined
  /** How keys are made, given the type of the key property. */
  readonly generateKey: GenerateKey
  /** True when generated keys are stored as numbers. */
  readonly numericKey: boolean
  readonly unique: readonly UniqueConstraint[]
  readonly indexes: ReadonlyMap<string, PropertyIndex>
  readonly references: readonly Reference[]
  /** What depends on records of this entity: foreign keys of any entity, and nested records. */
  readonly referrers: readonly Dependents[]
  /** The entity whose record a nested record belongs to. The id of that row is the scope. */
  readonly parent: string | undefined
  /** Properties that a client's body never sets; the key is not among them unless it is readOnly. */
  readonly serverOwned: ReadonlySet<string>
}

/** The index over the scope of nested records. */
export const scopeIndex = 'scope'

/** Collections beginning with this belong to the runtime. */
export const internalPrefix = '$'

/** The entities of a mock, each made when it is first asked for, since shapes are compiled from the contract. */
export class EntityCatalog {
  readonly #facts: ReadonlyMap<string, EntityFacts>
  readonly #shapes: (entity: string) => RecordShape
  readonly #referrers = new Map<string, Dependents[]>()
  readonly #entities = new Map<string, Entity>()

  /** Throws when the facts contradict themselves: they are generated, so that is a bug and not a user's mistake. */
  constructor(facts: EntitiesFacts, shapes: (entity: string) => RecordShape) {
    this.#facts = new Map(Object.entries(facts))
    this.#shapes = shapes
    for (const name of this.#facts.keys()) {
      if (name.startsWith(internalPrefix)) throw new Error(`Entity "${name}": names with "$" are reserved`)
      for (const reference of this.#referencesOf(name)) this.#addReferrer(reference.target, reference)
      this.#addParent(name)
    }
  }

  get names(): readonly string[] {
    return [...this.#facts.keys()]
  }

  has(name: string): boolean {
    return this.#facts.has(name)
  }

  /** The entity of a name; throws when there is none. */
  get(name: string): Entity {
    let entity = this.#entities.get(name)
    if (entity === undefined) {
      entity = this.#define(name)
      this.#entities.set(name, entity)
    }
    return entity
  }

  #referencesOf(source: string): readonly Reference[] {
    const relationships = this.#facts.get(source)?.relationships ?? {}
    return Object.entries(relationships).map(([property, { entity: target, required, onDelete }]) => {
      const facts = this.#facts.get(target)
      if (facts === undefined)
        throw new Error(`Entity "${source}": "${property}" refers to unknown entity "${target}"`)
      return {
        source,
        property,
        target,
        targetScope: facts.scope ?? [],
        index: `reference:${property}`,
        required: required ?? false,
        onDelete: onDelete ?? 'restrict',
      }
    })
  }

  #addParent(name: string): void {
    const parent = this.#facts.get(name)?.parent
    if (parent === undefined) return
    if (!this.#facts.has(parent)) throw new Error(`Entity "${name}": its parent "${parent}" is unknown`)
    const nested = {
      source: name,
      index: scopeIndex,
      required: true,
      onDelete: 'cascade',
      property: undefined,
    } as const
    this.#addReferrer(parent, nested)
  }

  #addReferrer(target: string, dependents: Dependents): void {
    const referrers = this.#referrers.get(target)
    if (referrers === undefined) this.#referrers.set(target, [dependents])
    else referrers.push(dependents)
  }

  #define(name: string): Entity {
    const facts = this.#facts.get(name)
    if (facts === undefined) throw new Error(`There is no entity "${name}"`)
    const shape = this.#shapes(name)
    const { created, updated } = facts.timestamps ?? {}
    const scope = facts.scope ?? []
    const scopeProperties = new Map(Object.entries(facts.scopeProperties ?? {}))
    const stamped = [created, updated, facts.version, ...scopeProperties.values()]
    const keySchema = shape.property(facts.key)
    const numeric = namesType(keySchema, 'integer', 'number')
    return {
      name,
      facts,
      shape,
      scope,
      scopeProperties: scope.map((value) => scopeProperties.get(value)),
      created: timestamp(created, shape),
      updated: timestamp(updated, shape),
      generateKey: numeric && facts.generateKey !== 'none' ? 'increment' : facts.generateKey,
      numericKey: numeric || !namesType(keySchema, 'string'),
      unique: (facts.unique ?? []).map(uniqueConstraint),
      indexes: new Map((facts.indexes ?? []).map((property) => [property, propertyIndex(property, shape)])),
      references: this.#referencesOf(name),
      referrers: this.#referrers.get(name) ?? [],
      parent: facts.parent,
      serverOwned: new Set([...shape.readOnly, ...stamped.filter((property) => property !== undefined)]),
    }
  }
}

function timestamp(property: string | undefined, shape: RecordShape): Timestamp | undefined {
  return property === undefined ? undefined : { property, write: timestampWriter(shape.property(property)) }
}

function uniqueConstraint(constraint: string | readonly string[]): UniqueConstraint {
  const properties = typeof constraint === 'string' ? [constraint] : constraint
  return { name: JSON.stringify(properties), properties }
}

function propertyIndex(property: string, shape: RecordShape): PropertyIndex {
  const schema = shape.property(property)
  const scalar = namesType(schema, 'string', 'number', 'integer', 'boolean') && !namesType(schema, 'array')
  return { property, name: `property:${property}`, kind: scalar ? 'ordered' : 'members' }
}
