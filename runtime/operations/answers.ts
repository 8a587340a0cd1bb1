// How results become answers: the declared response that fits, the media type the client accepts, the envelope around
// records. Everything that does not depend on the record is made once per operation.
import type { BodyContract, Contract, ResponseContract } from '../contract/contract.js'
import type { StoredRecord } from '../entities/records.js'
import { MockError } from '../errors.js'
import { negotiate } from '../http/negotiate.js'
import type { Reply } from '../http/reply.js'
import { createRandom, seedOf } from '../ids.js'
import { atPointer, type Json, pointerTokens } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import { compileTemplate, withValueAt } from './json-template.js'

/** A hole of an envelope: what it is filled with, and where it stands in the answer. */
export interface Hole<Name extends string> {
  readonly name: Name
  readonly pointer: string
}

/** What an answer shows of the entity: the schemas of its records and where a record stands in the body. */
export interface Shown {
  readonly schemas: readonly string[]
  /** The properties of their key. */
  readonly key: string | readonly string[]
  /** Pointer of a record in the answer's body; `/data/0` for the items of a list. */
  readonly at: string
}

/**
 * Makes the answer of a response for the filled holes; `show` shows a record as this answer's schema allows it. `about` says
 * which stored records the answer shows.
 */
export type Answer<Name extends string> = (
  accept: string | undefined,
  fill: Fill<Name>,
  headers?: Readonly<Record<string, string>>,
  about?: About,
) => Reply

/** The stored records that make an answer's entity tag, see Reply. */
export type About = Pick<Reply, 'shows' | 'lists'>

/** Gives the JSON text for a hole. */
export type Fill<Name extends string> = (hole: Name, show: (record: StoredRecord) => string) => string

/** Makes the answer of a response for what its body is made from. */
export type AnswerOf<Input> = (
  accept: string | undefined,
  input: Input,
  headers?: Readonly<Record<string, string>>,
  about?: About,
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
  return compileJsonAnswer<Fill<Name>>(response, (body) => {
    const show = compileShow(contract, body, shown)
    const template = compileTemplate(envelope(body, holes), holes)
    return (fill) => template((hole) => fill(hole, show))
  })
}

/**
 * Compiles a response whose JSON body is made by what `compileBody` compiles for its schema, with everything else as
 * `compileAnswer` has it.
 */
export function compileJsonAnswer<Input>(
  response: ResponseContract,
  compileBody: (body: BodyContract) => (input: Input) => string,
): AnswerOf<Input> {
  const { status } = response
  const headers = response.headers(createRandom(status))
  if (response.bodies.length === 0) {
    return (_accept, _input, more, about) =>
      replyOf(status, more ? { ...headers, ...more } : headers, undefined, about)
  }
  const bodies = response.bodies.filter((body) => isJsonMediaType(body.mediaType))
  const offered = (bodies.length > 0 ? bodies : response.bodies).map((body) => body.mediaType)
  const renderers = new Map<string, BodyRenderer<Input>>()
  return (accept, input, more, about) => {
    const mediaType = negotiate(accept, offered) ?? notAcceptable(offered)
    let renderer = renderers.get(mediaType)
    if (renderer === undefined) {
      const body = response.bodies.find((candidate) => candidate.mediaType === mediaType)
      renderer = {
        headers: { ...headers, 'content-type': concrete(mediaType) },
        render: textOf(body, mediaType),
      }
      renderers.set(mediaType, renderer)
    }
    const text = renderer.render(input)
    return replyOf(status, more ? { ...renderer.headers, ...more } : renderer.headers, text, about)
  }

  function textOf(body: BodyContract | undefined, mediaType: string): (input: Input) => string {
    if (body !== undefined && isJsonMediaType(mediaType)) return compileBody(body)
    const text = toText(body?.sample(createRandom(seedOf(mediaType))), mediaType) ?? ''
    return () => text
  }
}

/** How a body shows a record, as JSON text. */
export function compileShow(
  contract: Contract,
  body: BodyContract,
  { at, schemas, key }: Shown,
): (record: StoredRecord) => string {
  const view = contract.view(body.pointer, at, schemas, key)
  return view.verbatim ? (record) => record.json : (record) => JSON.stringify(view.show(record.value))
}

// Literals, because copies would cost each answer more than it costs to make it.
function replyOf(
  status: number,
  headers: Reply['headers'],
  body: string | undefined,
  about: About | undefined,
): Reply {
  if (about === undefined) return { status, headers, body }
  const { shows, lists } = about
  if (shows !== undefined) return { status, headers, body, shows }
  return lists === undefined ? { status, headers, body } : { status, headers, body, lists }
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

interface BodyRenderer<Input> {
  readonly headers: Readonly<Record<string, string>>
  readonly render: (input: Input) => string
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

/** The refusal of a request that accepts none of these media types. */
export function notAcceptable(offered: readonly string[]): never {
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

/** A media type to answer with for a declared one, which may be a range. */
export function concrete(mediaType: string): string {
  if (!mediaType.includes('*')) return mediaType
  const [type = ''] = mediaType.split('/', 1)
  return typical.get(type) ?? 'application/json'
}
