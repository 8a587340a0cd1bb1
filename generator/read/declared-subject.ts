// Which record a declared entity is about and what identifies it, and what is said when that is not clear.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { DeclarationSource, DeclaredEntity } from './declared/declared-entities.js'
import { type KeyPart, leadingOf } from './declared/declared-key.js'
import { isKey } from './keys.js'
import type { Subject } from './record-places.js'
import type { Role } from './roles.js'
import type { SchemaView } from './schema-view.js'
import { findSubject, type SubjectResult } from './subjects.js'

/** The subject of a declared entity. Without a `reason` for having none, it has been reported. */
export type Resolved =
  | ({ readonly ok: true } & Omit<Subject, 'name'>)
  | Extract<SubjectResult, { ok: false }>
  | { readonly ok: false; readonly record: SchemaView; readonly reason?: undefined }

/**
 * Finds the record and the key; a declared key that cannot be one is reported. Then the search goes on with the key that the
 * contract shows, so that everything else is checked too.
 */
export function resolveSubject(
  source: DeclarationSource,
  roles: readonly Role[],
  path: string,
  declared: DeclaredEntity | undefined,
): Resolved {
  const { record, key: parts = [], singleton } = declared ?? {}
  if (singleton !== undefined) {
    const alone = findSubject(source.schemas, roles, path, { record, key: '' })
    return alone.ok ? { ...alone, leading: [], singleton } : alone
  }
  const found = findSubject(source.schemas, roles, path, { record, key: parts.at(-1)?.property })
  if (!found.ok) return found
  const wrong = parts.filter((part) => !checkKeyPart(source, found.record, part))
  if (wrong.length === 0) return { ...found, leading: leadingOf(declared) }
  const other = findSubject(source.schemas, roles, path, { record: found.record })
  return other.ok ? { ...other, leading: [] } : { ok: false, record: found.record }
}

function checkKeyPart(
  { schemas, problems }: DeclarationSource,
  record: SchemaView,
  { property: key, pointer }: KeyPart,
): boolean {
  const property = schemas.property(record, key)
  if (isKey(property)) return true
  if (property === undefined) {
    const meant = didYouMean(key, record.properties.keys())
    const remedy = meant
      ? `did you mean ${meant}?`
      : `the record has ${[...record.properties.keys()].join(', ')}`
    const message = `the key "${key}" is no property of the record`
    problems.error({ code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer, message, remedy })
  } else {
    const message = `the key "${key}" is neither a string nor an integer`
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer,
      message,
      remedy: 'name a property that identifies a record',
    })
  }
  return false
}

/** Reports that the records of an entity are not known, at its declaration or at an operation that names it. */
export function reportNoSubject(
  { problems }: DeclarationSource,
  name: string,
  declared: DeclaredEntity | undefined,
  pointer: string,
  reason: string,
): void {
  problems.error({
    code: declared ? 'MOCKGEN_PERSISTENCE' : 'MOCKGEN_UNKNOWN_ENTITY',
    pointer,
    message: `entity ${name}: ${reason}`,
    remedy: `declare schema: and key: of ${name} under x-persistence.entities`,
  })
}
