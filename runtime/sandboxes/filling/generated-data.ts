// Records that are made up when a sandbox begins: as many as are declared, valid, related to each other, the same for a seed.

import type { EntityTransaction } from '../../entities/entities.js'
import { declarationOf } from '../../entities/entity.js'
import { own, partsOf } from '../../entities/properties.js'
import { namesType } from '../../entities/property-schema.js'
import { MockError } from '../../errors.js'
import type { EntitiesFacts, EntityFacts, GenerateFacts, LifecycleFacts } from '../../facts.js'
import { createFaker } from '../../fakers.js'
import { createRandom, type Random, seedOf } from '../../ids.js'
import type { JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import type { OpenSpace } from '../open-space.js'
import { compileFields, type MakeFields } from './generated-fields.js'
import { keyOf } from './seed-record.js'
import { type ChooseTargets, maxTargets, readTargets } from './targets.js'
import { targetsFirst } from './targets-first.js'

/** Records that one transaction creates. */
const recordsPerTransaction = 200
/** Tries to make a record that is not refused: by a unique constraint, or because faker's text is too long. With n values for n records the last one takes about n tries. */
const maxTries = 1_000

/** Of the shape of records (`RecordShape`) what making some up takes. */
export interface SampleShape {
  /** A whole record made up. */
  sample(random: Random): JsonObject
  /** What the schemas say about a property. */
  property(name: string): JsonObject | undefined
}

/** What generated data is made with. */
export interface GeneratedDataOptions {
  readonly facts: EntitiesFacts
  /** The shape of an entity's records. */
  readonly shape: (entity: string) => SampleShape
  readonly seed: number
}

/**
 * The function that makes up records in a new space, after the seeds; undefined when nothing is declared. StartError
 * MOCK_SEED_INVALID when an entity cannot have so many: too few unique values, or nothing to refer to.
 */
export function compileGeneratedData(
  options: GeneratedDataOptions,
): ((space: OpenSpace) => Promise<void>) | undefined {
  const { facts } = options
  const wanted = targetsFirst(facts).filter((name) => (facts[name]?.generate?.count ?? 0) > 0)
  if (wanted.length === 0) return undefined
  return async (space) => {
    const now = space.clock.now()
    const fake = createFaker(now)
    for (const name of wanted) {
      const entity = facts[name]
      if (entity?.generate === undefined) continue
      const { sample, property } = options.shape(name)
      const place = `${declarationOf(name, entity)}/generate/fields`
      const make = compileFields(entity.generate.fields ?? {}, { place, fake, property, now })
      const holdsSeveral = (of: string) => namesType(property(of), 'array')
      await generate(space, { ...options, name, entity, sample, holdsSeveral, make }, entity.generate)
    }
  }
}

interface Generation extends GeneratedDataOptions {
  readonly name: string
  readonly entity: EntityFacts
  readonly sample: SampleShape['sample']
  /** True for a property that is an array. */
  readonly holdsSeveral: (property: string) => boolean
  readonly make: MakeFields
}

async function generate(space: OpenSpace, generation: Generation, { count }: GenerateFacts): Promise<void> {
  const { name, facts, holdsSeveral } = generation
  const choose = await readTargets(space, name, facts, holdsSeveral)
  let siblings: readonly JsonObject[] = []
  for (let first = 0; first < count; first += recordsPerTransaction) {
    const numbers = { first, end: Math.min(count, first + recordsPerTransaction) }
    siblings = await createSome(space, { ...generation, choose, siblings }, numbers)
  }
}

interface Making extends Generation {
  readonly choose: ChooseTargets
  /** The last records of the entity that were made up before. */
  readonly siblings: readonly JsonObject[]
}

interface Numbers {
  readonly first: number
  readonly end: number
}

// Only a run that asks the store about each record can make a refused one anew; where nothing can collide it is not needed.
async function createSome(
  space: OpenSpace,
  making: Making,
  numbers: Numbers,
): Promise<readonly JsonObject[]> {
  const { unique = [], generateKey } = making.entity
  if (unique.length > 0 || generateKey === 'none') return tryCreateSome(space, making, numbers, true)
  try {
    return await tryCreateSome(space, making, numbers, false)
  } catch (error) {
    if (!(error instanceof MockError)) throw error
    return tryCreateSome(space, making, numbers, true)
  }
}

function tryCreateSome(
  { entities }: OpenSpace,
  making: Making,
  { first, end }: Numbers,
  confirm: boolean,
): Promise<readonly JsonObject[]> {
  return entities.transaction(
    async (unit) => {
      // A transaction that lost a race begins anew.
      const siblings = [...making.siblings]
      for (let index = first; index < end; index++)
        siblings.push(await createOne(unit, { ...making, siblings }, index))
      return siblings.slice(-maxTargets)
    },
    { confirm },
  )
}

async function createOne(unit: EntityTransaction, making: Making, index: number): Promise<JsonObject> {
  const { name, entity, seed } = making
  for (let attempt = 0; ; attempt++) {
    const random = createRandom(seedOf(`${seed}/generated/${name}/${index}/${attempt}`))
    const { record, scope, declared } = makeRecord(making, index, random)
    const brings = entity.generateKey === 'none' || declared.has(partsOf(entity.key).at(-1) ?? '')
    const key = brings ? keyOf(record, entity) : undefined
    try {
      const options = { scope, anyState: true, declared, ...(key !== undefined && { key }) }
      return await unit.nested(async () => (await unit.records(name).create(record, options)).value)
    } catch (error) {
      if (!(error instanceof MockError)) throw error
      if (!mayDiffer.has(error.code) || attempt >= maxTries) throw refused(name, index, error)
    }
  }
}

// Refusals that another record may not meet.
const mayDiffer: ReadonlySet<string> = new Set([
  ...['MOCK_DUPLICATE', 'MOCK_CONFLICT', 'MOCK_MISSING_REFERENCE', 'MOCK_INVALID_REQUEST'],
])

function makeRecord({ entity, sample, choose, siblings, make }: Making, index: number, random: Random) {
  const { scope, references } = choose(random, siblings)
  const related = { ...ofItsOwn(entity, sample(random)), ...references }
  const fields = make({ record: related, index, random })
  return { record: { ...related, ...fields }, scope, declared: new Set(Object.keys(fields)) }
}

// What says whose a record is and what it refers to is chosen, and its key is made as for any new record, unless nobody but
// the record can bring one.
function ofItsOwn(entity: EntityFacts, sampled: JsonObject): JsonObject {
  const { key, generateKey, relationships = {}, scopeProperties = {}, lifecycle } = entity
  const chosen = new Set([...Object.keys(relationships), ...Object.values(scopeProperties)])
  if (generateKey !== 'none') chosen.add(partsOf(key).at(-1) ?? '')
  // A text that the schema allows need not be a state; without one the record begins with the first.
  if (lifecycle !== undefined && !isState(lifecycle, own(sampled, lifecycle.field)))
    chosen.add(lifecycle.field)
  return Object.fromEntries(Object.entries(sampled).filter(([name]) => !chosen.has(name)))
}

function isState({ initial, transitions }: LifecycleFacts, value: unknown): boolean {
  return (
    value === initial || transitions.some(({ from, to }) => to === value || from.some((one) => one === value))
  )
}

function refused(name: string, index: number, error: MockError): StartError {
  const why = [error.message, ...error.errors.map(({ pointer, message }) => `${pointer}: ${message}`)]
  const sentence = `Record ${index + 1} that was made up for ${name} is refused: ${why.join('; ')}.`
  return new StartError('MOCK_SEED_INVALID', sentence, { cause: error })
}
