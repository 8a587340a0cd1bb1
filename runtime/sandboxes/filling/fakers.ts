// The only door to faker, which is loaded when the first sandbox begins with made-up data of its kinds.
import type { Faker } from '@faker-js/faker'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { StartError } from '../../start-error.js'
import { fakerFunction } from '../../vocabulary/faker-names.js'

/** Makes a value of a kind (`person.firstName`), repeatable by seed. */
export type Fake = (kind: string, options: JsonObject | undefined, seed: number) => Json

/** Largest number in options: they are lengths and counts of words, and nothing else bounds what faker makes of them. */
const maxOption = 1_000_000
const maxLengthOption = 10_000

const countingModules: ReadonlySet<string> = new Set(['lorem', 'string'])

/** Loads faker. Its dates lie around `now`, epoch milliseconds. StartError MOCK_SEED_INVALID for a kind that there is not. */
export async function loadFaker(now: number): Promise<Fake> {
  const { faker } = await import('@faker-js/faker/locale/en')
  return (kind, options, seed) => {
    const [module, method] = fakerFunction(kind) ?? unknown(kind)
    if (options !== undefined) assertBounded(kind, module, options)
    // There is one faker for all mocks of a process.
    faker.setDefaultRefDate(now)
    faker.seed(seed)
    return toJson(call(faker, module, method, options))
  }
}

/** Stands where no field asks for one. */
export const noFaker: Fake = (kind) => {
  throw new Error(`faker was not loaded for ${kind}`)
}

function call(faker: Faker, module: string, method: string, options: JsonObject | undefined): unknown {
  // Both names come from our own table.
  const make: unknown = Reflect.get(Object(Reflect.get(faker, module)), method)
  if (typeof make !== 'function') throw new TypeError(`faker has no ${module}.${method}`)
  return options === undefined ? make() : make(options)
}

function toJson(value: unknown): Json {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? Number(value) : JSON.parse(JSON.stringify(value ?? null))
}

function assertBounded(kind: string, module: string, options: JsonObject): void {
  const most = countingModules.has(module) ? maxLengthOption : maxOption
  for (const [name, value] of Object.entries(options)) {
    if (isObject(value)) assertBounded(kind, module, value)
    else if (typeof value === 'number' && Math.abs(value) > most)
      throw new StartError('MOCK_SEED_INVALID', `${name} of ${kind} is ${value}; it must be at most ${most}.`)
  }
}

function unknown(kind: string): never {
  throw new StartError(
    'MOCK_SEED_INVALID',
    `There is no kind of made-up data called ${JSON.stringify(kind)}.`,
  )
}
