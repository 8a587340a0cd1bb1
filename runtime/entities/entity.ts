// An entity, ready to use: its facts and its shape turned into what every operation on records asks for.
import type { RecordSchema, RecordShape } from '../contract/contract.js'
import type { EntitiesFacts, EntityFacts, GenerateKey } from '../facts.js'
import { toPointer } from '../json.js'
import { layoutOf } from './catalog-layout.js'
import { assertConsistent, assertShared } from './check-facts.js'
import { type Dependents, dependentsByTarget, type Reference, referencesOf } from './dependents.js'
import { compileLifecycle, type Lifecycle } from './life/lifecycle.js'
import { partsOf } from './properties.js'
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

/** A property that is set to the time of a change, and how its schema writes it. */
export interface Timestamp {
  readonly property: string
  readonly write: (now: number) => string | number
}

/** How long records live from their creation, and what starts that time anew. */
export interface Lifetime {
  /** How long those live that were given no life of their own; undefined for ever. */
  readonly ms: number | undefined
  readonly refresh: 'write' | 'access' | 'never'
  /** True when a record may be given a life of its own. */
  readonly isOwn: boolean
}

/** A kind of record. */
export interface Entity {
  readonly name: string
  readonly facts: EntityFacts
  readonly shape: RecordShape
  /** The key property, of several the last: the one that may be generated. Empty where `isLone`. */
  readonly key: string
  /** True when there is one record in each scope: no property identifies it. */
  readonly isLone: boolean
  /** True when that record is there before anybody has stored it. */
  readonly isImplied: boolean
  /** The key properties before the last, which come with a record: hardly any entity has some. */
  readonly leadingKeys: readonly string[]
  readonly keyProperties: readonly string[]
  readonly scope: readonly string[]
  /** The property that holds each value of the scope, undefined where the record has none. */
  readonly scopeProperties: readonly (string | undefined)[]
  readonly created: Timestamp | undefined
  readonly updated: Timestamp | undefined
  /** How long records live; undefined when all of them live for ever. */
  readonly lifetime: Lifetime | undefined
  /** The states of records; undefined when they have none. */
  readonly lifecycle: Lifecycle | undefined
  /** How keys are made, given the type of the key property. */
  readonly generateKey: GenerateKey
  /** True when generated keys are stored as numbers. */
  readonly numericKey: boolean
  readonly unique: readonly UniqueConstraint[]
  readonly indexes: ReadonlyMap<string, PropertyIndex>
  /** Its foreign keys, as far as they are enforced. */
  readonly references: readonly Reference[]
  /** All of them: made-up ones refer to records that there are, enforced or not. */
  readonly allReferences: readonly Reference[]
  /** True when one of them holds a unique property of the other record, and not its key. */
  readonly hasFieldReferences: boolean
  /** What depends on records of this entity: foreign keys of any entity, and nested records. */
  readonly referrers: readonly Dependents[]
  /** Unique properties by which foreign keys refer to records of this entity, instead of its key. */
  readonly referredFields: readonly string[]
  /** The entity whose record a nested record belongs to. The id of that row is the scope. */
  readonly parent: string | undefined
  /** Properties that a client's body never sets; the key is not among them unless it is readOnly. */
  readonly serverOwned: ReadonlySet<string>
  /** Properties that no change of a record sets: those of the server, and the key. */
  readonly fixed: ReadonlySet<string>
}

/** Collections beginning with this belong to the runtime. */
export const internalPrefix = '$'

/** How a catalog keeps records. */
export interface CatalogOptions {
  /**
   * False: indexes only find values and do not sort, so that every range which the store is asked for is one value. Sorted
   * lists then take a scan. Default: true.
   */
  readonly orderedIndexes?: boolean
  /** Entities of which answers are cached, besides those whose facts say so. Default: none. */
  readonly cached?: ReadonlySet<string>
}

/** The entities of a mock, each made when it is first asked for, since shapes are compiled from the contract. */
export class EntityCatalog {
  readonly #facts: ReadonlyMap<string, EntityFacts>
  readonly #shapes: (entity: string) => RecordShape
  readonly #sorts: boolean
  readonly #cached: ReadonlySet<string>
  readonly #referrers: ReadonlyMap<string, readonly Dependents[]>
  readonly #entities = new Map<string, Entity>()
  #layout: string | undefined
  #schemas: ReadonlyMap<string, RecordSchema> | undefined

