// How results become answers: the declared response that fits, the media type the client accepts, the envelope around
// records. Everything that does not depend on the record is made once per operation.
import type { BodyContract, Contract, RecordView, ResponseContract } from '../contract/contract.js'
import type { StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import { negotiate } from '../http/negotiate.js'
import type { Reply } from '../http/reply.js'
import { createRandom, seedOf } from '../ids.js'
import { atPointer, type Json, pointerTokens } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import { compileTemplate, type JsonTemplate, withValueAt } from './json-template.js'

/** A hole of an envelope: what it is filled with, and where it stands in the answer. */
export interface Hole<Name extends string> {
  readonly name: Name
  readonly pointer: string
}

/** What an answer shows of the entity: the schemas of its records and where a record stands in the body. */
export interface Shown {
  readonly schemas: readonly string[]
  /** Pointer of a record in the answer's body; `/data/0` for the items of a list. */
  readonly at: string
}

/** Makes the answer of a response for the filled holes; `view` shows a record as this answer's schema allows it. */
export type Answer<Name extends string> = (
  accept: string | undefined,
  fill: (hole: Name, show: (record: StoredRecord) => string) => string,
  headers?: Readonly<Record<string, string>>,
) => Reply

/**
 * Compiles a response whose JSON body is an envelope with holes. A response without a body answers none; a response
 * without a JSON media type answers its example. MOCK_NOT_ACCEPTABLE when the client accepts none of the media types.
 */
export function compileAnswer<Name extends string>(
  contract: Contract,
  response: ResponseContract,
  shown: Shown,
  holes: readonly Hole<Name>[],
): Answer<Name> {
  const headers = response.headers(createRandom(response.status))
  if (response.bodies.length === 0) {
    return (_accept, _fill, more) => ({
      status: response.status,
      headers: more ? { ...headers, ...more } : headers,
      body: undefined,
    })
  }
  const bodies = response.bodies.filter((body) => isJsonMediaType(body.mediaType))
  const offered = (bodies.length > 0 ? bodies : response.bodies).map((body) => body.mediaType)
  const renderers = new Map<string, BodyRenderer<Name>>()
  return (accept, fill, more) => {
    const mediaType = negotiate(accept, offered) ?? notAcceptable(offered)
    let renderer = renderers.get(mediaType)
    if (renderer === undefined) {
      const body = response.bodies.find((candidate) => candidate.mediaType === mediaType)
      renderer = compileBody(contract, body, mediaType, headers, shown, holes)
      renderers.set(mediaType, renderer)
    }
    const { show } = renderer
    const text = renderer.template((hole) => fill(hole, show))
    return {
      status: response.status,
      headers: more ? { ...renderer.headers, ...more } : renderer.headers,
      body: text,
    }
  }
}

/** The answer of an operation that keeps nothing: the example of its response, or one made from the schema. */
export function compileStaticAnswer(response: ResponseContract): (accept: string | undefined) => Reply {
  const answers = new Map<string, Reply>()
  const offered = response.bodies.map((body) => body.mediaType)
  const headers = response.headers(createRandom(response.status))
  const empty: Reply = { status: response.status, headers, body: undefined }
  return (accept) => {
    if (offered.length === 0) return empty
    const mediaType = negotiate(accept, offered) ?? notAcceptable(offered)
    let reply = answers.get(mediaType)
    if (reply === undefined) {
      const body = response.bodies.find((candidate) => candidate.mediaType === mediaType)
      const sample = body?.sample(createRandom(seedOf(body.pointer ?? mediaType)))
      reply = {
        ...empty,
        headers: { ...headers, 'content-type': concrete(mediaType) },
        body: toText(sample, mediaType),
      }
      answers.set(mediaType, reply)
    }
    return reply
  }
}

interface BodyRenderer<Name extends string> {
  readonly headers: Readonly<Record<string, string>>
  readonly template: JsonTemplate<Name>
  readonly show: (record: StoredRecord) => string
}

function compileBody<Name extends string>(
  contract: Contract,
  body: BodyContract | undefined,
  mediaType: string,
  headers: Readonly<Record<string, string>>,
  shown: Shown,
  holes: readonly Hole<Name>[],
): BodyRenderer<Name> {
  const typed = { ...headers, 'content-type': concrete(mediaType) }
  if (body === undefined || !isJsonMediaType(mediaType)) {
    const text = toText(body?.sample(createRandom(seedOf(mediaType))), mediaType) ?? ''
    return { headers: typed, template: () => text, show: () => '' }
  }
  const view = contract.view(body.pointer, shown.at, shown.schemas)
  return { headers: typed, template: compileTemplate(envelope(body, holes), holes), show: showWith(view) }
}

function showWith(view: RecordView): (record: StoredRecord) => string {
  return view.verbatim ? (record) => record.json : (record) => JSON.stringify(view.show(record.value))
}

// The envelope holds what its schema requires and nothing else; required values come from a sample of the whole body.
function envelope<Name extends string>(body: BodyContract, holes: readonly Hole<Name>[]): Json {
  if (holes.some((hole) => hole.pointer === '')) return null
  const sample = body.sample(createRandom(seedOf(body.pointer ?? body.mediaType))) ?? {}
  let base: Json = {}
  for (const { pointer } of holes)
    base = withValueAt(base, pointerTokens(pointer), atPointer(sample, pointer) ?? null)
  for (let round = 0; round < maxEnvelopeDepth; round++) {
    const missing = body.validate(base).filter((violation) => violation.keyword === 'required')
    if (missing.length === 0) return base
    for (const { pointer } of missing) {
      base = withValueAt(base, pointerTokens(pointer), atPointer(sample, pointer) ?? null)
    }
  }
  return base
}

// Each round fills one level of required objects inside the envelope; deeper ones come whole with the sample.
const maxEnvelopeDepth = 5

function notAcceptable(offered: readonly string[]): never {
  throw new MockError('MOCK_NOT_ACCEPTABLE', { detail: `this operation answers ${offered.join(', ')}` })
}

function toText(sample: Json | undefined, mediaType: string): string | undefined {
  if (sample === undefined) return undefined
  return typeof sample === 'string' && !isJsonMediaType(mediaType) ? sample : JSON.stringify(sample)
}

const typical: ReadonlyMap<string, string> = new Map([
  ['text', 'text/plain'],
  ['image', 'image/png'],
  ['audio', 'audio/mpeg'],
  ['video', 'video/mp4'],
])

// A media type range in the contract (`*/*`, `application/*`) is no type to answer with.
function concrete(mediaType: string): string {
  if (!mediaType.includes('*')) return mediaType
  const [type = ''] = mediaType.split('/', 1)
  return typical.get(type) ?? 'application/json'
}
