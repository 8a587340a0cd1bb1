// Foreign keys of contracts that declare none: properties that are named after other records, and hold what identifies them.
import type { RelationshipFacts } from '@mockgen/runtime'
import { type Collections, collectionsOf } from './collections.js'
import { type EntityNames, entityNames, type Target } from './entity-names.js'
import { type Group, scopeOf } from './group.js'
import type { Decision } from './infer.js'
import { isKey } from './keys.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { sameName, singularWords, wordsOf } from './words.js'

/** Foreign keys by the property that holds them. */
export type ForeignKeys = ReadonlyMap<string, RelationshipFacts>

/**
 * The groups with the foreign keys that their records show. A property refers to an entity when it is called like its records
 * and what identifies them (`ownerId`, `owner_uuid`, `ownerIds` of several; `eventId`, where that is the key itself), and its
 * schema is that of their keys. The noun alone (`owner`) is enough only where the type can hardly mean anything else. What could
 * be several entities is none, and neither is what the path says already. Declared entities say themselves what they refer to.
 */
export function withForeignKeys(
  schemas: Schemas,
  groups: readonly Group[],
  decisions: Iterable<Decision>,
): readonly Group[] {
  if (!groups.some(({ origin }) => origin === 'inferred')) return groups
  const collections = collectionsOf(decisions)
  const names = entityNames(schemas, groups, collections)
  return groups.map((group) => {
    if (group.origin !== 'inferred') return group
    const foreignKeys = foreignKeysOf(schemas, group, names, collections)
    return foreignKeys.size === 0 ? group : { ...group, foreignKeys }
  })
}

function foreignKeysOf(
  schemas: Schemas,
  group: Group,
  names: EntityNames,
  collections: Collections,
): ForeignKeys {
  const found = new Map<string, RelationshipFacts>()
  const { subject, declared } = group
  const { record, key, leading } = subject
  const scope = scopeOf(group)
  // Facts become object literals, in which `__proto__` would set a prototype.
  const taken = new Set([key, ...leading, '__proto__', ...(declared?.relationships.keys() ?? [])])
  const holders = collections.holdersOf(subject.name)
  const shares = ({ scope: needed }: Target) =>
    needed.every((part) => scope.includes(part) || record.properties.has(part))
  for (const name of record.properties.keys()) {
    const named = names.find(name)
    if (named === undefined || taken.has(name) || scope.some((parameter) => sameName(parameter, name)))
      continue
    const { target, by, isMany } = named
    // `userId` of a user is another id of its own, and that of a post below a user is said by the path; `parentUserId` is not.
    const isKnown = target.name === subject.name || (!isMany && holders.has(target.name))
    if ((isKnown && by !== 'role') || !shares(target)) continue
    const view = schemas.property(record, name)
    if (view === undefined || view.writeOnly || (view.type === 'array') !== isMany) continue
    const value = isMany ? schemas.items(view) : view
    const fits = by === 'noun' ? plainlyHolds : holds
    if (value !== undefined && fits(value, target.key, name))
      found.set(name, { entity: target.name, enforce: false })
  }
  return found
}

function holds(value: SchemaView, key: SchemaView): boolean {
  if (value.enum !== undefined || !isKey(value) || isNumeric(value) !== isNumeric(key)) return false
  return isNumeric(value) || value.format === undefined || value.format === key.format
}

// A text of any kind could be a name or a label.
function plainlyHolds(value: SchemaView, key: SchemaView, name: string): boolean {
  if (!holds(value, key)) return false
  return isNumeric(value)
    ? !quantities.has(singularWords(wordsOf(name)).join(''))
    : value.format !== undefined
}

// Nouns that as numbers count or measure: `order: 3` is a place in a row, and none of the orders.
const quantities: ReadonlySet<string> = new Set(
  'order page version revision level rating score rank number position priority step point port size index count'.split(
    ' ',
  ),
)

function isNumeric({ type }: SchemaView): boolean {
  return type === 'integer' || type === 'number'
}
