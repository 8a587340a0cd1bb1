// Bodies of errors in the shape that a contract declares for them: what happened stands in the properties whose names mean
// it, what the schema requires besides is made up, and nothing else is said.
import type { BodyContract } from '../contract/contract.js'
import type { Violation } from '../errors.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import {
  type ErrorStory,
  errorMeaning,
  isListOfViolations,
  tellsText,
  violationMeaning,
} from './error-meanings.js'
import { type ErrorSkeleton, maxErrorDepth, readErrorSkeleton, speaksInside } from './error-skeleton.js'
import { type Path, withValue } from './json-places.js'

/** Violations that one error body lists. */
const maxListed = 20

/** Compiles the body of errors with this status; undefined results where the schema allows nothing. */
export function compileErrorBody(
  body: BodyContract,
  status: number,
): (story: ErrorStory) => Json | undefined {
  const skeleton = readErrorSkeleton(body, status)
  if (skeleton === undefined) return () => undefined
  return (error) => {
    const story = skeleton.lists ? error : withDetail(error)
    const base = story.errors.length > 0 ? skeleton.listing : skeleton.plain
    // Mostly the best values fit all at once.
    const whole = fill(base, story, 0, () => true)
    return body.validate(whole).length <= skeleton.tolerated
      ? whole
      : fillBySteps(base, story, body, skeleton)
  }
}

// Where no list says what is wrong with a request and where, the text does.
function withDetail(story: ErrorStory): ErrorStory {
  const [first, ...more] = story.errors
  if (story.detail !== undefined || first === undefined) return story
  const rest = more.length === 0 ? '' : `, and ${more.length} more`
  return { ...story, detail: `${first.pointer} ${first.message}${rest}` }
}

/** Says whether a value may be put at a place, which is asked for in the order of filling. */
type Accepts = (value: Json, path: Path) => boolean

function fill(value: Json, story: ErrorStory, depth: number, accepts: Accepts, path: Path = []): Json {
  if (depth > maxErrorDepth) return value
  if (typeof value === 'string' && depth === 0) return story.detail ?? story.title
  if (Array.isArray(value)) return depth === 0 ? listOf(value, story) : value
  if (!isObject(value)) return value
  // A title that stands alone is all the text that there is.
  const isTitleOnly = !Object.keys(value).some(tellsText)
  const here = isTitleOnly ? { ...story, title: story.detail ?? story.title } : story
  return Object.fromEntries(
    Object.entries(value).map(([name, child]): [string, Json] => {
      const place = [...path, name]
      if (isListOfViolations(name) && Array.isArray(child))
        return [
          name,
          chosen([listOf(child, story), listOf(child.slice(0, 1), oneOf(story)), []], child, place, accepts),
        ]
      if (isListOfViolations(name) && isObject(child) && !speaksInside(child))
        return [name, chosen(mapsOf(story), child, place, accepts)]
      if (isObject(child)) return [name, fill(child, story, depth + 1, accepts, place)]
      const values = errorMeaning(name)?.(here) ?? aboutFirst(name, story)
      return [name, values === undefined ? child : chosen(values, child, place, accepts)]
    }),
  )
}

// An error that names one place names the first.
function aboutFirst(name: string, { errors: [first] }: ErrorStory): readonly Json[] | undefined {
  return first && violationMeaning(name, false)?.(first)
}

function chosen(values: readonly Json[], otherwise: Json, path: Path, accepts: Accepts): Json {
  return values.find((value) => accepts(value, path)) ?? otherwise
}

// One value after the other, each only where the schema stays as satisfied as it was.
function fillBySteps(base: Json, story: ErrorStory, body: BodyContract, { tolerated }: ErrorSkeleton): Json {
  let current = base
  fill(base, story, 0, (value, path) => {
    const candidate = withValue(current, path, value)
    if (body.validate(candidate).length > tolerated) return false
    current = candidate
    return true
  })
  return current
}

// The list of an error's violations, each in the shape of the first item. An error without violations is its own only item.
function listOf(list: readonly Json[], story: ErrorStory): Json {
  const [template] = list
  if (template === undefined) return []
  const { errors } = story
  if (errors.length === 0) {
    if (isObject(template)) return [itemOf(template, undefined, story, 1)]
    return typeof template === 'string' ? [story.detail ?? story.title] : list
  }
  return errors.slice(0, maxListed).map((violation) => {
    if (isObject(template)) return itemOf(template, violation, story, 1)
    return `${violation.pointer}: ${violation.message}`
  })
}

function itemOf(
  template: JsonObject,
  violation: Violation | undefined,
  story: ErrorStory,
  depth: number,
): JsonObject {
  return Object.fromEntries(
    Object.entries(template).map(([name, child]): [string, Json] => {
      if (isObject(child) && depth < maxErrorDepth) return [name, itemOf(child, violation, story, depth + 1)]
      const own = violation && violationMeaning(name, true)?.(violation)
      const values = own ?? errorMeaning(name)?.(story) ?? []
      return [name, values.find((value) => isLike(value, child)) ?? child]
    }),
  )
}

function oneOf(story: ErrorStory): ErrorStory {
  return { ...story, errors: story.errors.slice(0, 1) }
}

// Errors by the name of the field, as some frameworks tell them.
function mapsOf({ errors }: ErrorStory): readonly Json[] {
  const byField = new Map<string, string[]>()
  for (const { pointer, message } of errors.slice(0, maxListed)) {
    const field = pointer.split('/').slice(2).join('.') || pointer.slice(1) || 'request'
    byField.set(field, [...(byField.get(field) ?? []), message])
  }
  const texts = [...byField].map(([field, messages]): [string, Json] => [field, messages.join('; ')])
  return [Object.fromEntries(byField), Object.fromEntries(texts)]
}

function isLike(value: Json, other: Json): boolean {
  return typeof value === typeof other && Array.isArray(value) === Array.isArray(other)
}
