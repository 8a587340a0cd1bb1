// Checks keys of several properties: against what else sets them, and in the relationships to such records.
import { join } from '../../pointers.js'
import type { DeclaredEntity, DeclaredRelationship } from '../declared/declared-entities.js'
import { type Group, scopeOf } from '../group.js'
import type { Decision } from '../infer.js'
import { whyNoKey } from '../key-parts.js'
import type { Problems } from '../problems.js'
import type { Subject } from '../record-places.js'

/** Reports parts of a key that the server sets, or that the scope has already. */
export function checkKeyParts(group: Group, declared: DeclaredEntity, problems: Problems): void {
  if (group.subject.leading.length === 0) return
  const { created, updated } = declared.timestamps ?? {}
  const written = new Set([created, updated, declared.version])
  const scope = scopeOf(group)
  for (const { property, pointer } of declared.key ?? []) {
    if (written.has(property)) {
      const message = `"${property}" is part of the key, but timestamps or version let the server change it`
      const remedy = 'name another property, here or there'
      problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
    }
    if (scope.includes(property)) {
      const message = `"${property}" is part of the key and of the scope ${scope.join(', ')} before it`
      const remedy =
        'write the key in the order of the path, or name its path parameters with key: on the operations'
      problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
    }
  }
}

/**
 * Warns about operations of the collection whose paths lack a part of the key, so that they keep nothing: who declares such a
 * key expects its parts in the paths.
 */
export function warnKeyless(
  decisions: readonly Decision[],
  subject: Subject,
  { pointer }: DeclaredEntity,
  problems: Problems,
): void {
  for (const { operation, refused } of decisions) {
    const why = refused && whyNoKey(refused.role, subject)
    if (why === undefined) continue
    const message = `${operation.id} keeps nothing: ${why}`
    problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer: join(pointer, 'key'), message })
  }
}

/**
 * Reports a relationship to records that several properties identify, when the referring record cannot say which is meant: it
 * holds the last part and must have the others under the same names.
 */
export function checkSharedKey(
  source: Group,
  target: Group,
  property: string,
  { entity, pointer }: DeclaredRelationship,
  problems: Problems,
): void {
  const { key, leading } = target.subject
  if (leading.includes(property)) {
    const message = `${property} is meant to hold ${key}, the last part of the key of ${entity}, but is called like another part`
    const remedy = `name the property that holds ${key}`
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
    return
  }
  const scope = scopeOf(source)
  const { properties } = source.subject.record
  const missing = leading.filter((name) => !scope.includes(name) && !properties.has(name))
  if (missing.length === 0) return
  const all = [...leading, key].join(', ')
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'entity'),
    message: `${all} identify a record of ${entity}, but ${source.subject.name} has no ${missing.join(', ')}`,
    remedy: `give its schema ${missing.join(', ')}, or do not relate them`,
  })
}

/** Reports a key that is writeOnly: who cannot see the key of a record cannot ask for it. */
export function checkShownKey(
  { subject }: Group,
  { writeOnly = [], pointer }: DeclaredEntity,
  problems: Problems,
): void {
  const index = writeOnly.findIndex((name) => [...subject.leading, subject.key].includes(name))
  if (index === -1) return
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'writeOnly', index),
    message: `${writeOnly[index]} identifies records of ${subject.name}, so it has to be answered`,
    remedy: 'leave it out',
  })
}
