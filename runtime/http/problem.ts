// Errors as problem documents (RFC 9457).
import { MockError } from '../errors.js'
import type { JsonObject } from '../json.js'
import type { Reply } from './reply.js'

export const problemMediaType = 'application/problem+json'

/**
 * The problem document of an error: `type` (a URN made from the code, which never changes), `title`, `status`, `code`,
 * and where they are known `detail` and `errors`.
 */
export function problemBody(error: MockError): JsonObject {
  return {
    type: problemType(error.code),
    title: error.title,
    status: error.status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    code: error.code,
    ...(error.errors.length === 0 ? {} : { errors: error.errors.map((violation) => ({ ...violation })) }),
  }
}

/** The reply of an error: its problem document, with the headers that the error carries. */
export function problemReply(error: MockError): Reply {
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': problemMediaType },
    body: JSON.stringify(problemBody(error)),
  }
}

/** The refusal of a method that a path does not have; 405 must name the ones it has (RFC 9110, section 15.5.6). */
export function methodNotAllowed(allow: readonly string[]): MockError {
  const list = allow.join(', ')
  return new MockError('MOCK_METHOD_NOT_ALLOWED', {
    detail: `this path has ${list}`,
    headers: { allow: list },
  })
}

// `about:blank` would be wrong: it stands for problems that say no more than the status, under the status's own title.
function problemType(code: string): string {
  return `urn:mockgen:problem:${code
    .replace(/^MOCK_/, '')
    .replaceAll('_', '-')
    .toLowerCase()}`
}
