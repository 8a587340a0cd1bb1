// What an operation can answer with: the media types of a response, ranges narrowed down to types, and the choice among
// them by the Accept header.
import type { BodyContract, ResponseContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import { negotiate } from '../http/negotiate.js'
import { isJsonMediaType, isMediaRange, parseMediaType } from '../media-types.js'
import { isWritable } from './sample-body.js'

/** A media type to answer with and the declared body behind it. */
export interface Offer {
  /** No range. */
  readonly mediaType: string
  readonly body: BodyContract
}

/** The offers of a response, and which of them a client gets. */
export interface Offers {
  readonly all: readonly Offer[]
  /** Headers of every answer that was chosen among several: `Vary`, for caches (RFC 9110, section 12.5.5). */
  readonly headers: Readonly<Record<string, string>>
  /** The best offer for an Accept header. Throws MOCK_NOT_ACCEPTABLE when there is none. */
  choose(accept: string | undefined): Offer
}

/**
 * The offers of a response that has bodies: what can be written of them, in the document's order. `jsonFirst`: only JSON
 * where there is JSON, because only that shows what is stored.
 */
export function compileOffers({ bodies }: ResponseContract, jsonFirst = false): Offers {
  const declared = bodies.flatMap((body) => typesOf(body.mediaType).map((mediaType) => ({ mediaType, body })))
  const writable = declared.filter(({ body, mediaType }) => isWritable(body, mediaType))
  const json = jsonFirst ? writable.filter(({ mediaType }) => isJsonMediaType(mediaType)) : []
  // Of equal types, such as one that a range includes, the first stands.
  const byType = new Map<string, Offer>()
  for (const offer of json.length > 0 ? json : writable)
    if (!byType.has(offer.mediaType)) byType.set(offer.mediaType, offer)
  const types = [...byType.keys()]
  const declaredTypes = bodies.map((body) => body.mediaType)
  const [first] = byType.values()
  const isNegotiated = new Set([...byType.values()].map(({ body }) => body)).size > 1
  return {
    all: [...byType.values()],
    headers: isNegotiated ? { vary: 'Accept' } : {},
    choose: (accept) => {
      // What most clients send.
      if (first !== undefined && (accept === undefined || accept === '*/*')) return first
      const mediaType = negotiate(accept, types)
      const offer = mediaType === undefined ? undefined : byType.get(mediaType)
      return offer ?? notAcceptable(types, declaredTypes)
    },
  }
}

/** The refusal of a request that accepts none of these media types; `declared` are those of the contract. */
export function notAcceptable(offered: readonly string[], declared: readonly string[] = offered): never {
  const silent = declared.filter((mediaType) => !isMediaRange(mediaType) && !offered.includes(mediaType))
  const answers = offered.length === 0 ? [] : [`this operation answers ${shown(offered)}`]
  const unwritten = silent.map((mediaType) => `${mediaType} is declared, but a mock cannot write it`)
  const remedy =
    offered.length === 0
      ? ['give its response application/json as well, or a text as an example of this media type']
      : []
  throw new MockError('MOCK_NOT_ACCEPTABLE', { detail: [...answers, ...unwritten, ...remedy].join('; ') })
}

function shown(types: readonly string[]): string {
  return types.join(', ')
}

// What a range may mean, the likeliest first; JSON stands before all where the range includes it.
const json = ['application/json']
const ranges: ReadonlyMap<string, readonly string[]> = new Map([
  ['text', ['text/plain', 'text/html', 'text/csv']],
  ['image', ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']],
  ['audio', ['audio/wav', 'audio/mpeg']],
  ['video', ['video/mp4']],
])

/** The media types to answer with for a declared one, which may be a range. */
function typesOf(mediaType: string): readonly string[] {
  if (!isMediaRange(mediaType)) return [mediaType]
  return ranges.get(parseMediaType(mediaType)?.type ?? '') ?? json
}

/** The media type to answer with for a declared one, which may be a range. */
export function concrete(mediaType: string): string {
  return typesOf(mediaType)[0] ?? 'application/json'
}
