// A client of a running mock: requests by method and path, each answer held against the contract.
import type { Json } from '@mockgen/runtime'
import type { MockApp } from '../../../runtime/mock-app.js'
import { advancedBy, frozen } from '../../../runtime/sandboxes/clock-state.js'

/** What came back. */
export interface SeedReply {
  readonly status: number
  readonly headers: Headers
  /** Parsed when it is JSON, else text; undefined when it is empty. */
  readonly body: unknown
}

type Headings = Readonly<Record<string, string>>

/** Requests of one client, in one sandbox. Each throws when the answer breaks the contract. */
export interface SeedClient {
  readonly app: MockApp
  readonly url: string
  /** Name of the sandbox. */
  readonly sandbox: string
  get(path: string, headers?: Headings): Promise<SeedReply>
  delete(path: string, headers?: Headings): Promise<SeedReply>
  post(path: string, body?: unknown, headers?: Headings): Promise<SeedReply>
  put(path: string, body?: unknown, headers?: Headings): Promise<SeedReply>
  patch(path: string, body?: unknown, headers?: Headings): Promise<SeedReply>
  send(method: string, path: string, body?: unknown, headers?: Headings): Promise<SeedReply>
  /** Stops the sandbox's clock, and with it what only time changes. */
  freeze(): Promise<void>
  /** Moves the sandbox's clock. */
  advance(seconds: number): Promise<void>
}

/** The text at a path of property names in an answer: `textAt(reply, 'users', 0, 'id')`. Throws when there is none. */
export function textAt({ status, body }: SeedReply, ...path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>((value, name) => Object(value)[name], body)
  if (typeof found === 'string') return found
  throw new Error(`${status} ${JSON.stringify(body)} has no text at ${path.join('/')}`)
}

export function clientOf(mock: {
  readonly app: MockApp
  readonly url: string
  readonly sandbox: string
}): SeedClient {
  const { app, url, sandbox } = mock
  const send = async (method: string, path: string, body?: unknown, headers: Headings = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { 'x-mock-sandbox': sandbox, ...type, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const reply = await readReply(response)
    assertContract(app, method, path, reply)
    return reply
  }
  return {
    ...mock,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body, headers) => send('PATCH', path, body, headers),
    freeze: async () => void (await app.sandboxes.get(sandbox).changeClock(frozen)),
    advance: async (seconds) =>
      void (await app.sandboxes.get(sandbox).changeClock(advancedBy(seconds * 1_000))),
  }
}

async function readReply(response: Response): Promise<SeedReply> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = /[/+]json\b/.test(headers.get('content-type') ?? '')
  return { status, headers, body: text === '' ? undefined : isJson ? JSON.parse(text) : text }
}

/** Throws when the contract declares the status and its body is another one. */
function assertContract(app: MockApp, method: string, path: string, { status, body }: SeedReply): void {
  const id = operationAt(app, method, path)
  const declared = id === undefined ? undefined : app.contract.operation(id).response(status)
  if (body === undefined || declared === undefined) return
  const [violation] = declared.bodies[0]?.validate(body as Json) ?? []
  if (violation === undefined) return
  throw new Error(
    `${id} answers ${status} against its contract at ${violation.pointer}: ${violation.message}`,
  )
}

function operationAt(app: MockApp, method: string, path: string): string | undefined {
  const segments = (path.split('?', 1)[0] ?? '').split('/')
  const matches = (template: string) => {
    const parts = template.split('/')
    return (
      parts.length === segments.length &&
      parts.every((part, i) => part === segments[i] || part.startsWith('{'))
    )
  }
  const found = Object.entries(app.operations).filter(
    ([, facts]) => facts.method === method.toLowerCase() && matches(facts.path),
  )
  // A literal path before a template, as the router does.
  return (found.find(([, facts]) => !facts.path.includes('{')) ?? found[0])?.[0]
}
