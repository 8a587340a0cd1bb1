// Collections and their items, found from the shapes of the paths alone: `/pets` and `/pets/{petId}`.
import type { Operation } from './operations.js'

/** A collection path with the operations on it, on its items, and on static paths right below it. */
export interface Resource {
  /** The collection path, as its first operation writes it; for items alone their path without the last parameter. */
  readonly path: string
  readonly collection: readonly Operation[]
  readonly items: readonly ItemOperation[]
  /** Operations on `/pets/findByStatus`: views of the collection, perhaps. */
  readonly below: readonly Operation[]
}

/** An operation on an item and the path parameter that tells which one. */
export interface ItemOperation {
  readonly operation: Operation
  readonly parameter: string
}

interface Group {
  readonly path: string
  readonly collection: Operation[]
  readonly items: ItemOperation[]
  readonly below: Operation[]
}

/**
 * Groups operations by collection, in order of first appearance. Two paths are the same when they differ in parameter
 * names only. A path that ends in a parameter is an item of its parent; it is a collection as well, and comes last.
 */
export function findResources(operations: readonly Operation[]): readonly Resource[] {
  const groups = new Map<string, Group>()
  const groupOf = (segments: readonly string[]): Group => {
    const shape = shapeOf(segments.join('/'))
    const known = groups.get(shape)
    if (known !== undefined) return known
    const made = { path: `/${segments.join('/')}`, collection: [], items: [], below: [] }
    groups.set(shape, made)
    return made
  }
  for (const operation of operations) {
    const segments = segmentsOf(operation.path)
    const last = segments?.at(-1)
    if (segments === undefined || last === undefined) continue
    const parameter = parameterOf(last)
    const parent = segments.slice(0, -1)
    groupOf(segments).collection.push(operation)
    if (parent.length === 0) continue
    if (parameter !== undefined) groupOf(parent).items.push({ operation, parameter })
    else if (!last.includes('{')) groupOf(parent).below.push(operation)
  }
  const found = [...groups.values()]
  return [...found.filter((group) => !endsInParameter(group)), ...found.filter(endsInParameter)]
}

/** The static segments of a path, outermost first. */
export function staticSegments(path: string): readonly string[] {
  return (segmentsOf(path) ?? []).filter((segment) => !segment.includes('{'))
}

/** The path parameter that is the whole last segment, undefined when the path ends otherwise. */
export function lastParameter(path: string): string | undefined {
  return parameterOf(segmentsOf(path)?.at(-1) ?? '')
}

/** The path without its last segment and without a slash or an ending; `''` for a path of one segment. */
export function pathAbove(path: string): string {
  return withoutEnding(path).replace(/\/[^/]*$/, '')
}

/** What two paths have in common when they differ only in the names of their parameters, in a slash at the end, or in `.json`. */
export function shapeOf(path: string): string {
  return withoutEnding(path).replaceAll(/\{[^{}]*\}/g, '{}')
}

/**
 * The path without a slash at its end, and without the media type that some APIs put there: `/pets.json` is the collection
 * of `/pets/{id}.json`, and `/pets/{id}/toys.json` stands below that item.
 */
export function withoutEnding(path: string): string {
  return path.replace(/\/$/, '').replace(/(?<=[^/])\.json$/i, '')
}

// A fragment or a query in a path key says that one URL has several meanings; such a path is not taken apart.
function segmentsOf(path: string): readonly string[] | undefined {
  if (/[#?]/.test(path)) return undefined
  const trimmed = withoutEnding(path).slice(1)
  return trimmed === '' ? undefined : trimmed.split('/')
}

function parameterOf(segment: string): string | undefined {
  return /^\{([^{}]+)\}$/.exec(segment)?.[1]
}

function endsInParameter(group: Group): boolean {
  return lastParameter(group.path) !== undefined
}
