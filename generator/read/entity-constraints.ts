// The rules that hold for the records of an entity, in words, and where each comes from.
import type { EntityFacts, JsonObject, RelationshipFacts } from '@mockgen/runtime'
import type { ConstraintModel } from '../model.js'
import { join } from '../pointers.js'
import type { DeclaredEntity } from './declared/declared-entities.js'
import { statesOf } from './declared/declared-lifecycle.js'
import { showDuration } from './declared/duration.js'
import type { Group } from './group.js'

/** What the constraints of an entity are told from. */
export interface Explained {
  readonly group: Group
  readonly facts: EntityFacts
  /** Pointer of a unique constraint by its index. */
  readonly whereUnique: (index: number) => string
  /** Pointer of how many records are made up, where the root says it. */
  readonly count: string | undefined
  /** Pointer under which the user wrote what stands at a pointer. */
  readonly sourceOf: (pointer: string) => string
}

/** The constraints of an entity in the order of the vocabulary. */
export function explainConstraints(explained: Explained): readonly ConstraintModel[] {
  const { group, facts, sourceOf } = explained
  const { declared, subject } = group
  const own = declared && ((...tokens: readonly string[]) => join(declared.pointer, ...tokens))
  const schema = subject.record.pointer || declared?.pointer || ''
  const found: ConstraintModel[] = [
    { text: keyText(facts), pointer: declared?.key?.[0]?.pointer ?? schema },
    ...(facts.unique ?? []).map((entry, index) => ({
      text: `unique ${[entry].flat().join(' with ')}`,
      pointer: explained.whereUnique(index),
    })),
    ...relationshipsOf(facts, group, schema),
    ...secretsOf(facts, group, own),
    ...parentOf(facts, group, own),
    ...constraintsOf(declared),
  ]
  if (own === undefined) return found
  const { created, updated } = facts.timestamps ?? {}
  return [
    ...found,
    ...(created === undefined
      ? []
      : [{ text: `${created} is set when it is created`, pointer: own('timestamps', 'created') }]),
    ...(updated === undefined
      ? []
      : [{ text: `${updated} is set at each change`, pointer: own('timestamps', 'updated') }]),
    ...(facts.version === undefined
      ? []
      : [{ text: `${facts.version} counts changes`, pointer: own('version') }]),
    ...(facts.ttl === undefined ? [] : [{ text: lifetimeText(facts), pointer: own('ttl') }]),
    ...lifecycleOf(declared),
    ...(declared?.cache
      ? [{ text: `answers are cached for ${declared.cache.ttl} s`, pointer: own('cache') }]
      : []),
    ...generateOf(explained),
  ].map(({ text, pointer }) => ({ text, pointer: sourceOf(pointer) }))
}

const madeBy = {
  uuid: 'a UUID',
  ulid: 'a ULID',
  nanoid: 'a Nano ID',
  increment: 'a number that counts up',
  none: 'given by the client',
} as const

function keyText({ key, generateKey, scope }: EntityFacts): string {
  const within = scope === undefined ? '' : ` within ${scope.join(', ')}`
  const parts = [key].flat()
  if (parts.length === 0) return `one record${within}`
  return `key ${parts.join(' with ')}${within}, ${madeBy[generateKey]}`
}

function relationshipsOf(
  { relationships = {} }: EntityFacts,
  { declared, foreignKeys, subject }: Group,
  schema: string,
): readonly ConstraintModel[] {
  return Object.entries(relationships).map(([property, relationship]) => {
    const text = relationshipText(property, relationship)
    if (!foreignKeys?.has(property)) {
      return { text, pointer: declared?.relationships.get(property)?.pointer ?? schema }
    }
    const pointer = subject.record.properties.get(property)?.pointer ?? schema
    return { text: `${text}: it is named after it and has the type of its key`, pointer }
  })
}

// Where nobody declares them, it is the request that tells them.
function secretsOf(
  { writeOnly = [] }: EntityFacts,
  { declared, bound }: Group,
  own: ((...tokens: readonly string[]) => string) | undefined,
): readonly ConstraintModel[] {
  const names = writeOnly.join(', ')
  if (names === '') return []
  if (own !== undefined && declared?.writeOnly !== undefined) {
    return [{ text: `kept and never answered: ${names}`, pointer: own('writeOnly') }]
  }
  const telling = bound.find(({ request }) => writeOnly.some((name) => request?.properties.has(name)))
  const text = `kept and never answered, as only requests have it: ${names}`
  return [{ text, pointer: telling?.request?.pointer ?? '/paths' }]
}

const deleting = {
  cascade: 'deleting cascades',
  restrict: 'deleting is refused',
  nullify: 'deleting empties it',
}

function relationshipText(
  property: string,
  { entity, field, required, onDelete = 'restrict', enforce }: RelationshipFacts,
): string {
  const target = field === undefined ? entity : `${field} of ${entity}`
  if (enforce === false) return `${property} refers to ${target}, not enforced`
  const refers = required === true ? 'must refer' : 'refers'
  return `${property} ${refers} to ${target}, ${deleting[onDelete]}`
}

function parentOf(
  { parent }: EntityFacts,
  { declared }: Group,
  own: ((...tokens: readonly string[]) => string) | undefined,
): readonly ConstraintModel[] {
  if (parent === undefined) return []
  const isDeclared = typeof declared?.parent === 'string'
  const pointer = isDeclared && own ? own('parent') : '/paths'
  return [{ text: `belongs to a record of ${parent}, deleting cascades`, pointer }]
}

function constraintsOf(declared: DeclaredEntity | undefined): readonly ConstraintModel[] {
  return [...(declared?.constraints ?? [])].map(([property, { keywords, pointer }]) => ({
    text: `${property}: ${keywordsText(keywords)}`,
    pointer,
  }))
}

/** Most characters of a value in a line of a table. */
const maxValue = 40

function keywordsText(keywords: JsonObject): string {
  return Object.entries(keywords)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      return `${name} ${text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text}`
    })
    .join(', ')
}

function lifetimeText({ ttl, ttlRefresh = 'write' }: EntityFacts): string {
  const extended = { write: ', longer with each change', access: ', longer with each use', never: '' }
  return `lives ${ttl} s${extended[ttlRefresh]}`
}

function lifecycleOf(declared: DeclaredEntity | undefined): readonly ConstraintModel[] {
  if (!declared?.lifecycle) return []
  const { facts, pointer, transitions } = declared.lifecycle
  const states = statesOf(facts).join(', ')
  return [
    { text: `${facts.field} begins as ${facts.initial}; states ${states}`, pointer },
    ...facts.transitions.map(({ from, to, afterMs, when }, index) => {
      const after = afterMs === undefined ? '' : ` after ${showDuration(afterMs)}`
      const condition = when === undefined ? '' : ` when ${when}`
      return {
        text: `${facts.field} goes from ${from.join(' or ')} to ${to}${after}${condition}`,
        pointer: transitions[index] ?? pointer,
      }
    }),
  ]
}

function generateOf({ facts, group: { declared }, count }: Explained): readonly ConstraintModel[] {
  const made = facts.generate?.count ?? 0
  if (made === 0 || declared === undefined) return []
  const own = declared.generate?.count === undefined ? count : join(declared.pointer, 'generate', 'count')
  return [{ text: `begins with ${made} records that are made up`, pointer: own ?? declared.pointer }]
}
