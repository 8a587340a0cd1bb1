// Errors as the contract wants them: where an operation declares a schema for the status, the body is shaped by it;
// everywhere else it is a problem document (RFC 9457).
import type { BodyContract, OperationContract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import type { ErrorFacts } from '../facts.js'
import { problemBody, problemMediaType, problemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import { isObject } from '../json.js'
import { essenceOf, isJsonMediaType } from '../media-types.js'
import type { OneOperation } from './behaviour.js'
import { compileErrorBody } from './error-body.js'
import { concrete } from './offers.js'

/** Makes the reply of an error that an operation answers. */
export type ErrorReplies = (error: MockError) => Reply

/** The error replies of an operation, with the statuses that its declaration or the root of the document says. */
export function errorRepliesOf({ operation, facts, parts }: OneOperation): ErrorReplies {
  return createErrorReplies(operation, { ...parts.settings.errors, ...facts?.errors })
}

/** `statuses` stand instead of the usual ones. */
export function createErrorReplies(operation: OperationContract, statuses: ErrorFacts): ErrorReplies {
  const writers = new Map<number, WriteError>()
  return (refusal) => {
    const error = withStatus(refusal, statuses, operation)
    let write = writers.get(error.status)
    if (write === undefined) {
      write = compileWriter(operation, error.status)
      writers.set(error.status, write)
    }
    const problem = problemReply(error)
    const written = write(error)
    if (written === undefined) return problem
    const { mediaType, body } = written
    return { status: error.status, headers: { ...problem.headers, 'content-type': mediaType }, body }
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

/** How the errors with one status are written; undefined for an error that this cannot be told about. */
type WriteError = (error: MockError) => (Pick<Reply, 'body'> & { readonly mediaType: string }) | undefined

function compileWriter({ response }: OperationContract, status: number): WriteError {
  const bodies = response(status)?.bodies ?? []
  const body = bodies.find(({ mediaType }) => isJsonMediaType(concrete(mediaType)))
  if (body !== undefined) return compileJsonWriter(body, status)
  const text = bodies.find(({ mediaType }) => essenceOf(concrete(mediaType)) === 'text/plain')
  if (text === undefined) return () => undefined
  const mediaType = concrete(text.mediaType)
  return (error) => ({ mediaType, body: error.detail ?? error.title })
}

// A problem document stands as it is where the schema knows its members; without a schema it is as good as anything else.
function compileJsonWriter(body: BodyContract, status: number): WriteError {
  const mediaType = concrete(body.mediaType)
  if (body.pointer === undefined) return () => undefined
  const write = compileErrorBody(body, status)
  const sample = write(probe(status))
  const knowsProblems =
    essenceOf(mediaType) === problemMediaType ||
    (isObject(sample) && ['title', 'status'].every((name) => Object.hasOwn(sample, name))) ||
    // A schema that says nothing lets everything be said.
    (isObject(sample) && Object.keys(sample).length === 0)
  return (error) => {
    const problem = knowsProblems ? problemBody(error) : undefined
    const value = problem !== undefined && body.validate(problem).length === 0 ? problem : write(error)
    return value === undefined ? undefined : { mediaType, body: JSON.stringify(value) }
  }
}

function probe(status: number): MockError {
  return new MockError('MOCK_BAD_REQUEST', { status })
}
