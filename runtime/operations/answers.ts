// How results become answers: the declared response that fits, the media type the client accepts, the envelope around
// records. Everything that does not depend on the record is made once per operation.
import type {
  BodyContract,
  Contract,
  OperationContract,
  RecordsOf,
  ResponseContract,
} from '../contract/contract.js'
import type { StoredRecord } from '../entities/records.js'
import type { Reply } from '../http/reply.js'
import { createRandom, seedOf } from '../ids.js'
import { atPointer, type Json, pointerTokens } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import { exampleHeaders } from './headers/example-headers.js'
import { compileTemplate, type JsonTemplate, withValueAt } from './json-template.js'
import { compileOffers, type Offer } from './offers.js'
import { sampleBody } from './sample-body.js'

/** A hole of an envelope: what it is filled with, and where it stands in the answer. */
export interface Hole<Name extends string> {
  readonly name: Name
  readonly pointer: string
}

/** What an answer shows: whose records, and where a record stands in the body. */
export interface Shown {
  readonly records: RecordsOf
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
    const template = compileEnvelope(body, holes)
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
  if (response.bodies.length === 0) {
    return (_accept, _input, more, about) => replyOf(status, more ?? noHeaders, undefined, about)
  }
  const offers = compileOffers(response, true)
  const renderers = new Map<Offer, BodyRenderer<Input>>()
  return (accept, input, more, about) => {
    const offer = offers.choose(accept)
    let renderer = renderers.get(offer)
    if (renderer === undefined) {
      renderer = {
        headers: { ...offers.headers, 'content-type': offer.mediaType },
        render: compileRender(offer),
      }
      renderers.set(offer, renderer)
    }
    const body = renderer.render(input)
    return replyOf(status, more ? { ...renderer.headers, ...more } : renderer.headers, body, about)
  }

  function compileRender({ body, mediaType }: Offer): BodyRenderer<Input>['render'] {
    if (isJsonMediaType(mediaType)) return compileBody(body)
    const made = sampleBody(body, mediaType, createRandom(seedOf(body.mediaType))) ?? ''
    return () => made
  }
}

const noHeaders: Reply['headers'] = {}

/** How a body shows a record, as JSON text. */
export function compileShow(
  contract: Contract,
  body: BodyContract,
  { at, records }: Shown,
): (record: StoredRecord) => string {
  const view = contract.view(body.pointer, at, records)
  if (view.verbatim) return (record) => record.json
  return (record) => {
    const visible = view.show(record.value)
    return visible === record.value ? record.json : JSON.stringify(visible)
  }
}

// Literals, because copies would cost each answer more than it costs to make it.
function replyOf(
  status: number,
  headers: Reply['headers'],
  body: Reply['body'],
  about: About | undefined,
): Reply {
  if (about === undefined) return { status, headers, body }
  const { shows, lists } = about
  if (shows !== undefined) return { status, headers, body, shows }
  return lists === undefined ? { status, headers, body } : { status, headers, body, lists }
}

/** The answer of an operation that keeps nothing: the example of its response, or one made from the schema. */
export function compileStaticAnswer(
  operation: OperationContract,
  response: ResponseContract,
): (accept: string | undefined) => Reply {
  const { status } = response
  const answers = new Map<Offer, Reply>()
  const headers = exampleHeaders(response, operation)
  if (response.bodies.length === 0) {
    const empty: Reply = { status, headers, body: undefined }
    return () => empty
  }
  const offers = compileOffers(response)
  return (accept) => {
    const offer = offers.choose(accept)
    let reply = answers.get(offer)
    if (reply === undefined) {
      const { body, mediaType } = offer
      const made = sampleBody(body, mediaType, createRandom(seedOf(body.pointer ?? body.mediaType)))
      reply = { status, headers: { ...headers, ...offers.headers, 'content-type': mediaType }, body: made }
      answers.set(offer, reply)
    }
    return reply
  }
}

interface BodyRenderer<Input> {
  readonly headers: Readonly<Record<string, string>>
  readonly render: (input: Input) => string | Uint8Array
}

/** The body with holes: what its schema requires stands around them. */
export function compileEnvelope<Name extends string>(
  body: BodyContract,
  holes: readonly Hole<Name>[],
): JsonTemplate<Name> {
  return compileTemplate(envelope(body, holes), holes)
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
