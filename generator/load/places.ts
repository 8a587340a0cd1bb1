// Turns a location in a source into file, line and column. Nothing is parsed for places until the first one is asked for.
import type { Place } from '../model.js'
import { createJsonFinder } from './json-text.js'
import type { Location, Source } from './source.js'
import { createYamlFinder } from './yaml-text.js'

/** Answers the place of a location, or of its deepest ancestor that stands in the text. */
export type PlaceOf = (location: Location) => Place

/** A `PlaceOf` that parses each source at most once. */
export function createPlaceOf(): PlaceOf {
  const finders = new Map<Source, (tokens: readonly string[]) => number>()
  return ({ source, tokens }) => {
    const finder = finders.get(source) ?? createFinder(source)
    finders.set(source, finder)
    return { file: source.name, ...lineAndColumn(source.text, finder(tokens)) }
  }
}

function createFinder(source: Source): (tokens: readonly string[]) => number {
  if (source.format === 'json') return createJsonFinder(source.text)
  if (source.format === 'yaml') return createYamlFinder(source.text)
  return () => 0
}

/** Line and column of an offset, from 1; the column counts UTF-16 units, as editors do. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++
    start = end + 1
  }
  return { line, column: offset - start + 1 }
}
