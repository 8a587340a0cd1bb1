// Which record a declared entity is about and what identifies it, and what is said when that is not clear.
import { join } from '../pointers.js'
import type { DeclarationSource, DeclaredEntity } from './declared-entities.js'
import { isKey } from './keys.js'
import type { Subject } from './record-places.js'
import type { Role } from './roles.js'
import type { SchemaView } from './schema-view.js'
import { findSubject, type SubjectResult } from './subjects.js'
import { didYouMean } from './words.js'

/** The subject of a declared entity. Without a `reason` for having none, it has been reported. */
export type Resolved =
  | SubjectResult
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
  const { record, key } = declared ?? {}
  const found = findSubject(source.schemas, roles, path, { record, key })
  if (!found.ok || checkKey(source, found, declared)) return found
  const other = findSubject(source.schemas, roles, path, { record: found.record })
  return other.ok ? other : { ok: false, record: found.record }
}

function checkKey(
  { schemas, problems }: DeclarationSource,
  subject: Omit<Subject, 'name'>,
  declared: DeclaredEntity | undefined,
): boolean {
  const property = schemas.property(subject.record, subject.key)
  if (isKey(property)) return true
  const pointer = join(declared?.pointer ?? '', 'key')
  if (property === undefined) {
    const meant = didYouMean(subject.key, subject.record.properties.keys())
    const remedy = meant
      ? `did you mean ${meant}?`
      : `the record has ${[...subject.record.properties.keys()].join(', ')}`
    const message = `the key "${subject.key}" is no property of the record`
    problems.error({ code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer, message, remedy })
  } else {
    const message = `the key "${subject.key}" is neither a string nor an integer`
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
