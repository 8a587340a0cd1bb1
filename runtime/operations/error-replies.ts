// Errors as the contract wants them: where an operation declares a schema for the status, the body is shaped by it;
// everywhere else it is a problem document (RFC 9457).
import type { BodyContract, Contract, OperationContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import type { ErrorFacts } from '../facts.js'
import { problemBody, problemMediaType, problemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import { createRandom, seedOf } from '../ids.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { isJsonMediaType } from '../media-types.js'
import type { OneOperation } from './behaviour.js'

/** Makes the reply of an error that an operation answers. */
export type ErrorReplies = (error: MockError) => Reply

/** The error replies of an operation, with the statuses that its declaration or the root of the document says. */
export function errorRepliesOf({ operation, facts, parts }: OneOperation): ErrorReplies {
  return createErrorReplies(parts.contract, operation, { ...parts.settings.errors, ...facts?.errors })
}

/** `statuses` stand instead of the usual ones. */
export function createErrorReplies(
  contract: Contract,
  operation: OperationContract,
  statuses: ErrorFacts,
): ErrorReplies {
  return (refusal) => {
    const error = withStatus(refusal, statuses, operation)
    const problem = problemReply(error)
    const body = declaredBody(operation, error.status)
    if (body === undefined) return problem
    const shaped = shapeError(contract, body, error)
    if (shaped === undefined) return problem
    const headers = { ...problem.headers, 'content-type': body.mediaType }
    return { status: error.status, headers, body: JSON.stringify(shaped) }
  }
}

// What the declaration says stands above what the code of the error usually means.
function withStatus(error: MockError, statuses: ErrorFacts, operation: OperationContract): MockError {
  const wanted = wantedStatus(error, statuses, operation)
  if (wanted === undefined || wanted === error.status) return error
  const { code, detail, errors, headers, cause } = error
  return new MockError(code, {
    ...(detail !== undefined && { detail }),
    status: wanted,
    errors,
    headers,
    cause,
  })
}

function wantedStatus(
  { code, status }: MockError,
  { onNotFound, onValidationError, onConflict }: ErrorFacts,
  { response }: OperationContract,
): number | undefined {
  switch (code) {
    case 'MOCK_NOT_FOUND':
      return onNotFound
    case 'MOCK_INVALID_REQUEST':
      return onValidationError
    case 'MOCK_MISSING_REFERENCE':
      // A contract with one status for all that is wrong with a request means this, too.
      return (
        onValidationError ?? (response(status) === undefined && response(400) !== undefined ? 400 : status)
      )
    default:
      return status === 409 ? onConflict : undefined
  }
}

function declaredBody(operation: OperationContract, status: number): BodyContract | undefined {
  const bodies = operation.response(status)?.bodies ?? []
  return bodies.find((body) => body.pointer !== undefined && isJsonMediaType(body.mediaType))
}

// A problem document stands as it is where the schema knows its members. Otherwise a valid body is made from the schema
// and says what happened in the properties whose names mean it, as far as the schema stays satisfied.
function shapeError(contract: Contract, body: BodyContract, error: MockError): Json | undefined {
  const problem = problemBody(error)
  const shape = contract.shape(body.pointer === undefined ? [] : [body.pointer])
  const isProblem =
    body.mediaType === problemMediaType ||
    (shape.property('title') !== undefined && shape.property('status') !== undefined)
  if (isProblem && body.validate(problem).length === 0) return problem
  const base = body.sample(createRandom(seedOf(`${body.pointer} ${error.status}`)))
  if (!isObject(base)) return base
  const shaped = Object.entries(meanings(error)).reduce<JsonObject>((sum, [name, values]) => {
    if (shape.property(name) === undefined) return sum
    return firstValid(sum, name, values, body)
  }, base)
  // A schema that says nothing lets everything be said.
  return Object.keys(shaped).length === 0 && body.validate(problem).length === 0 ? problem : shaped
}

function firstValid(base: JsonObject, name: string, values: readonly Json[], body: BodyContract): JsonObject {
  for (const value of values) {
    const candidate = { ...base, [name]: value }
    if (body.validate(candidate).length === 0) return candidate
  }
  return base
}

// What common error schemas call these things; each takes the first value that its own schema allows.
function meanings(error: MockError): Readonly<Record<string, readonly Json[]>> {
  const text = [error.detail ?? error.title]
  const code = [error.code, error.status, String(error.status)]
  const status = [error.status, String(error.status)]
  const details = error.errors.map((violation) => ({ ...violation }))
  return {
    message: text,
    detail: text,
    description: text,
    error_description: text,
    reason: text,
    msg: text,
    title: [error.title],
    error: [error.title],
    code,
    error_code: code,
    errorCode: code,
    status,
    statusCode: status,
    status_code: status,
    errors: [details, error.errors.map((violation) => `${violation.pointer}: ${violation.message}`)],
    details: [details],
  }
}
