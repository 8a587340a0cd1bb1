// Records that are made up when a sandbox begins: as many as are declared, valid, related to each other, the same for a seed.
import { isKeyValue, own, partsOf } from '../../entities/properties.js'
import type { Records, Scope } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { EntitiesFacts, EntityFacts, GenerateFacts } from '../../facts.js'
import { createRandom, type Random, seedOf } from '../../ids.js'
import type { Json, JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import type { OpenSpace } from '../open-space.js'
import { type Fake, loadFaker, noFaker } from './fakers.js'
import { compileFields, isFaker, type MakeFields } from './generated-fields.js'
import { targetsFirst } from './targets-first.js'

/** Records that one transaction creates. */
const recordsPerTransaction = 200
/** Tries to make a record that breaks no unique constraint. */
const maxTries = 50
/** Records of an entity among which generated ones choose what they refer to. */
const maxTargets = 1_000

/** What generated data is made with. */
export interface GeneratedDataOptions {
  readonly facts: EntitiesFacts
  /** A record made up from the schemas of an entity. */
  readonly sample: (entity: string, random: Random) => JsonObject
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
  const usesFaker = wanted.some((name) => Object.values(facts[name]?.generate?.fields ?? {}).some(isFaker))
  return async (space) => {
    const fake = usesFaker ? await loadFaker(space.clock.now()) : noFaker
    for (const name of wanted) {
      const entity = facts[name]
      if (entity?.generate !== undefined)
        await generate(space, { ...options, name, entity, fake }, entity.generate)
    }
  }
}

interface Generation extends GeneratedDataOptions {
  readonly name: string
  readonly entity: EntityFacts
  readonly fake: Fake
}

async function generate(
  space: OpenSpace,
  generation: Generation,
  { count, fields = {} }: GenerateFacts,
): Promise<void> {
  const { name, entity } = generation
  const targets = await targetsOf(space, name, generation.facts)
  const make = compileFields(fields, {
    place: `generate of ${name}`,
    fake: generation.fake,
    now: space.clock.now(),
  })
  for (let first = 0; first < count; first += recordsPerTransaction) {
    const last = Math.min(count, first + recordsPerTransaction)
    // The refusal of a single record comes with the call that makes it, so that it can be made anew.
    await space.entities.transaction(
      async (unit) => {
        const records = unit.records(name)
        for (let index = first; index < last; index++)
          await unit.nested(() => createOne(records, { ...generation, targets, make }, index))
      },
      { confirm: (entity.unique ?? []).length > 0 },
    )
  }
}

interface Making extends Generation {
  readonly targets: Targets
  readonly make: MakeFields
}

async function createOne(records: Records, making: Making, index: number): Promise<void> {
  const { name, entity, seed, targets, make } = making
  for (let attempt = 0; ; attempt++) {
    const random = createRandom(seedOf(`${seed}/generated/${name}/${index}/${attempt}`))
    const made = withoutKey(entity, making.sample(name, random))
    const related = { ...made, ...targets.choose(random) }
    const record = { ...related, ...make({ record: related, index, random }) }
    try {
      await records.create(record, { scope: targets.chooseScope(random), anyState: true })
      return
    } catch (error) {
      if (!(error instanceof MockError)) throw error
      if (error.code !== 'MOCK_DUPLICATE' || attempt >= maxTries) throw refused(name, index, error)
    }
  }
}

// Keys are made as for any new record, unless nobody but the record can bring one.
function withoutKey({ key, generateKey }: EntityFacts, record: JsonObject): JsonObject {
  if (generateKey === 'none' || typeof key !== 'string') return record
  const { [key]: _key, ...rest } = record
  return rest
}

/** What generated records refer to. */
interface Targets {
  choose(random: Random): JsonObject
  chooseScope(random: Random): Scope
}

async function targetsOf({ entities }: OpenSpace, name: string, facts: EntitiesFacts): Promise<Targets> {
  const { relationships = {}, parent, scope = [] } = facts[name] ?? {}
  const found: { readonly property: string; readonly values: readonly Json[] }[] = []
  for (const [property, { entity, field, required }] of Object.entries(relationships)) {
    const referred = field ?? partsOf(facts[entity]?.key ?? '').at(-1) ?? ''
    const records = await recordsOf(entities.reader(entity))
    const values = records.flatMap((record) => own(record, referred) ?? [])
    if (values.length > 0) found.push({ property, values })
    else if (required === true) throw nothingToReferTo(name, property, entity)
  }
  const scopes = scope.length === 0 ? [] : await scopesOf(entities, name, parent, facts)
  return {
    choose: (random) =>
      Object.fromEntries(found.map(({ property, values }) => [property, pickOne(values, random)])),
    chooseScope: (random) => (scopes.length === 0 ? [] : pickOne(scopes, random)),
  }
}

async function recordsOf(records: Records): Promise<readonly JsonObject[]> {
  const page = await records.list({ limit: maxTargets })
  return page.records.map(({ value }) => value)
}

// What identifies the parent is the scope of what it holds: its own scope, as far as its records tell it, and its key.
async function scopesOf(
  entities: OpenSpace['entities'],
  name: string,
  parent: string | undefined,
  facts: EntitiesFacts,
): Promise<readonly Scope[]> {
  const holder = parent === undefined ? undefined : facts[parent]
  if (parent === undefined || holder === undefined) throw nothingToReferTo(name, 'its path', 'the path')
  const properties = (holder.scope ?? []).map((value) => holder.scopeProperties?.[value] ?? value)
  const all = [...properties, ...partsOf(holder.key)]
  const records = await recordsOf(entities.reader(parent))
  const scopes = records
    .map((record) => all.map((property) => own(record, property)).filter(isKeyValue))
    .filter((scope) => scope.length === all.length)
  if (scopes.length === 0) throw nothingToReferTo(name, 'its path', parent)
  return scopes
}

function nothingToReferTo(name: string, property: string, target: string): StartError {
  const remedy = `Seed or generate some of ${target}.`
  return new StartError(
    'MOCK_SEED_INVALID',
    `Records of ${name} cannot be made up: there is nothing for ${property} to refer to. ${remedy}`,
  )
}

function refused(name: string, index: number, error: MockError): StartError {
  const why = [error.message, ...error.errors.map(({ pointer, message }) => `${pointer}: ${message}`)]
  const sentence = `Record ${index + 1} that was made up for ${name} is refused: ${why.join('; ')}.`
  return new StartError('MOCK_SEED_INVALID', sentence, { cause: error })
}

function pickOne<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new RangeError('There is nothing to choose from')
  return value
}
