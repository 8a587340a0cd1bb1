// Optimistic locking as an operation declares it: `lock: etag`, or the field and the value that is expected in it.
import type { LockFacts, StepOptions } from '@mockgen/runtime'
import { join, own } from '../../pointers.js'
import type { Group } from '../group.js'
import type { Problems } from '../problems.js'
import type { DeclarationSource } from './declared-entities.js'
import { type Fields, openFields, type Vocabulary } from './fields.js'

const lockVocabulary: Vocabulary = { known: ['field', 'expected'] }

/** Reads a lock; without `field` it is empty there, and the version of the entity is meant. */
export function readLock(fields: Fields, problems: Problems): LockFacts | undefined {
  const value = own(fields.at.value, 'lock')
  if (value === undefined || value === 'etag') return value
  if (typeof value === 'string') {
    const message = `lock: expected etag or an object, found "${value}"`
    const remedy = "write etag, or { field: version, expected: '{{ request.body.version }}' }"
    problems.error({ code: 'MOCKGEN_VALUE', pointer: fields.pointer('lock'), message, remedy })
    return undefined
  }
  const at = fields.object('lock')
  if (at === undefined) return undefined
  const inner = openFields(at, lockVocabulary, problems)
  const field = inner.text('field')
  const expected = own(at.value, 'expected')
  if (expected === undefined) {
    const message = 'the lock does not say which version the client expects'
    const remedy = "write expected: '{{ request.body.version }}', or lock: etag"
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: at.pointer, message, remedy })
    return undefined
  }
  const wrong = at.value.field !== undefined && field === undefined
  return wrong ? undefined : { field: field ?? '', expected }
}

/** The options with the version of the entity as the field of a lock that names none; reported where it has none. */
export function resolveLock(
  { problems }: DeclarationSource,
  options: StepOptions,
  pointer: string,
  { subject, declared }: Group,
): StepOptions {
  const { lock, ...others } = options
  if (lock === undefined || lock === 'etag' || lock.field !== '') return options
  const field = declared?.version
  if (field !== undefined) return { ...others, lock: { ...lock, field } }
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'lock'),
    message: `the lock names no field, and no property of ${subject.name} counts its changes`,
    remedy: `write field:, or version: under x-persistence.entities.${subject.name}`,
  })
  return others
}
