// Which entity holds the records of another one: the owner of `/pets/{petId}`, for `/pets/{petId}/visits`.
import type { BindingFacts } from '@mockgen/runtime'
import type { DeclaredEntity } from './declared/declared-entities.js'
import { keyOf } from './declared/declared-key.js'
import type { Group } from './group.js'
import type { Decision } from './infer.js'
import { matchKey, nounsOf } from './keys.js'
import { pathParameters } from './operations.js'
import { lastParameter, pathAbove, shapeOf } from './paths.js'
import type { Schemas } from './schema-view.js'
import { sameName } from './words.js'

/** The entities of a document and their operations. */
export interface Family {
  readonly schemas: Schemas
  readonly groups: readonly Group[]
  readonly decisions: Iterable<Decision>
  /** Names of the entities of which there are records without a request: seeded, or made up. */
  readonly filled: ReadonlySet<string>
}

/**
 * The parent of each entity that has one, by name. A nested collection belongs to the entity whose item path it continues, if
 * there can be records of that entity, created through the API or before any request: of others nobody could say that they do
 * not exist. So it does where it must refer to that entity anyway. A declaration stands above the paths.
 */
export function findParents(family: Family): ReadonlyMap<string, string> {
  const byName = new Map(family.groups.map((group) => [group.subject.name, group]))
  const operations = boundOperations(family.decisions)
  const items = itemsOf(family, operations, byName)
  const parents = new Map<string, string>()
  const own = new Map<string, BoundOperation[]>([...byName.keys()].map((name) => [name, []]))
  for (const operation of operations) own.get(operation.facts.entity)?.push(operation)
  for (const [name, { declared }] of byName) {
    const parent = declared?.parent ?? parentByPath(name, own.get(name) ?? [], items)
    if (parent) parents.set(name, parent)
  }
  return parents
}

interface BoundOperation {
  readonly path: string
  readonly facts: BindingFacts
}

/** An item path, and what its last parameter may be called elsewhere. */
interface Item {
  readonly entity: string
  readonly parameters: readonly string[]
  identifies(parameter: string): boolean
}

function boundOperations(decisions: Iterable<Decision>): readonly BoundOperation[] {
  return [...decisions].flatMap(({ operation, bound }) =>
    bound ? [{ path: operation.path, facts: bound.facts }] : [],
  )
}

function itemsOf(
  { schemas, filled }: Family,
  operations: readonly BoundOperation[],
  groups: ReadonlyMap<string, Group>,
): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>()
  const required = new Set([...groups.values()].flatMap(({ declared }) => requiredBy(declared)))
  for (const { path, facts } of operations) {
    const group = groups.get(facts.entity)
    const shape = shapeOf(path)
    if (group === undefined || items.has(shape) || !isItem(path, facts)) continue
    const { name } = group.subject
    if (!group.bound.some(creates) && !filled.has(name) && !required.has(name)) continue
    const { record, key } = group.subject
    const nouns = nounsOf(pathAbove(path), record)
    const identifies = (parameter: string) => matchKey(schemas, record, parameter, nouns) === key
    // A key that was merely taken for one obliges nobody, unless it is plainly an id.
    const isSure = key === 'id' || keyOf(group.declared) === key || identifies(lastParameter(path) ?? '')
    if (isSure) items.set(shape, { entity: facts.entity, parameters: pathParameters(path), identifies })
  }
  return items
}

function requiredBy(declared: DeclaredEntity | undefined): readonly string[] {
  const relationships = [...(declared?.relationships.values() ?? [])]
  return relationships.filter(({ required }) => required === true).map(({ entity }) => entity)
}

// The parameters of the path are the scope and the key, in this order and nothing else.
function isItem(path: string, facts: BindingFacts): boolean {
  if (facts.action === 'create' || facts.action === 'list' || facts.key === undefined) return false
  const key = [facts.key].flat()
  return key.at(-1) === lastParameter(path) && equal(pathParameters(path), [...(facts.scope ?? []), ...key])
}

function creates({ facts }: { readonly facts: BindingFacts }): boolean {
  return facts.action === 'create' || (facts.action === 'update' && facts.upsert === true)
}

// All operations of the entity that stand in a nested collection must be below the same item.
function parentByPath(
  name: string,
  own: readonly BoundOperation[],
  items: ReadonlyMap<string, Item>,
): string | undefined {
  const found = new Set(own.map(({ path, facts }) => parentOf(path, facts, items)))
  found.delete(undefined)
  const [parent, second] = found
  return second === undefined && parent !== name ? parent : undefined
}

function parentOf(path: string, facts: BindingFacts, items: ReadonlyMap<string, Item>): string | undefined {
  const collection = isItem(path, facts) ? pathAbove(path) : path
  const above = pathAbove(collection)
  const item = items.get(shapeOf(above))
  const parameters = pathParameters(above)
  if (item === undefined || !equal(facts.scope ?? [], parameters)) return undefined
  const last = parameters.at(-1) ?? ''
  const sameScope = item.parameters
    .slice(0, -1)
    .every((parameter, i) => sameName(parameter, parameters[i] ?? ''))
  const sameKey = sameName(last, item.parameters.at(-1) ?? '') || item.identifies(last)
  return sameScope && sameKey ? item.entity : undefined
}

function equal(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index])
}
