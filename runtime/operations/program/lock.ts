// Optimistic locks: a change is refused when the record is not the version that the client expects.
import { own } from '../../entities/properties.js'
import type { StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { LockFacts } from '../../facts.js'
import type { Json } from '../../json.js'
import { namesVersion } from '../conditions/preconditions.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { Templates } from './templates.js'

/** A lock, asked twice. */
export interface Lock {
  /** Before the record is looked for: throws when the request lacks what the lock needs. */
  readonly ask: (run: Run) => void
  /** Throws when the record is not the one that the client means; undefined is one that is about to be created. */
  readonly compare: (run: Run, record: StoredRecord | undefined) => void
}

/**
 * Compiles a lock. By a field: MOCK_VERSION (409) when it holds another value than the expected one, or one is expected and
 * there is no record; MOCK_INVALID_REQUEST when there is one and nothing is expected. By `etag`: MOCK_PRECONDITION_REQUIRED
 * (428) when the request names no version (RFC 6585, section 3); whether it is the stored one is asked elsewhere.
 */
export function compileLock(lock: LockFacts, at: string, templates: Templates): Lock {
  if (lock === 'etag') {
    return {
      ask: ({ call }) => {
        if (!namesVersion(call.request))
          throw new MockError('MOCK_PRECONDITION_REQUIRED', {
            detail: 'the request must have an If-Match header with the entity tag of the record',
          })
      },
      compare: nothing,
    }
  }
  const { field } = lock
  const expectedIn = templates.value(lock.expected, `${at}/expected`)
  const compare: Lock['compare'] = (run, record) => {
    const expected = expectedIn(run)
    if (expected === undefined || expected === null) {
      if (record === undefined) return
      throw refusal('MOCK_INVALID_REQUEST', at, `the request must say which "${field}" it expects`)
    }
    if (record === undefined)
      throw refusal('MOCK_VERSION', at, `there is no record, and "${field}" ${show(expected)} was expected`)
    const found = own(record.value, field)
    if (isSame(expected, found)) return
    throw refusal('MOCK_VERSION', at, `"${field}" is ${show(found)}, and ${show(expected)} was expected`)
  }
  return { ask: nothing, compare }
}

const nothing = (): void => undefined

// A header or a query parameter without a schema holds a number as text.
function isSame(expected: Json, found: Json | undefined): boolean {
  if (expected === found) return true
  if (typeof found === 'number' && typeof expected === 'string')
    return expected.trim() !== '' && Number(expected) === found
  return typeof found === 'string' && typeof expected === 'number' && found === String(expected)
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