  /** Throws when the facts contradict themselves: they are generated, so that is a bug and not a user's mistake. */
  constructor(
    facts: EntitiesFacts,
    shapes: (entity: string) => RecordShape,
    { orderedIndexes = true, cached = new Set() }: CatalogOptions = {},
  ) {
    this.#facts = new Map(Object.entries(facts))
    this.#shapes = shapes
    this.#sorts = orderedIndexes
    this.#cached = cached
    for (const name of this.#facts.keys())
      if (name.startsWith(internalPrefix)) throw new Error(`Entity "${name}": names with "$" are reserved`)
    assertConsistent(this.#facts)
    this.#referrers = dependentsByTarget(this.#facts)
  }

  get names(): readonly string[] {
    return [...this.#facts.keys()]
  }

  /** Entities of which answers are cached, and their parents: without these there is no list. */
  get cachedNames(): readonly string[] {
    const cached = [...this.#facts].filter(([name, facts]) => facts.cached === true || this.#cached.has(name))
    return [
      ...new Set(cached.flatMap(([name, { parent }]) => (parent === undefined ? [name] : [name, parent]))),
    ]
  }

  /**
   * A short text that says how records are laid out in a store: it differs from that of another catalog when records which
   * that one has written stand under other ids, index entries or claims than this one would write. Makes all entities.
   */
  get layout(): string {
    this.#layout ??= layoutOf(this.names.map((name) => this.get(name)))
    return this.#layout
  }

  /**
   * What the schema of each entity asks of stored records, by entity; entities of which nobody can say it are not there.
   * Makes all entities.
   */
  get schemas(): ReadonlyMap<string, RecordSchema> {
    this.#schemas ??= new Map(
      this.names.flatMap((name) => {
        const schema = this.get(name).shape.schema?.()
        return schema === undefined ? [] : [[name, schema] as const]
      }),
    )
    return this.#schemas
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

  #define(name: string): Entity {
    const facts = this.#facts.get(name)
    if (facts === undefined) throw new Error(`There is no entity "${name}"`)
    const shape = this.#shapes(name)
    const allReferences = referencesOf(this.#facts, name)
    const references = allReferences.filter(({ isEnforced }) => isEnforced)
    const referrers = this.#referrers.get(name) ?? []
    assertShared(facts, shape, references, this.#facts)
    const { created, updated } = facts.timestamps ?? {}
    const scope = facts.scope ?? []
    const scopeProperties = new Map(Object.entries(facts.scopeProperties ?? {}))
    const stamped = [created, updated, facts.version, ...scopeProperties.values()]
    const serverOwned = [...shape.readOnly, ...stamped.filter((property) => property !== undefined)]
    return {
      name,
      facts,
      shape,
      ...keyOf(facts, shape),
      isImplied: facts.singleton === 'implied',
      scope,
      scopeProperties: scope.map((value) => scopeProperties.get(value)),
      created: timestamp(created, shape),
      updated: timestamp(updated, shape),
      lifetime: lifetimeOf(facts),
      lifecycle: facts.lifecycle && compileLifecycle(declarationOf(name, facts), facts.lifecycle),
      unique: (facts.unique ?? []).map(uniqueConstraint),
      indexes: new Map((facts.indexes ?? []).map((property) => [property, this.#index(property, shape)])),
      references,
      allReferences,
      hasFieldReferences: references.some(({ field }) => field !== undefined),
      referrers,
      referredFields: [
        ...new Set(referrers.map(({ field }) => field).filter((field) => field !== undefined)),
      ],
      parent: facts.parent,
      serverOwned: new Set(serverOwned),
      fixed: new Set([...serverOwned, ...partsOf(facts.key)]),
    }
  }

  #index(property: string, shape: RecordShape): PropertyIndex {
    const schema = shape.property(property)
    const scalar = namesType(schema, 'string', 'number', 'integer', 'boolean') && !namesType(schema, 'array')
    return { property, name: `property:${property}`, kind: scalar && this.#sorts ? 'ordered' : 'members' }
  }
}

/** The pointer of an entity's declaration, for errors of its expressions; where it usually stands when nobody says. */
export function declarationOf(name: string, { declaredAt }: Pick<EntityFacts, 'declaredAt'>): string {
  return declaredAt ?? toPointer(['x-persistence', 'entities', name])
}

type KeyFacts = Pick<
  Entity,
  'key' | 'isLone' | 'leadingKeys' | 'keyProperties' | 'generateKey' | 'numericKey'
>

function keyOf({ key: declared, generateKey }: EntityFacts, shape: RecordShape): KeyFacts {
  const keyProperties = partsOf(declared)
  const key = keyProperties.at(-1) ?? ''
  const schema = shape.property(key)
  const numeric = namesType(schema, 'integer', 'number')
  return {
    key,
    isLone: keyProperties.length === 0,
    leadingKeys: keyProperties.slice(0, -1),
    keyProperties,
    generateKey: numeric && generateKey !== 'none' ? 'increment' : generateKey,
    numericKey: numeric || !namesType(schema, 'string'),
  }
}

function lifetimeOf({ ttl, ttlRefresh = 'write', ownTtl }: EntityFacts): Lifetime | undefined {
  if (ttl === undefined && !ownTtl) return undefined
  return { ms: ttl === undefined ? undefined : ttl * 1_000, refresh: ttlRefresh, isOwn: ownTtl === true }
}

function timestamp(property: string | undefined, shape: RecordShape): Timestamp | undefined {
  return property === undefined ? undefined : { property, write: timestampWriter(shape.property(property)) }
}

function uniqueConstraint(constraint: string | readonly string[]): UniqueConstraint {
  const properties = typeof constraint === 'string' ? [constraint] : constraint
  return { name: JSON.stringify(properties), properties }
}
