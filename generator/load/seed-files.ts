// Reads the files of records that x-persistence names, within the border of the document's own files.
import type { Json, JsonObject } from '@mockgen/runtime'
import type { SeedFile } from '../model.js'
import { isObject, join, own } from '../pointers.js'
import { type DocumentFiles, remoteUrl } from './document-files.js'
import { error } from './findings.js'
import type { PlaceOf } from './places.js'
import type { Location } from './source.js'

/** Where the value at reference tokens of the document stands. */
type LocationOf = (tokens: readonly string[]) => Location

/**
 * The seed files of a document, by the pointer of the text that names each; paths count from the folder of the document's
 * entry file. What cannot be read is part of the answer: the read stage reports it with everything else.
 */
export function readSeedFiles(
  document: JsonObject,
  files: DocumentFiles,
  locationOf: LocationOf,
  placeOf: PlaceOf,
): ReadonlyMap<string, SeedFile> {
  const paths = seedsOf(document).flatMap(({ tokens, value }) => pathsIn(value, tokens))
  return new Map(
    paths.map(({ tokens, path }): readonly [string, SeedFile] => {
      const pointer = join('', ...tokens)
      // What was fetched names no files of this machine.
      const isFetched = files.entry.url !== undefined && locationOf(tokens).source.path === files.entry.path
      if (isFetched || remoteUrl(files.entry.path, path) !== undefined) {
        const finding = error(
          'MOCKGEN_REF_REMOTE',
          'records are read from files',
          'Save them beside the document.',
        )
        return [
          pointer,
          { ok: false, diagnostics: [{ ...finding, pointer, place: placeOf(locationOf(tokens)) }] },
        ]
      }
      const followed = files.beside(path)
      if (followed.ok) {
        const { source } = followed
        const locate = (inner: readonly string[]) => placeOf({ source, tokens: inner })
        return [pointer, { ok: true, value: source.value, locate }]
      }
      if ('diagnostics' in followed) {
        // What is no file at all, such as a folder, has no line; the text that names it has.
        const diagnostics = followed.diagnostics.map((diagnostic) =>
          diagnostic.place === undefined
            ? { ...diagnostic, pointer, place: placeOf(locationOf(tokens)) }
            : diagnostic,
        )
        return [pointer, { ok: false, diagnostics }]
      }
      const diagnostic = { ...followed.finding, pointer, place: placeOf(locationOf(tokens)) }
      return [pointer, { ok: false, diagnostics: [diagnostic] }]
    }),
  )
}

interface Held {
  readonly tokens: readonly string[]
  readonly value: Json
}

// The root has a seed, and so has every entity, under the root or on its schema.
function seedsOf(document: JsonObject): readonly Held[] {
  const at = (...tokens: readonly string[]): Held => {
    const value = tokens.reduce<Json | undefined>(own, document)
    return { tokens, value: value ?? null }
  }
  const namesOf = ({ value }: Held) => (isObject(value) ? Object.keys(value) : [])
  const entities = ['x-persistence', 'entities']
  const schemas = ['components', 'schemas']
  return [
    at('x-persistence', 'seed'),
    at('x-persistence', 'data_seeding', 'entities'),
    ...namesOf(at(...entities)).map((name) => at(...entities, name, 'seed')),
    ...namesOf(at(...schemas)).map((name) => at(...schemas, name, 'x-persistence', 'seed')),
  ]
}

/** A path, or a list of paths; records are no paths. */
function pathsIn(
  value: Json,
  tokens: readonly string[],
): readonly { tokens: readonly string[]; path: string }[] {
  if (typeof value === 'string') return [{ tokens, path: value }]
  if (!Array.isArray(value)) return []
  return value.flatMap((item, index) =>
    typeof item === 'string' ? [{ tokens: [...tokens, String(index)], path: item }] : [],
  )
}
