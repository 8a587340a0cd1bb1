// Carries what operations say about entities over to the declarations of these entities.
import { join } from '../../pointers.js'
import type { Group } from '../group.js'
import {
  type DeclarationSource,
  type DeclaredEntity,
  type DeclaredRelationship,
  undeclaredEntity,
} from './declared-entities.js'
import type { Hoisted } from './declared-hoisted.js'
import type { DeclaredOperation } from './declared-operations.js'

/** What operations say about each entity, by its name, in the document's order. */
export type HoistedByEntity = ReadonlyMap<string, readonly Hoisted[]>

/** Collects what is hoisted. What is said on top of inference has no entity yet: see `hoistInto`. */
export function hoistedByEntity(declared: ReadonlyMap<string, DeclaredOperation>): HoistedByEntity {
  const found = new Map<string, Hoisted[]>()
  for (const operation of declared.values()) {
    const actions =
      operation.kind === 'bound'
        ? [operation.declared]
        : operation.kind === 'program'
          ? operation.rules.flatMap(({ steps }) => steps)
          : []
    for (const { entity, hoisted } of actions) found.set(entity, [...(found.get(entity) ?? []), hoisted])
  }
  return found
}

/** The declared entities with what operations say about them, and those that only operations describe. */
export function hoistDeclarations(
  source: DeclarationSource,
  entities: ReadonlyMap<string, DeclaredEntity>,
  hoisted: HoistedByEntity,
): ReadonlyMap<string, DeclaredEntity> {
  const found = new Map(entities)
  for (const [name, all] of hoisted) {
    const made = hoistInto(source, name, found.get(name), all)
    if (made !== undefined) found.set(name, made)
  }
  return found
}

/** The declaration of one entity with what operations say; undefined when neither says anything. */
export function hoistInto(
  source: DeclarationSource,
  name: string,
  declared: DeclaredEntity | undefined,
  all: readonly Hoisted[],
): DeclaredEntity | undefined {
  return all
    .filter(says)
    .reduce<DeclaredEntity | undefined>(
      (entity, hoisted) => merge(source, entity ?? undeclaredEntity(name, hoisted.pointer), hoisted),
      declared,
    )
}

function says({ key, generateKey, unique, relationships }: Hoisted): boolean {
  const some = key ?? generateKey
  return some !== undefined || unique.length > 0 || relationships.size > 0
}

function merge(source: DeclarationSource, entity: DeclaredEntity, hoisted: Hoisted): DeclaredEntity {
  const { key, generateKey } = hoisted
  const at = (name: string) => join(hoisted.pointer, name)
  const agrees = (what: string, before: unknown, now: unknown) =>
    agree(source, { entity: entity.name, what, pointer: at(what), before, now })
  const names = (parts: typeof key) => parts?.map(({ property }) => property).join(', ')
  const isKey = key === undefined || agrees('key', names(entity.key), names(key))
  const isMade = generateKey === undefined || agrees('generateKey', entity.generateKey, generateKey)
  return {
    ...entity,
    ...(isKey && key && { key }),
    ...(isMade && generateKey && { generateKey }),
    unique: withUnique(entity, hoisted),
    relationships: withRelationships(source, entity, hoisted),
  }
}

// What is said twice must be the same.
function agree(
  { problems }: DeclarationSource,
  said: {
    readonly entity: string
    readonly what: string
    readonly pointer: string
    readonly before: unknown
    readonly now: unknown
  },
): boolean {
  const { entity, what, pointer, before, now } = said
  if (before === undefined || JSON.stringify(before) === JSON.stringify(now)) return true
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer,
    message: `${what} of ${entity}: ${show(now)} here, but ${show(before)} elsewhere`,
    remedy: `say it once, under x-persistence.entities.${entity}`,
  })
  return false
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function withUnique({ unique }: DeclaredEntity, hoisted: Hoisted): DeclaredEntity['unique'] {
  const known = new Set(unique.map((entry) => JSON.stringify([entry].flat())))
  return [
    ...unique,
    ...hoisted.unique
      .map((entry) => entry.unique)
      .filter((entry) => {
        const text = JSON.stringify([entry].flat())
        const isNew = !known.has(text)
        known.add(text)
        return isNew
      }),
  ]
}

function withRelationships(
  source: DeclarationSource,
  { name, relationships }: DeclaredEntity,
  hoisted: Hoisted,
): DeclaredEntity['relationships'] {
  const all = new Map(relationships)
  for (const [property, relationship] of hoisted.relationships) {
    const before = all.get(property)
    const what = `relationships/${property}`
    const { pointer } = relationship
    const same = agree(source, {
      entity: name,
      what,
      pointer,
      before: before && withoutPointer(before),
      now: withoutPointer(relationship),
    })
    if (same && before === undefined) all.set(property, relationship)
  }
  return all
}

function withoutPointer({ pointer: _pointer, ...facts }: DeclaredRelationship): object {
  return Object.fromEntries(Object.entries(facts).sort(([left], [right]) => (left < right ? -1 : 1)))
}

/**
 * The declaration with the field that locks compare as what counts changes: a lock that nothing changes would hold nothing up.
 * A field that tells the time of the last change does as well.
 */
export function hoistVersion(
  { problems }: DeclarationSource,
  { subject, declared }: Pick<Group, 'subject' | 'declared'>,
  all: readonly Hoisted[],
): DeclaredEntity | undefined {
  let { version } = declared ?? {}
  for (const { locked, pointer } of all) {
    if (locked === undefined || locked === version || locked === declared?.timestamps?.updated) continue
    const { properties } = subject.record
    if (version === undefined && (properties.has(locked) || properties.size === 0)) version = locked
    else if (properties.has(locked)) {
      problems.error({
        code: 'MOCKGEN_PERSISTENCE',
        pointer: join(pointer, 'lock', 'field'),
        message: `the lock compares ${locked}, but ${version} counts the changes of ${subject.name}`,
        remedy: `write field: ${version}, or leave it out`,
      })
    }
  }
  if (version === undefined || version === declared?.version) return declared
  const [first] = all
  return { ...(declared ?? undeclaredEntity(subject.name, first?.pointer ?? '')), version }
}
