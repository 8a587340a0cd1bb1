// A bookstore over HTTP that can be furnished, asked and looked at as a whole, again and again on one store.
import { startMock } from '@mockgen/runtime/testing'
import type { Store } from '../../runtime/store/store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'
import { type BookstoreRequest, handlers, shelf } from './bookstore-requests.js'

/** Ids of the shelf's records by their names. */
export type ShelfIds = ReadonlyMap<string, string>

export interface Reply {
  readonly status: number
  readonly retryAfter: string | null
  /** Code of the problem, or `''`. */
  readonly code: string
  /** Id of the record in the answer, or `''`. */
  readonly id: string
}

export interface WatchedBookstore {
  /** Removes everything, and puts the shelf's records there. */
  furnish(): Promise<ShelfIds>
  send(request: BookstoreRequest, ids: ShelfIds): Promise<Reply>
  /** All records that a client can see, as comparable text: ids by the order of their appearance, without times. */
  look(): Promise<string>
  close(): Promise<void>
}

/** Opens it on a store; the hooks of bookstore-requests.ts are in place. */
export async function openWatchedBookstore(store: Store): Promise<WatchedBookstore> {
  const mock = await startMock((await openMock(exampleDocument('bookstore'), { store, handlers })).app)

  const send: WatchedBookstore['send'] = async ({ method, path, body }, ids) => {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_all, name: string) => ids.get(name) ?? name)
    const headers = { 'content-type': 'application/json' }
    const content = body === undefined ? {} : { headers, body: fill(JSON.stringify(body)) }
    const response = await fetch(mock.url + fill(path), { method, ...content })
    const text = await response.text()
    const { id = '', code = '' } = text === '' ? {} : JSON.parse(text)
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, retryAfter, code: String(code), id: String(id) }
  }

  return {
    send,
    async furnish() {
      for (const space of await store.spaces()) await store.drop(space)
      const ids = new Map<string, string>()
      for (const { name, path, body } of shelf)
        ids.set(name, (await send({ method: 'POST', path, body }, ids)).id)
      return ids
    },
    async look() {
      const texts: string[] = []
      for (const path of ['/authors', '/books', '/orders', '/books?sort=title', '/books?genre=crime'])
        texts.push(await (await fetch(mock.url + path)).text())
      return comparable(texts.join('\n'))
    },
    close: () => mock.close(),
  }
}

function comparable(text: string): string {
  const ids: string[] = []
  return text
    .replace(/"(createdAt|updatedAt)":"[^"]+"/g, '"$1":"then"')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}/g, (id) => {
      if (!ids.includes(id)) ids.push(id)
      return `id ${ids.indexOf(id)}`
    })
}
