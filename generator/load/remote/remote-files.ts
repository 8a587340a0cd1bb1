// The files of a document that are on the network. Bundling is synchronous: it asks for them, they are fetched, and it runs again.
import { DiagnosticError } from '../../diagnostics.js'
import type { Followed } from '../document-files.js'
import { error } from '../findings.js'
import { parseSource } from '../parse-source.js'
import { decodeText } from '../read-text.js'
import { createFetching, type Fetching, urlKey } from './fetching.js'
import type { KeptDocument } from './kept-documents.js'
import { findUrlProblem, type RemoteAccess } from './remote-access.js'

/** Most documents that are fetched for one document. */
const maxDocuments = 500
/** Documents that are fetched at the same time. */
const concurrency = 4
/** Longest way of references from one document on the network to the next. */
const maxRounds = 50
/** How long may be spent on all of them. */
const maxTotalMs = 60_000

export interface RemoteFiles {
  /** What a URL stands for. One that is allowed and was not fetched yet is wanted from now on, and refused until then. */
  follow(url: URL, reference: string): Followed
  /** Fetches what is wanted; false when nothing was. After `maxRounds` calls `follow` refuses all that was not fetched. */
  fetchWanted(): Promise<boolean>
}

/** The bytes that may still be read, shared with the files of the disk. */
export interface ByteBudget {
  left(): number
  take(bytes: number): void
}

/**
 * Remote files behind an access; without one every URL that the project keeps no copy of is refused with a remedy that names the
 * option.
 */
export function createRemoteFiles(
  access: RemoteAccess | undefined,
  budget: ByteBudget,
  fetching: Fetching = createFetching(),
): RemoteFiles {
  const fetched = new Map<string, Followed>()
  const wanted = new Map<string, URL>()
  let endOfTime = Number.POSITIVE_INFINITY
  let rounds = 0

  function follow(url: URL, reference: string): Followed {
    const shown = JSON.stringify(reference)
    const before = fetched.get(urlKey(url)) ?? copyOf(url)
    if (before !== undefined) return before
    if (fetching.mode === 'never') return notKept(shown)
    if (access === undefined) {
      const remedy = 'Allow it with --allow-remote-refs, or save the document beside this one.'
      return refuse(`the reference ${shown} leads to the network, where nothing is fetched`, remedy)
    }
    const problem = findUrlProblem(url, access)
    if (problem !== undefined) return notAllowed(shown, problem)
    if (fetched.size + wanted.size >= maxDocuments)
      return tooMany(`more than ${maxDocuments} documents are fetched for it`)
    if (rounds >= maxRounds)
      return tooMany(`more than ${maxRounds} documents on the network follow on each other`)
    wanted.set(urlKey(url), url)
    return refuse(`the reference ${shown} has not been fetched`)
  }

  async function fetchWanted(): Promise<boolean> {
    const urls = [...wanted.values()]
    const isAnyWanted = urls.length > 0
    wanted.clear()
    if (isAnyWanted) rounds++
    endOfTime = Math.min(endOfTime, performance.now() + maxTotalMs)
    const workers = Array.from({ length: concurrency }, async () => {
      for (let url = urls.shift(); url !== undefined; url = urls.shift())
        fetched.set(urlKey(url), await fetchOne(url))
    })
    await Promise.all(workers)
    return isAnyWanted
  }

  async function fetchOne(url: URL): Promise<Followed> {
    const shown = JSON.stringify(url.href)
    if (access === undefined || performance.now() > endOfTime)
      return notAllowed(shown, 'there is no time left')
    const answer = await fetching.fetch(url, access, budget.left())
    return answer.ok ? parse(answer.document) : notAllowed(shown, answer.reason)
  }

  /** The copy that the project keeps, for which no network is needed. */
  function copyOf(url: URL): Followed | undefined {
    const copy = fetching.copyOf(url)
    if (copy === undefined) return undefined
    const followed =
      copy.bytes.length > budget.left()
        ? notAllowed(JSON.stringify(url.href), 'all files together have more than 64 MiB')
        : parse(copy)
    fetched.set(urlKey(url), followed)
    return followed
  }

  function parse({ at, bytes }: KeptDocument): Followed {
    budget.take(bytes.length)
    try {
      return { ok: true, source: parseSource(at, at, decodeText(bytes, at)) }
    } catch (problem) {
      if (problem instanceof DiagnosticError) return { ok: false, diagnostics: problem.diagnostics }
      throw problem
    }
  }

  return { follow, fetchWanted }
}

function notKept(reference: string): Followed {
  const message = `the project keeps no copy of ${reference}, and nothing is fetched here`
  return refuse(message, 'Run mockgen generate, and commit .mockgen with the project.')
}

function notAllowed(reference: string, reason: string): Followed {
  const remedy =
    'Correct the reference, allow its host with --allow-remote-refs=HOST, or save the document beside this one.'
  return refuse(`the reference ${reference} is not fetched: ${reason}`, remedy)
}

function tooMany(message: string): Followed {
  return { ok: false, finding: error('MOCKGEN_LIMIT', message, 'Save the documents beside this one.') }
}

function refuse(message: string, remedy?: string): Followed {
  return { ok: false, finding: error('MOCKGEN_REF_REMOTE', message, remedy) }
}
