// Creates records as seeds in a sandbox that is in use: all of them, or none.
import { MockError } from '../../errors.js'
import type { EntitiesFacts } from '../../facts.js'
import { toPointer } from '../../json.js'
import type { OpenSpace } from '../open-space.js'
import { readSeedRecord } from './seed-record.js'
import type { Seeds } from './seeds.js'
import { targetsFirst } from './targets-first.js'

/**
 * Creates the records in one transaction, those that others refer to first; at most 1,000. What is refused is a MockError of
 * the code that creating it has, with pointers below `/body/entities`.
 */
export function createSeeds({ entities }: OpenSpace, facts: EntitiesFacts, seeds: Seeds): Promise<void> {
  const order = targetsFirst(facts).filter((name) => Object.hasOwn(seeds, name))
  return entities.transaction(
    async (unit) => {
      for (const entity of order) {
        for (const [i, record] of (seeds[entity] ?? []).entries()) {
          const pointer = toPointer(['body', 'entities', entity, i])
          const seed = readSeedRecord(record, facts[entity])
          if (!seed.ok) throw withoutOwner(pointer, seed.missing)
          await unit
            .records(entity)
            .create(seed.value, seed.options)
            .catch((error: unknown) => {
              throw error instanceof MockError ? placedAt(pointer, error) : error
            })
        }
      }
    },
    // Otherwise nobody would know which record it is that the store refuses.
    { confirm: true },
  )
}

function withoutOwner(pointer: string, property: string): MockError {
  const message = 'says whose record this is, and is missing'
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `${pointer}: "${property}" ${message}`,
    errors: [{ pointer: `${pointer}${toPointer([property])}`, message, keyword: 'required' }],
  })
}

function placedAt(pointer: string, error: MockError): MockError {
  const { code, status, headers, message } = error
  const found = error.errors.map((one) => ({ ...one, pointer: pointer + one.pointer.replace(/^\/body/, '') }))
  return new MockError(code, {
    status,
    headers,
    detail: `${pointer}: ${message}`,
    errors: found.length > 0 ? found : [{ pointer, message, keyword: 'record' }],
    cause: error,
  })
}
