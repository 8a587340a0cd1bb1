// The parts of a declared error that a mock can say something true in: found once, in samples of its schema.
import type { BodyContract } from '../contract/contract.js'
import { createRandom, seedOf } from '../ids.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { errorMeaning, isListOfViolations, violationMeaning } from './error-meanings.js'
import { type Path, valueAt, without, withValue } from './json-places.js'

/** Nested objects and lists that are looked into. */
export const maxErrorDepth = 5

/** Samples that are looked through for properties that not every sample has. */
const maxSamples = 4

/** What errors of a schema are made of. */
export interface ErrorSkeleton {
  /** For errors that list violations. */
  readonly listing: Json
  /** For errors that have none to list. */
  readonly plain: Json
  /** True when `listing` has a place for each violation. */
  readonly lists: boolean
  /** How many rules of the schema a sample breaks, where the schema contradicts itself. */
  readonly tolerated: number
}

/**
 * Reads the skeleton from samples: what the schema requires, and of the rest what tells about an error. Undefined where the
 * schema allows nothing.
 */
export function readErrorSkeleton(body: BodyContract, status: number): ErrorSkeleton | undefined {
  const seed = seedOf(`${body.pointer} ${status}`)
  const first = body.sample(createRandom(seed))
  if (first === undefined) return undefined
  const trial: Trial = { value: first, violations: body.validate(first).length, body }
  // Every optional property that samples may have, then what chance brings.
  addSpeaking(
    trial,
    body.sample(() => 0, { varied: true }),
  )
  for (let i = 1; i < maxSamples; i++)
    addSpeaking(trial, body.sample(createRandom(seed + i), { varied: true }))
  const { violations: tolerated } = trial
  drop(trial, (name, value, _parent, inList) => !speaks(name, value, inList))
  const listing = trial.value
  drop(trial, (name, value, parent) => isPlace(name, value) || isSpareList(name, value, parent))
  return {
    listing,
    plain: trial.value,
    lists: listsViolations(listing),
    tolerated: Math.min(tolerated, trial.violations),
  }
}

function listsViolations(value: Json, name?: string): boolean {
  const isNamed = name === undefined || isListOfViolations(name)
  if (Array.isArray(value)) return isNamed && value.length > 0
  if (!isObject(value)) return false
  if (name !== undefined && isNamed && !speaksInside(value)) return true
  return Object.entries(value).some(([inner, child]) => listsViolations(child, inner))
}

/** True when a property of an object says something about an error by its name, or one inside it does. */
export function speaksInside(value: JsonObject): boolean {
  return Object.entries(value).some(([name, child]) => speaks(name, child, false))
}

function speaks(name: string, value: Json, inList: boolean): boolean {
  if (isListOfViolations(name) && isNested(value)) return true
  if (isObject(value)) return Object.entries(value).some(([inner, child]) => speaks(inner, child, inList))
  if (violationMeaning(name, inList) !== undefined) return true
  return !Array.isArray(value) && errorMeaning(name) !== undefined
}

// Says where something is wrong with a request, and nothing else.
function isPlace(name: string, value: Json): boolean {
  return !isNested(value) && errorMeaning(name) === undefined && violationMeaning(name, false) !== undefined
}

// An error without violations needs no list of them where a text says what happened.
function isSpareList(name: string, value: Json, parent: JsonObject): boolean {
  if (!isListOfViolations(name) || !isNested(value) || (isObject(value) && speaksInside(value))) return false
  return Object.entries(parent).some(
    ([other, child]) => other !== name && !isNested(child) && speaks(other, child, false),
  )
}

/** A value on its way: changes count only while the schema stays as satisfied as it was. */
interface Trial {
  value: Json
  violations: number
  readonly body: BodyContract
}

function attempt(trial: Trial, value: Json): void {
  const violations = trial.body.validate(value).length
  if (violations > trial.violations) return
  trial.value = value
  trial.violations = violations
}

function addSpeaking(trial: Trial, sample: Json | undefined, path: Path = []): void {
  const found = sample === undefined ? undefined : valueAt(sample, path)
  if (sample === undefined || path.length > maxErrorDepth) return
  const own = valueAt(trial.value, path)
  if (Array.isArray(found)) {
    if (Array.isArray(own) && own.length === 0 && found.length > 0)
      attempt(trial, withValue(trial.value, path, found.slice(0, 1)))
    else addSpeaking(trial, sample, [...path, 0])
  }
  if (!isObject(found) || !isObject(own)) return
  for (const [name, child] of Object.entries(found)) {
    const place = [...path, name]
    if (Object.hasOwn(own, name)) addSpeaking(trial, sample, place)
    else if (speaks(name, child, isInList(path))) attempt(trial, withValue(trial.value, place, child))
  }
}

/** Leaves out the properties that may go, from the inside out. */
function drop(
  trial: Trial,
  mayGo: (name: string, value: Json, parent: JsonObject, inList: boolean) => boolean,
  path: Path = [],
): void {
  const value = valueAt(trial.value, path)
  if (path.length > maxErrorDepth) return
  if (Array.isArray(value) && value.length > 0) drop(trial, mayGo, [...path, 0])
  if (!isObject(value)) return
  for (const name of Object.keys(value)) {
    const place = [...path, name]
    drop(trial, mayGo, place)
    const child = valueAt(trial.value, place)
    if (child !== undefined && mayGo(name, child, value, isInList(path)))
      attempt(trial, without(trial.value, place))
  }
}

function isInList(path: Path): boolean {
  return path.some((step) => typeof step === 'number')
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null
}
