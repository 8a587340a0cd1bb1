// What properties that refer to the records of entities are called: `ownerId` for owners, `fromAccountId` for accounts.
import type { Collections } from './collections.js'
import { type Group, scopeOf } from './group.js'
import { isKey } from './keys.js'
import { staticSegments } from './paths.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { compact, singularWords, wordsOf } from './words.js'

/** An entity whose records one value can refer to. */
export interface Target {
  readonly name: string
  readonly key: SchemaView
  /** What scopes its records: who refers to one shares it. */
  readonly scope: readonly string[]
}

/** What the name of a property refers to. */
export interface Named {
  readonly target: Target
  /**
   * How it is called: like the record and its key (`ownerId`), with the part in front that the record plays (`parentOwnerId`), or
   * like the record alone (`owner`).
   */
  readonly by: 'key' | 'role' | 'noun'
  /** The name is a plural: `ownerIds`, `owners`. */
  readonly isMany: boolean
}

/** The entities of a document by the names under which others refer to them. */
export interface EntityNames {
  /** What a property of this name refers to; undefined for nothing, and where it could be several entities. */
  find(property: string): Named | undefined
}

/** Collects the names of all entities; those of their schemas count where no entity is called so. */
export function entityNames(
  schemas: Schemas,
  groups: readonly Group[],
  collections: Collections,
): EntityNames {
  const byEntity = new Map<string, Target | undefined>()
  const bySchema = new Map<string, Target | undefined>()
  const byNoun = new Map<string, Target | undefined>()
  for (const group of groups) {
    const { name, record, key: property, leading, singleton } = group.subject
    const key = schemas.property(record, property)
    if (singleton !== undefined || leading.length > 0 || key === undefined || !isKey(key)) continue
    const target: Target = { name, key, scope: scopeOf(group) }
    // Of `/roles` and `/services/{id}/roles`, the second are called serviceRoles; a role could be of both.
    const segments = [...collections.pathsOf(name)].map((path) => staticSegments(path).at(-1) ?? name)
    const nouns = new Set([name, ...segments].map(nounOf).filter((noun) => noun !== ''))
    const ofSchema = nounOf(record.name ?? '')
    const suffixes = suffixesOf(record, property, [...nouns, ofSchema])
    for (const noun of nouns) {
      for (const suffix of suffixes) add(byEntity, noun + suffix, target)
      add(byNoun, noun, target)
    }
    if (ofSchema !== '') for (const suffix of suffixes) add(bySchema, ofSchema + suffix, target)
    if (identityIn(property) !== undefined) add(byEntity, compact(property), target)
  }
  const byKey = (name: string) => (byEntity.has(name) ? byEntity.get(name) : bySchema.get(name))

  function find(property: string): Named | undefined {
    const name = compact(property)
    const single = findOne(property, name)
    if (single !== undefined) return { ...single, isMany: false }
    if (!name.endsWith('s')) return undefined
    const several = findOne(property, name.slice(0, -1)) ?? ofNoun(nounOf(property))
    return several && { ...several, isMany: true }
  }

  function findOne(property: string, name: string): Omit<Named, 'isMany'> | undefined {
    const target = byKey(name)
    return target === undefined ? (ofRole(property, name) ?? ofNoun(name)) : { target, by: 'key' }
  }

  function ofRole(property: string, name: string): Omit<Named, 'isMany'> | undefined {
    const role = roles.find((known) => name.startsWith(known))
    const target =
      role === undefined || wordsOf(property)[0] !== role ? undefined : byKey(name.slice(role.length))
    return target && { target, by: 'role' }
  }

  function ofNoun(noun: string): Omit<Named, 'isMany'> | undefined {
    const target = byNoun.get(noun)
    return target && { target, by: 'noun' }
  }

  return { find }
}

// What stands for the identity of a record, whichever of them its key is called.
const identities: readonly string[] = ['id', 'uuid', 'guid', 'sid', 'pk']

// Parts that a record plays for another one. With other words in front it may be another thing: an external user, a line item.
const roles: readonly string[] = [
  'from',
  'to',
  'source',
  'target',
  'parent',
  'default',
  'primary',
  'previous',
  'next',
]

function nounOf(name: string): string {
  return singularWords(wordsOf(name)).join('')
}

function add(names: Map<string, Target | undefined>, name: string, target: Target): void {
  names.set(name, names.has(name) && names.get(name) !== target ? undefined : target)
}

// What follows the noun: the key, or any word for an identity that is not another property of the record.
function suffixesOf(record: SchemaView, property: string, nouns: readonly string[]): readonly string[] {
  const key = compact(property)
  const noun = nouns.find((known) => known !== '' && key.startsWith(known))
  const tail = noun === undefined ? (identityIn(property) ?? key) : key.slice(noun.length)
  if (!identities.includes(tail)) return tail === '' ? [] : [tail]
  const others = new Set([...record.properties.keys()].map(compact))
  return identities.filter((word) => word === tail || !others.has(word))
}

// `eventId` says itself whose it is.
function identityIn(key: string): string | undefined {
  const words = wordsOf(key)
  return words.length > 1 ? identities.find((word) => word === words.at(-1)) : undefined
}
