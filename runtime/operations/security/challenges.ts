// What a 401 asks for: the challenges of WWW-Authenticate (RFC 9110, section 11.6.1).
import type { SecurityScheme } from '../../contract/contract.js'

/**
 * One challenge for each scheme that would do, separated by commas; `rejected` are those whose credentials were well-formed
 * and wrong. An API key has no registered scheme, so it is called ApiKey.
 */
export function challenges(
  schemes: readonly SecurityScheme[],
  rejected: ReadonlySet<SecurityScheme>,
): string {
  const asked = schemes.flatMap((scheme) => challenge(scheme, rejected.has(scheme)))
  return [...new Set(asked)].join(', ')
}

function challenge(scheme: SecurityScheme, isRejected: boolean): readonly string[] {
  const realm = `realm=${quoted(scheme.name)}`
  if (scheme.type === 'unchecked') return []
  if (scheme.type === 'apiKey')
    return [`ApiKey ${realm}, in=${quoted(scheme.in)}, name=${quoted(scheme.parameter)}`]
  switch (scheme.scheme) {
    case 'basic':
      // RFC 7617, section 2.1.
      return [`Basic ${realm}, charset="UTF-8"`]
    case 'bearer':
      // RFC 6750, section 3.1: no error where there was no token.
      return [isRejected ? `Bearer ${realm}, error="invalid_token"` : `Bearer ${realm}`]
    default:
      return isToken(scheme.scheme) ? [`${scheme.scheme} ${realm}`] : []
  }
}

// Names come from the document: what a quoted string cannot hold as it is, is left out.
function quoted(text: string): string {
  return `"${text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')}"`
}

function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text)
}
