// What a request is answered with, before it is written to the socket.
import { validateHeaderName, validateHeaderValue } from 'node:http'

/** An answer. Its body is already serialised; Content-Length is not among the headers, the writer adds it. */
export interface Reply {
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Text is written as UTF-8. Undefined: no body. */
  readonly body: string | Uint8Array | undefined
}

/** Throws when the reply cannot be sent: a status outside 200 to 599, or a header that HTTP does not allow. */
export function assertSendable({ status, headers }: Reply): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`a reply cannot have the status ${status}`)
  }
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  }
}
