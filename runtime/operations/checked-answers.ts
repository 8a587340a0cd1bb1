// Holds answers that people write, in hooks and templates, against the responses that the contract declares. All others are
// made from it.
import type { BodyContract, OperationContract } from '../contract/contract.js'
import type { Violation } from '../errors.js'
import type { OperationFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { isFormMediaType, isJsonMediaType, parseMediaType } from '../media-types.js'
import { parseJsonText } from '../parse-json.js'
import type { OneOperation, Work, WritingWork } from './behaviour.js'

/** Tells what is wrong with an answer to the mock's `violations`, which may refuse it. */
export type CheckAnswer = (reply: Reply) => void

/** Compiles the check of an operation's answers. */
export function compileAnswerCheck({ operation, parts }: OneOperation): CheckAnswer {
  return (reply) => parts.violations.report(operation.id, reply.status, violationsOf(operation, reply))
}

/** The work of an operation with its answers checked, where its declaration says what they are. */
export function checked(one: OneOperation, work: Work): Work {
  if (one.facts === undefined || !declaresAnswer(one.facts)) return work
  const check = compileAnswerCheck(one)
  const checkedReply = (reply: Reply): Reply => {
    check(reply)
    return reply
  }
  if (!work.writes)
    return {
      writes: false,
      perform: async (call, view, space) => checkedReply(await work.perform(call, view, space)),
    }
  const { performInPortions } = work
  const inPortions: WritingWork['performInPortions'] =
    performInPortions && (async (call, space) => checkedReply(await performInPortions(call, space)))
  return {
    ...work,
    writes: true,
    perform: async (call, unit, space) => checkedReply(await work.perform(call, unit, space)),
    ...(inPortions && { performInPortions: inPortions }),
  }
}

function declaresAnswer(facts: OperationFacts): boolean {
  switch (facts.action) {
    case undefined:
      return false
    case 'program':
      return facts.rules.some(({ response }) => response !== undefined)
    default:
      return facts.response !== undefined
  }
}

function violationsOf(operation: OperationContract, { status, headers, body }: Reply): readonly Violation[] {
  const response = operation.response(status)
  if (response === undefined)
    return [violation('/response/status', `no response ${status} is declared`, 'status')]
  const { bodies } = response
  // Without content nothing is said about a body.
  if (bodies.length === 0) return []
  if (body === undefined) return [violation('/response/body', 'must be there', 'required')]
  const mediaType = headers['content-type'] ?? ''
  const declared = bodies.find((candidate) => isOf(candidate.mediaType, mediaType))
  if (declared === undefined)
    return [violation('/response/body', `must not be ${mediaType || 'of no media type'}`, 'mediaType')]
  return bodyViolations(declared, mediaType, body).map(({ pointer, ...rest }) => ({
    pointer: `/response/body${pointer}`,
    ...rest,
  }))
}

// Bytes and forms are not read again.
function bodyViolations(
  declared: BodyContract,
  mediaType: string,
  body: string | Uint8Array,
): readonly Violation[] {
  if (typeof body !== 'string' || isFormMediaType(mediaType)) return []
  if (!isJsonMediaType(mediaType)) return declared.validate(body)
  const value = parseJsonText(body)
  return value === undefined ? [violation('', 'must be JSON', 'json')] : declared.validate(value)
}

function isOf(declared: string, found: string): boolean {
  const [range, media] = [parseMediaType(declared), parseMediaType(found)]
  if (range === undefined || media === undefined) return false
  const isType = range.type === '*' || range.type === media.type
  return isType && (range.subtype === '*' || range.subtype === media.subtype)
}

function violation(pointer: string, message: string, keyword: string): Violation {
  return { pointer, message, keyword }
}
