// Reads a request as its operation declares it: parameters decoded, the body read, typed and validated.
import type { IncomingMessage } from 'node:http'
import type { BodyContract, OperationContract } from '../contract/contract.js'
import { MockError, type Violation } from '../errors.js'
import { announcesBody, type RequestBody, readBody } from '../http/read-body.js'
import type { Json } from '../json.js'
import type { OperationRequest } from './operation-request.js'

/** What the router found in a request's target: raw path parameters and the raw query string. */
export interface MatchedTarget {
  readonly path: Readonly<Record<string, string>>
  readonly query: string
  /** The body of a request that was read already. Default: the operation reads it. */
  readonly body?: () => Promise<RequestBody | undefined>
}

/**
 * Compiles the reader of an operation's requests. It rejects with the MockError that says everything that is wrong. `onBody` is
 * told what a body holds, valid or not.
 */
export function compileRequestReader(
  operation: OperationContract,
  bodyLimitBytes: number,
  onBody: (message: IncomingMessage, value: Json | undefined) => void = () => undefined,
): (message: IncomingMessage, target: MatchedTarget) => OperationRequest | Promise<OperationRequest> {
  const takesBody = operation.requestBodies.length > 0
  return (message, { path, query, body: read = () => readBody(message, bodyLimitBytes) }) => {
    const parameters = operation.decodeParameters({ path, query, headers: message.headers })
    const { accept } = message.headers
    const url = message.url ?? ''
    if (!takesBody) return { parameters, body: undefined, accept, url }
    const declared = declaredBody(operation, message)
    if (declared === undefined && announcesBody(message)) throw unsupported(operation, message)
    return read().then((sent) => {
      const reading = readValue(operation, declared, sent)
      onBody(message, reading.value)
      const body = validValue(operation, reading)
      return { parameters, body, accept, url }
    })
  }
}

function validValue(operation: OperationContract, reading: BodyReading): Json | undefined {
  if (reading.violations.length === 0) return reading.value
  throw new MockError('MOCK_INVALID_REQUEST', {
    status: operation.invalidStatus,
    errors: reading.violations.map((violation) => ({ ...violation, pointer: `/body${violation.pointer}` })),
  })
}

/** The declared body that a request's Content-Type fits, if it can be read here. */
export function declaredBody(
  operation: OperationContract,
  message: IncomingMessage,
): BodyContract | undefined {
  const contentType = message.headers['content-type']
  const declared = contentType === undefined ? undefined : operation.requestBody(contentType)
  return declared?.isUnreadable === true ? undefined : declared
}

/** The value of a body, undefined when there is none, and what of it breaks the contract, relative to the body. */
export interface BodyReading {
  readonly value: Json | undefined
  readonly violations: readonly Violation[]
}

/** Reads what a request brought as an operation declares it. Throws MOCK_BAD_REQUEST for forms that contradict themselves. */
export function readValue(
  operation: OperationContract,
  declared: BodyContract | undefined,
  body: RequestBody | undefined,
): BodyReading {
  if (body === undefined || declared === undefined) return operation.bodyRequired ? missing : nothing
  if (body.fields === undefined) return { value: body.value, violations: declared.validate(body.value) }
  const { value, violations } = declared.readForm(body.fields)
  return { value, violations: [...violations, ...declared.validate(value)] }
}

const nothing: BodyReading = { value: undefined, violations: [] }
const missing: BodyReading = {
  value: undefined,
  violations: [{ pointer: '', message: 'is required', keyword: 'required' }],
}

function unsupported(operation: OperationContract, { headers }: IncomingMessage): MockError {
  const readable = operation.requestBodies.filter((body) => !body.isUnreadable)
  const declared = readable.map((body) => body.mediaType).join(', ')
  const contentType = headers['content-type']
  const found =
    contentType === undefined ? 'the request has no Content-Type' : `the request has ${contentType}`
  const taken = readable.length === 0 ? 'only XML, which this mock does not read' : declared
  return new MockError('MOCK_UNSUPPORTED_MEDIA_TYPE', {
    detail: `this operation takes ${taken}; ${found}`,
    // RFC 9110, section 15.5.16: the types that would be accepted.
    ...(readable.length > 0 && { headers: { accept: declared } }),
  })
}
