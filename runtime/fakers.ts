// The only door to faker, which is loaded when a value of its kinds is first made.
import { createRequire } from 'node:module'
import type { Faker } from '@faker-js/faker'
import { fakerFunction } from './faker-names.js'
import { isObject, type Json } from './json.js'
import { StartError } from './start-error.js'

/** Makes a value of a kind (`person.firstName`) with the arguments of its function, repeatable by seed. */
export type MakeFake = (kind: string, args: readonly Json[], seed: number) => Json

/** Largest number in arguments: they are lengths and counts of words, and nothing else bounds what faker makes of them. */
const maxNumber = 1_000_000
const maxLength = 10_000

const countingModules: ReadonlySet<string> = new Set(['internet', 'lorem', 'string'])

/**
 * Makes values whose dates lie around `now`, epoch milliseconds. StartError MOCK_SEED_INVALID for a kind that there is not
 * and for arguments beyond all bounds.
 */
export function createFaker(now: number): MakeFake {
  let loaded: Faker | undefined
  return (kind, args, seed) => {
    const [module, method] = fakerFunction(kind) ?? unknown(kind)
    const most = countingModules.has(module) ? maxLength : maxNumber
    for (const argument of args) assertBounded(argument, most, 'an argument', kind)
    loaded ??= load()
    // There is one faker for all mocks of a process.
    loaded.setDefaultRefDate(now)
    loaded.seed(seed)
    return toJson(call(loaded, module, method, args))
  }
}

function load(): Faker {
  const require = createRequire(import.meta.url)
  const { faker }: typeof import('@faker-js/faker/locale/en') = require('@faker-js/faker/locale/en')
  return faker
}

function call(faker: Faker, module: string, method: string, args: readonly Json[]): unknown {
  // Both names come from our own table.
  const make: unknown = Reflect.get(Object(Reflect.get(faker, module)), method)
  if (typeof make !== 'function') throw new TypeError(`faker has no ${module}.${method}`)
  return make(...args)
}

function toJson(value: unknown): Json {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? Number(value) : JSON.parse(JSON.stringify(value ?? null))
}

function assertBounded(value: Json, most: number, name: string, kind: string): void {
  if (Array.isArray(value)) for (const item of value) assertBounded(item, most, name, kind)
  else if (isObject(value))
    for (const [inner, item] of Object.entries(value)) assertBounded(item, most, inner, kind)
  else if (typeof value === 'number' && Math.abs(value) > most)
    throw new StartError('MOCK_SEED_INVALID', `${name} of ${kind} is ${value}; it must be at most ${most}.`)
}

function unknown(kind: string): never {
  throw new StartError(
    'MOCK_SEED_INVALID',
    `There is no kind of made-up data called ${JSON.stringify(kind)}.`,
  )
}
