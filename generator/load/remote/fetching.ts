// Documents of the network as one load sees them: the copies that a project keeps, what may be fetched beside them, and what was used.
import { fetchBytes } from './fetch-bytes.js'
import type { KeptDocument, KeptDocuments } from './kept-documents.js'
import type { RemoteAccess } from './remote-access.js'

/** `never`: only copies count. `missing`: what has no copy is fetched. `anew`: everything is, and copies do not count. */
export type FetchMode = 'never' | 'missing' | 'anew'

export type Taken =
  | { readonly ok: true; readonly document: KeptDocument }
  | { readonly ok: false; readonly reason: string }

export interface Fetching {
  readonly mode: FetchMode
  /** The copy of a document, which is used from now on; undefined when there is none that counts. */
  copyOf(url: URL): KeptDocument | undefined
  /** Fetches a document, which is used from now on. Never throws. */
  fetch(url: URL, access: RemoteAccess, maxBytes: number): Promise<Taken>
  /** What was used, for the project to keep. */
  used(): readonly KeptDocument[]
}

export function createFetching(mode: FetchMode = 'missing', kept: KeptDocuments = new Map()): Fetching {
  const used = new Map<string, KeptDocument>()
  return {
    mode,
    copyOf: (url) => {
      const copy = mode === 'anew' ? undefined : kept.get(urlKey(url))
      if (copy !== undefined) used.set(copy.url, copy)
      return copy
    },
    fetch: async (url, access, maxBytes) => {
      const answer = await fetchBytes(url, access, maxBytes)
      if (!answer.ok) return answer
      const document = { url: urlKey(url), at: answer.url, bytes: answer.bytes }
      used.set(document.url, document)
      return { ok: true, document }
    },
    used: () => [...used.values()],
  }
}

/** A URL without its fragment. */
export function urlKey(url: URL): string {
  return url.href.replace(/#.*$/s, '')
}
