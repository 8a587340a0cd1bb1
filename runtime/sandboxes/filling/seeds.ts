// The records that every sandbox begins with.
import { isKeyValue, own, partsOf } from '../../entities/properties.js'
import type { RecordKey, Scope } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { EntitiesFacts, EntityFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import type { OpenSpace } from '../open-space.js'
import { targetsFirst } from './targets-first.js'

/** Records by entity, in the order in which they are created. A record may bring its key; what it lacks is made up. */
export type Seeds = Readonly<Record<string, readonly JsonObject[]>>

/** Records that one transaction creates. */
const recordsPerTransaction = 500

/**
 * The function that creates the seeds in a new space; entities that others refer to come first. StartError
 * MOCK_SEED_INVALID for an entity that there is not, and when filling, for a record that is refused.
 */
export function compileSeeds(seeds: Seeds, facts: EntitiesFacts): (space: OpenSpace) => Promise<void> {
  for (const name of Object.keys(seeds)) {
    if (Object.hasOwn(facts, name)) continue
    const known = Object.keys(facts).join(', ')
    throw invalid(`There are seeds for ${JSON.stringify(name)}; the entities are ${known}`)
  }
  const order = targetsFirst(facts).filter((name) => Object.hasOwn(seeds, name))
  return async (space) => {
    for (const entity of order) {
      const records = seeds[entity] ?? []
      for (let first = 0; first < records.length; first += recordsPerTransaction)
        await createSome(space, { entity, facts: facts[entity], first, records })
    }
  }
}

interface Batch {
  readonly entity: string
  readonly facts: EntityFacts | undefined
  readonly records: readonly JsonObject[]
  readonly first: number
}

// Only a run that asks the store about each record knows which one it refuses; that is for the case of failure.
async function createSome(space: OpenSpace, batch: Batch): Promise<void> {
  try {
    await tryCreateSome(space, batch, false)
  } catch (error) {
    if (!(error instanceof MockError)) throw error
    await tryCreateSome(space, batch, true)
  }
}

function tryCreateSome(
  { entities }: OpenSpace,
  { entity, facts, records, first }: Batch,
  confirm: boolean,
): Promise<void> {
  return entities.transaction(
    async (unit) => {
      for (const [i, record] of records.slice(first, first + recordsPerTransaction).entries()) {
        const place = `seeds.${entity}[${first + i}]`
        const { value, scope } = placed(record, facts, place)
        const key = facts && keyOf(record, facts)
        const declared = new Set(Object.keys(value))
        await unit
          .records(entity)
          .create(value, { scope, anyState: true, declared, ...(key !== undefined && { key }) })
          .catch((error: unknown) => refuse(error, place))
      }
    },
    { confirm },
  )
}

/** The key that a record brings, which counts also where clients may not choose it; undefined when it brings none. */
export function keyOf(record: JsonObject, { key }: EntityFacts): RecordKey | undefined {
  const values = partsOf(key).map((name) => own(record, name))
  if (!values.every(isKeyValue)) return undefined
  return typeof key === 'string' ? values[0] : values
}

// A nested record says itself whose it is: in the property for that, or under the name of the path parameter.
function placed(
  record: JsonObject,
  facts: EntityFacts | undefined,
  place: string,
): { readonly scope: Scope; readonly value: JsonObject } {
  const { scope: names = [], scopeProperties = {} } = facts ?? {}
  if (names.length === 0) return { scope: [], value: record }
  const sources = names.map((name) => scopeProperties[name] ?? name)
  const scope = sources.map((property) => {
    const value = own(record, property)
    if (isKeyValue(value)) return value
    throw invalid(`${place} must have "${property}": it says whose record this is`)
  })
  const borrowed = new Set(names.filter((name) => scopeProperties[name] === undefined))
  const value = Object.fromEntries(Object.entries(record).filter(([name]) => !borrowed.has(name)))
  return { scope, value }
}

function refuse(error: unknown, place: string): never {
  if (!(error instanceof MockError)) throw error
  const where = error.errors.map(({ pointer, message }) => `${pointer.replace(/^\/body/, '')}: ${message}`)
  throw invalid(`${place}: ${[error.message, ...where].join('; ')}`, error)
}

function invalid(problem: string, cause?: unknown): StartError {
  return new StartError('MOCK_SEED_INVALID', `${problem}.`, { cause })
}
