// A request as its parts, and as the bytes that go over the wire.

/** One request. Nothing is checked: hostile ones are what it is for. */
export interface RawRequest {
  readonly method: string
  /** The request target as it stands in the request line. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Bytes, one character each (latin1); undefined for none. */
  readonly body: string | undefined
}

/** The bytes of a request; a Content-Length is added where there is a body and the headers say nothing about it. */
export function toBytes({ method, target, headers, body }: RawRequest): Buffer {
  const isFramed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  const framing: RawRequest['headers'] =
    body === undefined || isFramed ? [] : [['content-length', String(body.length)]]
  const lines = [...headers, ...framing].map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`, 'latin1')
}
