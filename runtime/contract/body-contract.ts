// A declared body: its media type, its schema, and what it looks like.
import type { Violation } from '../errors.js'
import type { Random } from '../ids.js'
import { isObject, type Json } from '../json.js'
import {
  isFormMediaType,
  isJsonMediaType,
  isMediaRange,
  isStreamMediaType,
  isXmlMediaType,
  parseMediaType,
} from '../media-types.js'
import { parseJsonText } from '../parse-json.js'
import type { BodyContract, BodyLikeness } from './contract.js'
import { readExamples } from './examples.js'
import { samplePartHeaders } from './forms/part-headers.js'
import { compileForm, type ReadForm } from './forms/request-form.js'
import { bodyLikeness } from './likeness.js'
import type { Parts } from './parts.js'
import { prune } from './records/prune.js'
import type { Place } from './references.js'
import { createDefaults } from './schemas/defaults.js'
import type { Schema, SchemaMode } from './schemas/schema.js'

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
  const keyword = schemaKeyword(place.value)
  const pointer =
    keyword === undefined ? undefined : references.schema(`${place.pointer}/${keyword}`)?.pointer
  const id = pointer === undefined ? undefined : schemas.id(pointer, mode)
  const schema = (): Schema => (id === undefined ? true : schemas.get(id))
  const kind = bodyKind(mediaType)
  let examples: BodyContract['examples'] | undefined
  let form: ReadForm | undefined
  let likeness: BodyLikeness | undefined
  let filler: { readonly fill: BodyContract['withDefaults'] } | undefined
  let isUnreadable: boolean | undefined
  return {
    mediaType,
    pointer,
    get withDefaults() {
      if (kind !== 'structured' || id === undefined) return undefined
      const { flattener, validator } = parts
      filler ??= { fill: createDefaults(flattener, validator).filler(flattener.flatten(schema())) }
      return filler.fill
    },
    get examples() {
      examples ??= meantExamples(readExamples(place, references), { kind, schema: schema(), parts })
      return examples
    },
    readForm: (fields) => {
      form ??= compileForm({ place, pointer, schema: schema() }, parts)
      return form(fields)
    },
    get isUnreadable() {
      isUnreadable ??= id !== undefined && isXmlMediaType(mediaType) && isStructured(schema(), parts)
      return isUnreadable
    },
    get likeness() {
      likeness ??= bodyLikeness(schema(), parts.flattener)
      return likeness
    },
    validate: (value) => (id === undefined ? noViolations : validate(value, schema(), kind, parts)),
    sample(random, { varied = false } = {}) {
      const preferred = varied ? [] : [...this.examples.values()]
      const source = { kind, schema: schema(), hasSchema: id !== undefined, mode, parts, preferred, varied }
      return sample(source, random)
    },
    samplePartHeaders: (random) =>
      mediaType.startsWith('multipart/') ? samplePartHeaders(place, parts, random) : undefined,
  }
}

// An object that is given as its JSON text, as many documents do, is meant as the object, even where the schema forgets to say
// `type: object` and lets texts pass. Other texts are no values of it.
function meantExamples(
  written: ReadonlyMap<string, Json>,
  { kind, schema, parts }: Pick<SampleSource, 'kind' | 'schema' | 'parts'>,
): ReadonlyMap<string, Json> {
  const isWritten = ![...written.values()].some((example) => typeof example === 'string')
  if (isWritten || kind !== 'structured' || !isStructured(schema, parts)) return written
  return new Map(
    [...written].flatMap(([name, example]) => {
      const meant = typeof example === 'string' ? parseJsonText(example) : example
      return typeof meant === 'object' ? [[name, meant] as const] : []
    }),
  )
}

// OpenAPI 3.2 describes the items of a stream instead of the whole.
function schemaKeyword(mediaType: Json): 'schema' | 'itemSchema' | undefined {
  if (!isObject(mediaType)) return undefined
  if (mediaType.schema !== undefined) return 'schema'
  return mediaType.itemSchema === undefined ? undefined : 'itemSchema'
}

function isStructured(schema: Schema, parts: Parts): boolean {
  const { type, properties, branches } = parts.flattener.flatten(schema)
  if (type !== undefined) return !type.includes('string')
  return properties.size > 0 || branches.length > 0
}

const noViolations: readonly Violation[] = []

/** What a body is to us: a value that its schema describes, a stream of such, text, or bytes of which the schema only tells their kind. */
type BodyKind = 'structured' | 'stream' | 'text' | 'opaque'

function bodyKind(mediaType: string): BodyKind {
  if (isJsonMediaType(mediaType) || isFormMediaType(mediaType) || isMediaRange(mediaType)) return 'structured'
  if (isStreamMediaType(mediaType)) return 'stream'
  const media = parseMediaType(mediaType)
  return media?.type === 'text' && media.subtype === 'plain' ? 'text' : 'opaque'
}

/** What of a body of the media type its schema refuses; nothing where the schema describes what nobody reads. */
export function validateBody(
  mediaType: string,
  value: Json,
  schema: Schema,
  parts: Parts,
): readonly Violation[] {
  return validate(value, schema, bodyKind(mediaType), parts)
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
  readonly mode: SchemaMode
  readonly parts: Parts
  readonly preferred: readonly Json[]
  readonly varied: boolean
}

function sample(source: SampleSource, random: Random): Json | undefined {
  const { kind, schema, hasSchema, mode, parts, preferred, varied } = source
  if (kind === 'structured' || kind === 'stream') {
    if (!hasSchema) return preferred[0]
    const value = parts.sampler.sample(schema, { random, preferred, varied })
    // Examples like to show what clients may not send or are never shown.
    return value === undefined ? undefined : prune(schema, value, mode, parts.flattener)
  }
  const text = preferred.find((example) => typeof example === 'string')
  if (text !== undefined) return text
  const types = parts.flattener.flatten(schema).type
  const made = types?.includes('string') ? parts.sampler.sample(schema, { random, varied }) : undefined
  return typeof made === 'string' ? made : placeholder
}
