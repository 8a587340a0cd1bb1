// A sandbox for each thing that is tried: a world that nothing else has touched.
import type { EntitiesFacts, Json, MockApp, OperationsFacts } from '@mockgen/runtime'
import type { SendOptions, SentReply, StartedMock } from '@mockgen/runtime/testing'

/** A world of its own: what is sent in it meets no records of others. */
export interface TrialSandbox {
  send(operationId: string, options?: SendOptions): Promise<SentReply>
  /** Puts a record at the values of its scope and key; answers the status. */
  put(entity: string, place: readonly Json[], record: Readonly<Record<string, Json>>): Promise<number>
}

export interface RunningMock {
  readonly app: MockApp
  readonly mock: StartedMock
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
}

let sandboxes = 0

/** Runs something in a new sandbox, which is removed afterwards. */
export async function inSandbox<T>(
  { app, mock }: RunningMock,
  run: (sandbox: TrialSandbox) => Promise<T>,
): Promise<T> {
  const name = `trial-${++sandboxes}`
  const system = (method: string, path: string, body?: Json) =>
    fetch(`${mock.url}/system/${path}`, {
      method,
      headers: {
        'x-system-key': app.systemKey,
        'x-mock-sandbox': name,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).then(async (response) => {
      await response.arrayBuffer()
      return response.status
    })
  try {
    return await run({
      send: (id, options = {}) => {
        const conditions = conditionsOf(mock.sample(id).parameters.headers)
        return mock.send(id, {
          ...options,
          headers: { ...conditions, ...options.headers, 'x-mock-sandbox': name },
        })
      },
      put: (entity, place, record) => {
        const path = place.map((value) => encodeURIComponent(String(value))).join('/')
        return system('PUT', `data/${encodeURIComponent(entity)}/${path}`, record)
      },
    })
  } finally {
    await system('DELETE', `sandboxes/${name}`)
  }
}

// A client that sends If-Match knows the entity tag of the record; any is `*` (RFC 9110, section 13.1.1).
function conditionsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'if-match')
  return name === undefined ? {} : { [name]: '*' }
}

/** What a pointer leads to in a body. */
export function valueAt(value: unknown, pointer = ''): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((found, token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      return typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
    }, value)
}
