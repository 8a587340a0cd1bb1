// The requests that a log keeps: those on their way, and the newest of those that were answered.
import type { ServerResponse } from 'node:http'
import type { Json } from '../json.js'

/** A request that was answered. */
export interface LoggedRequest {
  readonly method: string
  /** Path of the URL as it came. */
  readonly path: string
  /** Query of the URL as it came, without the question mark. */
  readonly query: string
  /** What the request named as its sandbox, `default` where it named none. */
  readonly sandbox: string
  /** Of the answer. */
  readonly status: number
  /** Undefined where the request reached no operation. */
  readonly operationId: string | undefined
  /** As the operation declares it; undefined where there was none, or where it could not be read or nobody came to read it. */
  readonly body: Json | undefined
}

type Asked = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'sandbox'>

/** A request, which holds its response until that has ended. */
export class LogEntry {
  operationId: string | undefined
  body: Json | undefined
  bodyBytes = 0
  readonly #asked: Asked
  #response: ServerResponse | undefined
  #logged: LoggedRequest | undefined

  constructor(asked: Asked, response: ServerResponse) {
    this.#asked = asked
    this.#response = response
  }

  /** Undefined until it is answered; whoever has the answer finds the request. */
  get logged(): LoggedRequest | undefined {
    const { operationId, body } = this
    if (this.#response?.headersSent === true)
      this.#logged ??= { ...this.#asked, operationId, body, status: this.#response.statusCode }
    return this.#logged
  }

  /** Lets go of the response; undefined where nothing was answered, or where the request was forgotten. */
  end(): LoggedRequest | undefined {
    const { logged } = this
    this.#response = undefined
    return logged
  }

  forget(): void {
    this.#response = undefined
    this.#logged = undefined
  }
}

/** Requests that are kept: more than a test sends, and little memory. */
const maxRequests = 1_000
/** Bodies that are kept together, in bytes as they were sent. */
const maxBodyBytes = 16 * 1024 * 1024

/** The newest entries, in the order in which the requests came. */
export class LogEntries {
  #entries: LogEntry[] = []
  #bodyBytes = 0

  add(entry: LogEntry): void {
    this.#entries.push(entry)
    this.#trim()
  }

  /** Notes what an entry's body holds; where its size is not known, its text has it. */
  setBody(entry: LogEntry, body: Json, bytes?: number): void {
    // Hooks may change what they are given.
    entry.body = structuredClone(body)
    entry.bodyBytes = bytes ?? JSON.stringify(body).length
    if (!this.#entries.includes(entry)) return
    this.#bodyBytes += entry.bodyBytes
    this.#trim()
  }

  remove(entry: LogEntry): void {
    const place = this.#entries.indexOf(entry)
    if (place < 0) return
    this.#entries.splice(place, 1)
    this.#bodyBytes -= entry.bodyBytes
  }

  all(): readonly LoggedRequest[] {
    return this.#entries.flatMap(({ logged }) => logged ?? [])
  }

  /** Forgets those that were answered and are meant. */
  clear(isMeant: (request: LoggedRequest) => boolean): void {
    for (const entry of [...this.#entries]) {
      const { logged } = entry
      if (logged === undefined || !isMeant(logged)) continue
      this.remove(entry)
      entry.forget()
    }
  }

  #trim(): void {
    while (this.#entries.length > maxRequests || this.#bodyBytes > maxBodyBytes)
      this.#bodyBytes -= this.#entries.shift()?.bodyBytes ?? 0
  }
}
