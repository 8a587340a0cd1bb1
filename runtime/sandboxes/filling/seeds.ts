// The records that every sandbox begins with.
import { MockError } from '../../errors.js'
import type { EntitiesFacts, EntityFacts } from '../../facts.js'
import type { JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import type { OpenSpace } from '../open-space.js'
import { readSeedRecord } from './seed-record.js'
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
        const seed = readSeedRecord(record, facts)
        if (!seed.ok) throw invalid(`${place} must have "${seed.missing}": it says whose record this is`)
        await unit
          .records(entity)
          .create(seed.value, seed.options)
          .catch((error: unknown) => refuse(error, place))
      }
    },
    { confirm },
  )
}

function refuse(error: unknown, place: string): never {
  if (!(error instanceof MockError)) throw error
  const where = error.errors.map(({ pointer, message }) => `${pointer.replace(/^\/body/, '')}: ${message}`)
  throw invalid(`${place}: ${[error.message, ...where].join('; ')}`, error)
}

function invalid(problem: string, cause?: unknown): StartError {
  return new StartError('MOCK_SEED_INVALID', `${problem}.`, { cause })
}
