// Sends bytes as they are and reads what comes back, without an HTTP library that would mend or refuse them.
import { connect, type Socket } from 'node:net'

/** What came back: the head, the body, or that the server closed the connection or said nothing in time. */
export type RawReply =
  | { readonly kind: 'answered'; readonly status: number; readonly head: string; readonly body: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silent' }

export interface RawClient {
  /** `last` closes our side after the bytes, for those whose length may be a lie. */
  send(bytes: Buffer, options: { readonly last: boolean; readonly isHead: boolean }): Promise<RawReply>
  close(): void
}

/** A client with one connection at a time, opened anew when the server has closed it. Silence ends after `timeoutMs`. */
export function createRawClient(port: number, timeoutMs: number): RawClient {
  let socket: Socket | undefined

  function reset(): void {
    // A reset leaves no port behind that waits.
    socket?.resetAndDestroy()
    socket = undefined
  }

  return {
    send: (bytes, { last, isHead }) =>
      new Promise((resolve) => {
        const used = socket ?? connect({ port, host: '127.0.0.1', noDelay: true })
        socket = used
        let text = ''
        const finish = (reply: RawReply, keep: boolean) => {
          clearTimeout(timer)
          used.removeAllListeners()
          used.on('error', () => undefined)
          if (!keep) reset()
          resolve(reply)
        }
        const timer = setTimeout(() => finish({ kind: 'silent' }, false), timeoutMs)
        used.on('error', () => undefined)
        used.on('close', () => finish(text === '' ? { kind: 'closed' } : partial(text), false))
        used.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1')
          const reply = readReply(text, isHead)
          if (reply === undefined) return
          const keep = !last && reply.rest === '' && !/^connection: close\r?$/im.test(reply.reply.head)
          finish(reply.reply, keep)
        })
        used.write(bytes)
        if (last) used.end()
      }),
    close: reset,
  }
}

type Answered = Extract<RawReply, { kind: 'answered' }>

function readReply(
  text: string,
  isHead: boolean,
): { readonly reply: Answered; readonly rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
  const rest = text.slice(end + 4)
  // An interim answer, such as 100 Continue, comes before the one that counts.
  if (status >= 100 && status < 200 && status !== 101) return readReply(rest, isHead)
  if (isHead || status === 204 || status === 304)
    return { reply: { kind: 'answered', status, head, body: '' }, rest }
  if (/^transfer-encoding: chunked/im.test(head)) {
    const last = rest.indexOf('0\r\n\r\n')
    if (last < 0) return undefined
    return {
      reply: { kind: 'answered', status, head, body: rest.slice(0, last) },
      rest: rest.slice(last + 5),
    }
  }
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN)
  // Without a length the body ends with the connection.
  if (Number.isNaN(length) || rest.length < length) return undefined
  const body = rest.slice(0, length)
  return { reply: { kind: 'answered', status, head, body }, rest: rest.slice(length) }
}

// What had come when the connection closed: a body without a length, or an answer that was cut off.
function partial(text: string): RawReply {
  const interim = /^HTTP\/1\.1 1\d\d[\s\S]*?\r\n\r\n/.exec(text)?.[0]
  if (interim !== undefined) return partial(text.slice(interim.length))
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
  return Number.isNaN(status)
    ? { kind: 'closed' }
    : { kind: 'answered', status, head, body: end < 0 ? '' : text.slice(end + 4) }
}
