// A declared body: its media type, its schema, and what it looks like.
import type { Violation } from '../errors.js'
import type { Random } from '../ids.js'
import { isObject, type Json } from '../json.js'
import { isFormMediaType, isJsonMediaType, isMediaRange, parseMediaType } from '../media-types.js'
import type { BodyContract } from './contract.js'
import { createDefaults } from './defaults.js'
import { readExamples } from './examples.js'
import type { Parts } from './parts.js'
import { prune } from './prune.js'
import type { Place } from './references.js'
import type { Schema, SchemaMode } from './schema.js'

/** The bodies under the `content` of a request body or response, in the document's order. */
export function readBodies(
  parent: Place | undefined,
  mode: SchemaMode,
  parts: Parts,
): readonly BodyContract[] {
  if (parent === undefined || !isObject(parent.value) || !isObject(parent.value.content)) return []
  return Object.keys(parent.value.content).flatMap((mediaType) => {
    const place = parts.references.child(parent, 'content', mediaType)
    return place === undefined ? [] : [createBody(mediaType, place, mode, parts)]
  })
}

function createBody(mediaType: string, place: Place, mode: SchemaMode, parts: Parts): BodyContract {
  const { references, schemas } = parts
  const hasSchema = isObject(place.value) && place.value.schema !== undefined
  const pointer = hasSchema ? references.schema(`${place.pointer}/schema`)?.pointer : undefined
  const id = pointer === undefined ? undefined : schemas.id(pointer, mode)
  const schema = (): Schema => (id === undefined ? true : schemas.get(id))
  const kind = bodyKind(mediaType)
  let filler: { readonly fill: BodyContract['withDefaults'] } | undefined
  return {
    mediaType,
    pointer,
    get withDefaults() {
      if (kind !== 'structured' || id === undefined) return undefined
      const { flattener, validator } = parts
      filler ??= { fill: createDefaults(flattener, validator).filler(flattener.flatten(schema())) }
      return filler.fill
    },
    validate: (value) => (id === undefined ? noViolations : validate(value, schema(), kind, parts)),
    sample: (random) =>
      sample({ kind, schema: schema(), hasSchema: id !== undefined, place, mode, parts }, random),
  }
}

const noViolations: readonly Violation[] = []

/** What a body is to us: a value that its schema describes, text, or bytes of which the schema only tells their kind. */
type BodyKind = 'structured' | 'text' | 'opaque'

function bodyKind(mediaType: string): BodyKind {
  if (isJsonMediaType(mediaType) || isFormMediaType(mediaType) || isMediaRange(mediaType)) return 'structured'
  const media = parseMediaType(mediaType)
  return media?.type === 'text' && media.subtype === 'plain' ? 'text' : 'opaque'
}

function validate(value: Json, schema: Schema, kind: BodyKind, parts: Parts): readonly Violation[] {
  if (kind === 'structured') return parts.validator.check(schema, value)
  const types = parts.flattener.flatten(schema).type
  // XML, CSV and the like are not parsed: their schema describes a value that nobody has here.
  const isText = types === undefined || types.includes('string')
  return kind === 'text' && isText ? parts.validator.check(schema, value) : noViolations
}

/** Stands in for text and bytes that nothing in the contract gives an example of. */
const placeholder = 'mock'

interface SampleSource {
  readonly kind: BodyKind
  readonly schema: Schema
  readonly hasSchema: boolean
  readonly place: Place
  readonly mode: SchemaMode
  readonly parts: Parts
}

function sample(source: SampleSource, random: Random): Json | undefined {
  const { kind, schema, hasSchema, place, mode, parts } = source
  const preferred = [...readExamples(place, parts.references).values()]
  if (kind === 'structured') {
    if (!hasSchema) return preferred[0]
    const value = parts.sampler.sample(schema, { random, preferred })
    // Examples like to show what clients may not send or are never shown.
    return value === undefined ? undefined : prune(schema, value, mode, parts.flattener)
  }
  const text = preferred.find((example) => typeof example === 'string')
  if (text !== undefined) return text
  const types = parts.flattener.flatten(schema).type
  const made = types?.includes('string') ? parts.sampler.sample(schema, { random }) : undefined
  return typeof made === 'string' ? made : placeholder
}
