// What a request is answered with, before it is written to the socket.

/** An answer. Its body is already serialised; Content-Length is not among the headers, the writer adds it. */
export interface Reply {
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Text is written as UTF-8. Undefined: no body. */
  readonly body: string | Uint8Array | undefined
}
