// What changed in what is kept: entities, their keys, constraints and properties, and which operations keep something.
import type { ApiModel, EntityModel } from '../model.js'
import { resolve } from '../pointers.js'
import type { SchemaView } from '../read/schema-view.js'
import type { EntityChange, OperationChange, PropertyChange } from './change.js'
import { type ComparedSides, createComparison, type Difference } from './compare-schemas.js'
import type { SchemaSide } from './compare-values.js'
import { type OperationPair, shape } from './match-operations.js'

/** Most changes of properties that are told. */
const maxChanges = 2_000

/** Changes in the order of the new contract's entities. */
export function compareEntities(
  former: ApiModel,
  present: ApiModel,
  sides: ComparedSides,
): readonly EntityChange[] {
  const left = new Map(former.entities.map((entity) => [entity.name, entity]))
  const partners = new Map<EntityModel, EntityModel>()
  for (const entity of present.entities) {
    const same = left.get(entity.name)
    if (same !== undefined) partners.set(entity, same)
    left.delete(entity.name)
  }
  const collections = collectionsOf(former)
  for (const [collection, name] of collectionsOf(present)) {
    const entity = present.entities.find((candidate) => candidate.name === name)
    const other = left.get(collections.get(collection) ?? '')
    if (entity === undefined || other === undefined || partners.has(entity)) continue
    partners.set(entity, other)
    left.delete(other.name)
  }
  const removed = [...left.keys()].map((entity) => ({ kind: 'entity-removed', entity }) as const)
  const others = present.entities.flatMap((entity) => changesOf(partners.get(entity), entity))
  return [...removed, ...others, ...compareRecords(partners, sides)]
}

function changesOf(former: EntityModel | undefined, entity: EntityModel): readonly EntityChange[] {
  const { name } = entity
  if (former === undefined) return [{ kind: 'entity-added', entity: name }]
  return [
    ...(former.name === name
      ? []
      : [{ kind: 'entity-renamed', entity: name, formerly: former.name } as const]),
    ...compareKeys(former, entity),
    ...compareConstraints(former, entity),
  ]
}

/** Operations that began or ceased to keep something. */
export function compareStates(
  pairs: readonly OperationPair[],
  before: ApiModel,
  after: ApiModel,
): readonly OperationChange[] {
  const olds = statefulOperations(before)
  const news = statefulOperations(after)
  return pairs.flatMap(({ before: { id: former }, after: { id: operation, method, path } }) => {
    if (olds.has(former) === news.has(operation)) return []
    return [{ kind: news.has(operation) ? 'became-stateful' : 'became-stateless', operation, method, path }]
  })
}

function statefulOperations({ operations }: ApiModel): ReadonlySet<string> {
  return new Set(operations.flatMap(({ id, facts }) => (facts.action === undefined ? [] : [id])))
}

/** The entity by the place where its records are created or listed; the first one counts. */
function collectionsOf({ operations }: ApiModel): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { facts } of operations) {
    if (!('entity' in facts) || (facts.action !== 'create' && facts.action !== 'list')) continue
    const place = shape(facts)
    if (!found.has(place)) found.set(place, facts.entity)
  }
  return found
}

function compareKeys(
  { facts: from }: EntityModel,
  { facts: to, name }: EntityModel,
): readonly EntityChange[] {
  const [before, after] = [from, to].map(identityText)
  if (before === undefined || after === undefined || before === after) return []
  return [{ kind: 'key-changed', entity: name, before, after }]
}

/** What identifies a record: `id`, `id in projectId of projects`. */
function identityText({ key, scope = [], parent }: EntityModel['facts']): string {
  const keys = [key].flat().join(' and ') || 'one record'
  const scoped = scope.length === 0 ? keys : `${keys} in ${scope.join(', ')}`
  return parent === undefined ? scoped : `${scoped} of ${parent}`
}

function compareConstraints(
  former: EntityModel,
  { name, constraints }: EntityModel,
): readonly EntityChange[] {
  const olds = new Set(former.constraints.map(({ text }) => text))
  const news = new Set(constraints.map(({ text }) => text))
  const those = (
    kind: 'constraint-added' | 'constraint-removed',
    of: ReadonlySet<string>,
    not: ReadonlySet<string>,
  ) => [...of].filter((text) => !not.has(text)).map((constraint) => ({ kind, entity: name, constraint }))
  return [...those('constraint-added', news, olds), ...those('constraint-removed', olds, news)]
}

/** Differences of records; one in a schema that several entities have in them is one change. */
function compareRecords(
  partners: ReadonlyMap<EntityModel, EntityModel>,
  sides: ComparedSides,
): readonly PropertyChange[] {
  const compare = createComparison(sides, 'record')
  const found = new Map<string, Difference & { readonly entities: string[] }>()
  for (const [entity, former] of partners) {
    const before = recordOf(former, sides.before)
    const after = recordOf(entity, sides.after)
    if (before === undefined || after === undefined) continue
    for (const difference of compare(before, after)) {
      const known = found.get(difference.identity)
      if (known !== undefined) known.entities.push(entity.name)
      else if (found.size < maxChanges)
        found.set(difference.identity, { ...difference, entities: [entity.name] })
    }
  }
  return [...found.values()].map(({ pointer, change, entities }) => {
    return { kind: 'property', entities: [...new Set(entities)], pointer, ...change }
  })
}

function recordOf({ facts }: EntityModel, { document, schemas }: SchemaSide): SchemaView | undefined {
  const [schema] = facts.schemas
  const at = schema === undefined ? undefined : resolve(document, { pointer: '', value: { $ref: schema } })
  return at && schemas.view(at)
}
