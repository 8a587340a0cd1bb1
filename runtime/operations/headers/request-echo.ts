// Headers that an answer gives back as they came with the request, above all the id that a client gave it.
import type { OperationContract } from '../../contract/contract.js'

/** True for a declared header of an answer whose value is that of the request's header of the same name. */
export function isEchoed(name: string, operation: OperationContract): boolean {
  if (ofAnswers.has(name)) return false
  return requestIds.test(name) || operation.takesHeader(name)
}

const requestIds =
  /(?:^|-)(?:request|correlation|trace|transaction|interaction|idempotency|message)-?(?:id|key)$|correlator$/

// In an answer these say something else than in a request (RFC 9110 to 9112).
const ofAnswers: ReadonlySet<string> = new Set([
  ...[
    'cache-control',
    'content-disposition',
    'content-language',
    'content-location',
    'content-range',
    'cookie',
  ],
  ...['etag', 'expires', 'last-modified', 'link', 'location', 'pragma', 'range', 'retry-after', 'set-cookie'],
  ...['authorization', 'host', 'origin', 'referer', 'user-agent', 'vary', 'via', 'www-authenticate', 'allow'],
])

/** Longest text that is given back. */
export const maxEchoLength = 1_024
