// The request as expressions see it: `request.body`, `request.path.petId`, `request.headers['x-tenant']`.
import type { IncomingMessage } from 'node:http'
import type { OperationContract } from '../../contract/contract.js'
import type { Json } from '../../json.js'
import type { Call } from '../behaviour.js'

/** The names below `request`. What the request does not have is absent. */
export interface RequestValues {
  readonly method: string
  readonly path: Readonly<Record<string, Json>>
  readonly query: Readonly<Record<string, Json>>
  readonly cookies: Readonly<Record<string, Json>>
  readonly headers: Readonly<Record<string, Json>>
  readonly body?: Json
}

/**
 * Headers stand under their names in lower case, as text; declared ones under the name that the contract gives them as well,
 * and decoded as it says. The body has the defaults of its schema, unless it is that of a PATCH.
 */
export function requestValues({ request, exchange }: Call, operation: OperationContract): RequestValues {
  const { path, query, cookies, headers } = request.parameters
  const body = withDefaults(request.body, exchange.request, operation)
  const raw = exchange.request.headers
  return {
    method: exchange.request.method ?? 'GET',
    path,
    query,
    cookies,
    // Most expressions look at the body alone.
    get headers() {
      return allHeaders(raw, headers)
    },
    ...(body !== undefined && { body }),
  }
}

// What a PATCH does not say stays as it is: a default would change it.
function withDefaults(
  body: Json | undefined,
  { method, headers }: IncomingMessage,
  operation: OperationContract,
): Json | undefined {
  const contentType = headers['content-type']
  if (body === undefined || method === 'PATCH' || contentType === undefined) return body
  const fill = operation.requestBody(contentType)?.withDefaults
  return fill === undefined ? body : fill(body)
}

function allHeaders(
  raw: Readonly<Record<string, string | readonly string[] | undefined>>,
  declared: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const received = Object.entries(raw).flatMap(([name, value]): [string, Json][] =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
  )
  const decoded = Object.entries(declared).map(([name, value]): [string, Json] => [name.toLowerCase(), value])
  return Object.fromEntries([...received, ...decoded, ...Object.entries(declared)])
}
