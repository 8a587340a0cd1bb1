// Security schemes of Swagger 2.0 (Security Scheme Object) in the words of OpenAPI 3.0.
import type { JsonObject } from '@mockgen/runtime'

/** Names of the OAuth 2 flows before and since. */
const flows: ReadonlyMap<unknown, string> = new Map([
  ['implicit', 'implicit'],
  ['password', 'password'],
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
])

/** One scheme; what is no scheme of Swagger 2.0 stays as it is. */
export function convertSecurityScheme(scheme: JsonObject): JsonObject {
  if (scheme.type === 'basic') return { ...scheme, type: 'http', scheme: 'basic' }
  const name = flows.get(scheme.flow)
  if (scheme.type !== 'oauth2' || name === undefined) return scheme
  const { flow: _flow, authorizationUrl, tokenUrl, scopes = {}, ...rest } = scheme
  const flow = {
    ...(authorizationUrl !== undefined && { authorizationUrl }),
    ...(tokenUrl !== undefined && { tokenUrl }),
    scopes,
  }
  return { ...rest, flows: { [name]: flow } }
}
