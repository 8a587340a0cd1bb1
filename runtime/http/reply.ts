// What a request is answered with, before it is written to the socket.
import { validateHeaderName, validateHeaderValue } from 'node:http'

/** An answer. Its body is already serialised; Content-Length is not among the headers, the writer adds it. */
export interface Reply {
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Cookies besides the one in `headers`: they cannot share a line (RFC 6265, section 3). Default: none. */
  readonly moreCookies?: readonly string[]
  /** Text is written as UTF-8. Undefined: no body. */
  readonly body: string | Uint8Array | undefined
  /**
   * The one stored record that the answer shows; the version that it has once everything is committed makes the answer's
   * entity tag. Not of an answer that shows a removed record. Without this and `lists` the body makes the tag of a GET.
   */
  readonly shows?: Versioned
  /** True when the body holds more than `shows`: related records, values of expressions. Then the tag depends on the body, too. */
  readonly showsMore?: boolean
  /** The page that the answer lists, when it shows these records, the numbers about the page and nothing else. */
  readonly lists?: { readonly records: readonly Versioned[]; readonly total: number; readonly start: number }
}

/** A stored row as an entity tag knows it. */
export interface Versioned {
  /** Undefined while what was written is not committed, and for what was removed. */
  readonly version: number | undefined
  /** Its place in the order of insertion, which no other row of its space has; undefined where it is not known. */
  readonly sequence?: number | undefined
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
