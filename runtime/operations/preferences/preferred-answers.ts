// Answers that a client asks for by name: a status, an example, made-up data. They come from the contract alone; no record
// is read or written, and no hook runs.
import type { BodyContract, OperationContract, ResponseContract } from '../../contract/contract.js'
import { MockError } from '../../errors.js'
import { problemMediaType } from '../../http/problem.js'
import type { Reply } from '../../http/reply.js'
import { createRandom, type Random, seedOf } from '../../ids.js'
import { isJsonMediaType } from '../../media-types.js'
import { compileErrorBody } from '../error-body.js'
import { type ErrorStory, phraseOf } from '../error-meanings.js'
import { exampleHeaders } from '../headers/example-headers.js'
import { compileOffers, type Offer } from '../offers.js'
import { exampleText, sampleBody } from '../sample-body.js'
import type { Preferences } from './read-preferences.js'

/** Makes the answer that is asked for. Throws MOCK_PREFERENCE where the contract does not have it. */
export type PreferredAnswer = (accept: string | undefined, asked: Preferences, random: () => Random) => Reply

/** True when the preferences name an answer, whatever the request would do. */
export function namesAnswer({ code, example, dynamic }: Preferences): boolean {
  return code !== undefined || example !== undefined || dynamic
}

export function compilePreferredAnswer(operation: OperationContract): PreferredAnswer {
  const samples = new Map<string, Reply['body']>()
  const sampleOf = ({ body, mediaType }: Offer, status: number): Reply['body'] => {
    const key = `${status} ${mediaType}`
    const known = samples.get(key)
    if (known !== undefined) return known
    const tells = status >= 400 && body.examples.size === 0 && isJsonMediaType(mediaType)
    const random = createRandom(seedOf(body.pointer ?? mediaType))
    const made = tells ? errorText(body, status) : sampleBody(body, mediaType, random)
    samples.set(key, made)
    return made
  }
  return (accept, asked, random) => {
    const response = asked.code === undefined ? operation.success([]) : declared(operation, asked.code)
    const { status } = response
    const headers = { ...exampleHeaders(response, operation), vary: 'Prefer' }
    if (response.bodies.length === 0) {
      if (asked.example !== undefined) throw unknownExample(asked.example, response)
      return withoutContent(status, headers)
    }
    const offer = chooseOffer(response, accept, asked.example)
    const body = askedBody(offer, asked, random) ?? sampleOf(offer, status)
    return { status, headers: { ...headers, 'content-type': offer.mediaType }, body }
  }
}

function declared(operation: OperationContract, code: number): ResponseContract {
  const response = operation.response(code)
  if (response !== undefined) return response
  const list = operation.declaredStatuses.join(', ') || 'none'
  throw new MockError('MOCK_PREFERENCE', {
    detail: `Prefer asks for the code ${code}, and the contract has no such response; it has ${list}`,
  })
}

// An error is readable for everybody: what is not acceptable is still better than another error.
function chooseOffer(
  response: ResponseContract,
  accept: string | undefined,
  example: string | undefined,
): Offer {
  if (example !== undefined) {
    const bodies = response.bodies.filter((body) => body.examples.has(example))
    if (bodies.length === 0) throw unknownExample(example, response)
    return compileOffers({ ...response, bodies }).choose(accept)
  }
  const offers = compileOffers(response)
  const [first] = offers.all
  try {
    return offers.choose(accept)
  } catch (error) {
    if (response.status < 400 || first === undefined) throw error
    return first
  }
}

function unknownExample(name: string, { status, bodies }: ResponseContract): MockError {
  const names = [...new Set(bodies.flatMap((body) => [...body.examples.keys()]))].filter((key) => key !== '')
  return new MockError('MOCK_PREFERENCE', {
    detail:
      `Prefer asks for the example ${JSON.stringify(name)}, and the response ${status} has ` +
      (names.length === 0 ? 'no examples with names' : names.map((key) => JSON.stringify(key)).join(', ')),
  })
}

function askedBody(
  { body, mediaType }: Offer,
  { example, dynamic }: Preferences,
  random: () => Random,
): Reply['body'] {
  if (example !== undefined) return exampleText(body.examples.get(example), mediaType)
  return dynamic ? sampleBody(body, mediaType, random(), true) : undefined
}

// Without an example the body says at least which status it is of.
function errorText(body: BodyContract, status: number): string {
  return JSON.stringify(compileErrorBody(body, status)(storyOf(status)))
}

function storyOf(status: number): ErrorStory {
  const title = phraseOf(status)
  const code = title.toUpperCase().replace(/[^A-Z]+/g, '_')
  return { code, status, title, detail: undefined, errors: [] }
}

// An error without declared content is told as all errors are; it says no more than its status (RFC 9457, section 4.2.1).
function withoutContent(status: number, headers: Reply['headers']): Reply {
  if (status < 400) return { status, headers, body: undefined }
  const problem = { type: 'about:blank', title: phraseOf(status), status }
  return { status, headers: { ...headers, 'content-type': problemMediaType }, body: JSON.stringify(problem) }
}
