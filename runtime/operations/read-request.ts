// Reads a request as its operation declares it: parameters decoded, the body read, typed and validated.
import type { IncomingMessage } from 'node:http'
import type { BodyContract, Contract, OperationContract } from '../contract/contract.js'
import { typeForm } from '../contract/form-values.js'
import { MockError, type Violation } from '../errors.js'
import { announcesBody, type RequestBody, readBody } from '../http/read-body.js'
import type { Json } from '../json.js'
import type { OperationRequest } from './operation-request.js'

/** What the router found in a request's target: raw path parameters and the raw query string. */
export interface MatchedTarget {
  readonly path: Readonly<Record<string, string>>
  readonly query: string
}

/** Compiles the reader of an operation's requests. It rejects with the MockError that says everything that is wrong. */
export function compileRequestReader(
  contract: Contract,
  operation: OperationContract,
  bodyLimitBytes: number,
): (message: IncomingMessage, target: MatchedTarget) => OperationRequest | Promise<OperationRequest> {
  const takesBody = operation.requestBodies.length > 0
  return (message, { path, query }) => {
    const parameters = operation.decodeParameters({ path, query, headers: message.headers })
    const { accept } = message.headers
    const url = message.url ?? ''
    if (!takesBody) return { parameters, body: undefined, accept, url }
    return readDeclaredBody(contract, operation, message, bodyLimitBytes).then((body) => ({
      parameters,
      body,
      accept,
      url,
    }))
  }
}

async function readDeclaredBody(
  contract: Contract,
  operation: OperationContract,
  message: IncomingMessage,
  limitBytes: number,
): Promise<Json | undefined> {
  const contentType = message.headers['content-type']
  const declared = contentType === undefined ? undefined : operation.requestBody(contentType)
  if (declared === undefined && announcesBody(message)) throw unsupported(operation, contentType)
  const body = await readBody(message, limitBytes)
  if (body === undefined || declared === undefined) {
    if (operation.bodyRequired)
      throw invalid(operation, [{ pointer: '', message: 'is required', keyword: 'required' }])
    return undefined
  }
  const value = bodyValue(body, declared, contract)
  const violations = declared.validate(value)
  if (violations.length > 0) throw invalid(operation, violations)
  return value
}

function bodyValue(body: RequestBody, declared: BodyContract, contract: Contract): Json {
  if (body.fields === undefined) return body.value
  if (declared.pointer === undefined) return typeForm(body.fields)
  return typeForm(body.fields, { $ref: declared.pointer }, (schema) => contract.resolveSchema(schema))
}

function invalid(operation: OperationContract, violations: readonly Violation[]): MockError {
  return new MockError('MOCK_INVALID_REQUEST', {
    status: operation.invalidStatus,
    errors: violations.map((violation) => ({ ...violation, pointer: `/body${violation.pointer}` })),
  })
}

function unsupported(operation: OperationContract, contentType: string | undefined): MockError {
  const declared = operation.requestBodies.map((body) => body.mediaType).join(', ')
  const found =
    contentType === undefined ? 'the request has no Content-Type' : `the request has ${contentType}`
  return new MockError('MOCK_UNSUPPORTED_MEDIA_TYPE', {
    detail: `this operation takes ${declared}; ${found}`,
    // RFC 9110, section 15.5.16: the types that would be accepted.
    headers: { accept: declared },
  })
}
