// Credentials for tests: what the contract asks for, well-formed and of nobody.
import type { OperationContract, SecurityScheme } from '../contract/contract.js'

/** What a request carries to be let in. */
export interface SampleCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly cookies: readonly (readonly [name: string, value: string])[]
}

export const noCredentials: SampleCredentials = { headers: {}, query: [], cookies: [] }

/** Credentials for the first security requirement of an operation; none where it asks for none. */
export function sampleCredentials({ security }: OperationContract): SampleCredentials {
  const [first = []] = security.some((schemes) => schemes.length === 0) ? [] : security
  const keys = first.filter((scheme) => scheme.type === 'apiKey')
  const keysIn = (place: 'header' | 'query' | 'cookie') =>
    keys.filter((scheme) => scheme.in === place).map(({ parameter }) => [parameter, 'sample-key'] as const)
  const authorization = first.map(authorizationOf).filter((value) => value !== undefined)
  return {
    headers: {
      ...Object.fromEntries(keysIn('header')),
      ...(authorization[0] !== undefined && { authorization: authorization[0] }),
    },
    query: keysIn('query'),
    cookies: keysIn('cookie'),
  }
}

function authorizationOf(scheme: SecurityScheme): string | undefined {
  if (scheme.type !== 'http') return undefined
  if (scheme.scheme === 'basic') return `Basic ${Buffer.from('user:password').toString('base64')}`
  return scheme.scheme === 'bearer' ? 'Bearer sample-token' : `${scheme.scheme} sample`
}
