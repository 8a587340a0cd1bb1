// Finds the operation that a request means where several share its method and its path.
import type { IncomingMessage } from 'node:http'
import type { Contract, OperationContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import { matchConditions } from '../http/path-query.js'
import { announcesBody, type RequestBody, readBody } from '../http/read-body.js'
import type { Candidate } from '../http/router.js'
import { declaredBody, type MatchedTarget, readValue } from './read-request.js'

/** A request with an operationId, percent-encoded, in this header goes to that operation, if it is one that it could mean. */
export const operationHeader = 'x-mock-operation'

/** The operation that was chosen, and the target as its template reads it. */
export interface ChosenOperation {
  readonly id: string
  readonly target: MatchedTarget
}

/** What a request asks for, where its path does not say which operation. */
export interface UnclearRequest {
  readonly message: IncomingMessage
  readonly query: string
  readonly candidates: readonly Candidate[]
}

/**
 * The candidate whose request it is: the query in its path key, its parameters and its body all hold. Of several the more
 * particular one: a query in its path key, path parameters that are not just text, the fewest names that it does not
 * declare, the most that it requires; and then the first. Where none fits, the one that fits furthest refuses the request.
 */
export async function chooseOperation(
  { message, query, candidates }: UnclearRequest,
  contract: Contract,
  bodyLimitBytes: number,
): Promise<ChosenOperation> {
  const body = onceRead(message, bodyLimitBytes)
  const choices = candidates.map((candidate) => toChoice(candidate, contract, query, body))
  const wanted = message.headers[operationHeader]
  const named = wanted === undefined ? undefined : choices.find(({ id }) => encodeURIComponent(id) === wanted)
  if (named !== undefined) return named
  const takesBody = choices.some(({ operation }) => operation.requestBodies.length > 0)
  const sent = takesBody && announcesBody(message) ? await body().catch(unreadable) : undefined
  const ranked = choices.map((choice) => ({ choice, rank: rankOf(choice, message, sent) }))
  const [best] = ranked.sort((a, b) => compareRanks(b.rank, a.rank))
  if (best === undefined) throw new Error('a route without candidates')
  return best.choice
}

interface Choice extends ChosenOperation {
  readonly operation: OperationContract
  readonly isAsked: boolean
  readonly conditions: number
}

function toChoice(
  { id, params, conditions }: Candidate,
  contract: Contract,
  query: string,
  body: () => Promise<RequestBody | undefined>,
): Choice {
  const found = matchConditions(conditions, query)
  return {
    id,
    operation: contract.operation(id),
    isAsked: found !== undefined,
    conditions: conditions.length,
    target: { path: { ...params, ...found }, query, body },
  }
}

/** What is compared, the most important first. */
interface Rank {
  /** 0: the query of the path key does not hold; 1: a parameter does not; 2: the body does not; 3: all hold. */
  readonly stage: number
  readonly conditions: number
  readonly selective: number
  readonly unknown: number
  readonly required: number
}

function rankOf(choice: Choice, message: IncomingMessage, sent: RequestBody | undefined): Rank {
  const { operation, target, isAsked, conditions } = choice
  const { selective, required, unknown } = operation.likeness
  const body = judgeBody(operation, message, sent)
  // The names in its path key are known.
  const unknownNames = Math.max(0, unknown(target.query) - (isAsked ? conditions : 0))
  return {
    stage: !isAsked ? 0 : !decodes(operation, target, message) ? 1 : body.holds ? 3 : 2,
    conditions,
    selective,
    unknown: unknownNames + body.unknown,
    required: required + body.required,
  }
}

function decodes(
  operation: OperationContract,
  { path, query }: MatchedTarget,
  { headers }: IncomingMessage,
): boolean {
  return readOrUndefined(() => operation.decodeParameters({ path, query, headers })) !== undefined
}

interface BodyRank {
  readonly holds: boolean
  readonly unknown: number
  readonly required: number
}

function judgeBody(
  operation: OperationContract,
  message: IncomingMessage,
  sent: RequestBody | undefined,
): BodyRank {
  const isSent = announcesBody(message)
  // Such a body is ignored, but whoever sends one rather means an operation that takes it.
  if (operation.requestBodies.length === 0) return { holds: true, unknown: isSent ? 1 : 0, required: 0 }
  const declared = declaredBody(operation, message)
  if (isSent && declared === undefined) return { holds: false, unknown: 0, required: 0 }
  const reading = readOrUndefined(() => readValue(operation, declared, sent))
  const holds = reading?.violations.length === 0
  if (declared === undefined || reading?.value === undefined) return { holds, unknown: 0, required: 0 }
  const { required, unknown } = declared.likeness
  return { holds, unknown: unknown(reading.value), required }
}

function compareRanks(a: Rank, b: Rank): number {
  return (
    a.stage - b.stage ||
    a.conditions - b.conditions ||
    a.selective - b.selective ||
    b.unknown - a.unknown ||
    a.required - b.required
  )
}

// The operation that is chosen reads the body again, and refuses it in its own words.
function unreadable(error: unknown): undefined {
  if (error instanceof MockError) return undefined
  throw error
}

function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    return unreadable(error)
  }
}

function onceRead(message: IncomingMessage, limitBytes: number): () => Promise<RequestBody | undefined> {
  let reading: Promise<RequestBody | undefined> | undefined
  return () => {
    reading ??= readBody(message, limitBytes)
    return reading
  }
}
