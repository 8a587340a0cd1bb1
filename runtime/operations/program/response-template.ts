// Answers made from expressions: the status, headers and body that a declaration gives, and the usual ones for the rest.
import type { Contract, OperationContract, ResponseContract } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { ResponseFacts, Template } from '../../facts.js'
import { negotiate } from '../../http/negotiate.js'
import { assertSendable, type Reply } from '../../http/reply.js'
import { type Json, toPointer } from '../../json.js'
import { isJsonMediaType } from '../../media-types.js'
import { createErrorReplies } from '../error-replies.js'
import { concrete, notAcceptable } from '../offers.js'
import type { Run } from './run.js'
import type { Templates } from './templates.js'

/** What the answer would be without the declaration. */
export interface UsualAnswer {
  /** The response whose media types and required headers it has. */
  readonly response: ResponseContract
  /** The one record that it is about. */
  readonly shows?: StoredRecord | undefined
  /** Makes it. */
  reply(): Reply | Promise<Reply>
  /** Adds headers that it has besides those of the response. */
  withHeaders(reply: Reply): Reply
}

/** Makes the answer of a run. */
export type Respond = (run: Run, usual: UsualAnswer) => Reply | Promise<Reply>

/** Where a response is declared. */
export interface ResponsePlace {
  readonly contract: Contract
  readonly operation: OperationContract
  readonly at: string
  readonly templates: Templates
}

/**
 * Compiles a declared response; undefined gives the usual answer. MOCK_EXPRESSION when an expression has no value, or one
 * that cannot stand in a header.
 */
export function compileResponse(facts: ResponseFacts | undefined, place: ResponsePlace): Respond {
  if (facts === undefined) return (_run, usual) => usual.reply()
  const { status } = facts
  const headersOf = compileHeaders(facts.headers ?? {}, `${place.at}/headers`, place.templates)
  const make = facts.body === undefined ? compileUsual(place, status) : compileBody(facts.body, place, status)
  return async (run, usual) => {
    const reply = await make(run, usual)
    const headers = headersOf(run)
    return { ...reply, status: status ?? reply.status, headers: { ...reply.headers, ...headers } }
  }
}

// A refusal without a body of its own is told as all refusals are; but it is an answer, and what was done stays done.
function compileUsual({ operation }: ResponsePlace, status: number | undefined): Respond {
  if (status === undefined || status < 400) return (_run, usual) => usual.reply()
  const errorReply = createErrorReplies(operation, {})(new MockError('MOCK_REFUSED', { status }))
  return () => errorReply
}

function compileBody(template: Template, place: ResponsePlace, status: number | undefined): Respond {
  const evaluate = place.templates.answer(template, `${place.at}/body`)
  const declared = status === undefined ? undefined : place.operation.response(status)
  return (run, usual) => {
    const response = status === undefined ? usual.response : declared
    const value = evaluate(run)
    const mediaType = value === undefined ? undefined : mediaTypeOf(response, run.call.request.accept)
    const { shows } = usual
    return usual.withHeaders({
      status: status ?? usual.response.status,
      headers: {
        ...(mediaType !== undefined && { 'content-type': mediaType }),
      },
      body: value === undefined ? undefined : textOf(value, mediaType),
      ...(shows && { shows, showsMore: true }),
    })
  }
}

// Expressions make JSON: where the contract has both, that is what is offered.
function mediaTypeOf(response: ResponseContract | undefined, accept: string | undefined): string {
  const bodies = response?.bodies ?? []
  const json = bodies.filter((body) => isJsonMediaType(body.mediaType))
  const offered = (json.length > 0 ? json : bodies).map((body) => body.mediaType)
  if (offered.length === 0) return 'application/json'
  return concrete(negotiate(accept, offered) ?? notAcceptable(offered))
}

function textOf(value: Json, mediaType: string | undefined): string {
  const isText = typeof value === 'string' && mediaType !== undefined && !isJsonMediaType(mediaType)
  return isText ? value : JSON.stringify(value)
}

function compileHeaders(
  headers: Readonly<Record<string, Template>>,
  at: string,
  templates: Templates,
): (run: Run) => Record<string, string> {
  const compiled = Object.entries(headers).map(([name, template]) => {
    const place = `${at}${toPointer([name])}`
    const options = { encodeParameters: holdUrls.has(name.toLowerCase()) }
    return { name: name.toLowerCase(), evaluate: templates.answer(template, place, options), at: place }
  })
  return (run) =>
    Object.fromEntries(
      compiled.flatMap(({ name, evaluate, at: place }) => {
        const value = evaluate(run)
        return value === undefined || value === null ? [] : [[name, headerText(name, value, place)]]
      }),
    )
}

// RFC 9110, sections 8.7 and 10.2.2; RFC 8288.
const holdUrls: ReadonlySet<string> = new Set(['location', 'content-location', 'link'])

function headerText(name: string, value: Json, at: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  try {
    assertSendable({ status: 200, headers: { [name]: text }, body: undefined })
    return text
  } catch (error) {
    const message = `the value of the header ${name} cannot stand in a header`
    throw new MockError('MOCK_EXPRESSION', {
      detail: message,
      errors: [{ pointer: at, message, keyword: 'header' }],
      cause: error,
    })
  }
}
