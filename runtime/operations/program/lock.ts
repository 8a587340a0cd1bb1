// Optimistic locks: a change is refused when the record is not the version that the client expects.
import { own } from '../../entities/properties.js'
import type { StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { LockFacts } from '../../facts.js'
import type { Json } from '../../json.js'
import { hasIfMatch } from '../preconditions.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'
import type { Templates } from './templates.js'

/** Throws when the record is not the one that the client means. */
export type Lock = (run: Run, record: StoredRecord) => void

/**
 * Compiles a lock. By a field: MOCK_VERSION (409) when it holds another value than the expected one, MOCK_INVALID_REQUEST when
 * nothing is expected. By `etag`: MOCK_PRECONDITION_REQUIRED (428) without If-Match; whether it holds is asked elsewhere.
 */
export function compileLock(lock: LockFacts, at: string, templates: Templates): Lock {
  if (lock === 'etag') {
    return ({ call }) => {
      if (!hasIfMatch(call.request))
        throw new MockError('MOCK_PRECONDITION_REQUIRED', {
          detail: 'the request must have an If-Match header with the entity tag of the record',
        })
    }
  }
  const { field } = lock
  const expectedIn = templates.value(lock.expected, `${at}/expected`)
  return (run, record) => {
    const expected = expectedIn(run)
    if (expected === undefined || expected === null)
      throw refusal('MOCK_INVALID_REQUEST', at, `the request must say which "${field}" it expects`)
    const found = own(record.value, field)
    if (isSame(expected, found)) return
    throw refusal('MOCK_VERSION', at, `"${field}" is ${show(found)}, and ${show(expected)} was expected`)
  }
}

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
