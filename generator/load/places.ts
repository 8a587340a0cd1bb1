// Turns a location in a source into file, line and column. Nothing is parsed for places until the first one is asked for.
import type { Place } from '../model.js'
import { createJsonFinder } from './json-text.js'
import type { Location, Source } from './source.js'
import { createYamlFinder } from './yaml-text.js'

/** Answers the place of a location, or of its deepest ancestor that stands in the text. */
export type PlaceOf = (location: Location) => Place

/** A `PlaceOf` that parses each source at most once. */
export function createPlaceOf(): PlaceOf {
  const finders = new Map<Source, (tokens: readonly string[]) => Place>()
  return (location) => {
    const { source, tokens } = originOf(location)
    const finder = finders.get(source) ?? createPlaceFinder(source)
    finders.set(source, finder)
    return finder(tokens)
  }
}

function createPlaceFinder(source: Source): (tokens: readonly string[]) => Place {
  const offsetOf = createFinder(source)
  const starts = lineStarts(source.text)
  return (tokens) => {
    const offset = offsetOf(tokens)
    // The last line that starts at the offset or before it.
    let line = 0
    for (let step = starts.length; step > 0; step >>= 1) {
      while ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step
    }
    return { file: source.name, line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}

/** Where each line starts. A CR alone does not end one: JSON and editors do not agree about it, and nobody writes it. */
function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  return starts
}

/** The location in a file; what is made of made sources is followed to its end. */
function originOf(location: Location): Location {
  let found = location
  while (found.source.origin !== undefined) found = found.source.origin(found.tokens)
  return found
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
