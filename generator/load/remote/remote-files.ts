// The files of a document that are on the network. Bundling is synchronous: it asks for them, they are fetched, and it runs again.
import { DiagnosticError } from '../../diagnostics.js'
import type { Followed } from '../document-files.js'
import { error } from '../findings.js'
import { parseSource } from '../parse-source.js'
import { decodeText } from '../read-text.js'
import { fetchBytes } from './fetch-bytes.js'
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

/** Remote files behind an access; without one every URL is refused with a remedy that names the option. */
export function createRemoteFiles(access: RemoteAccess | undefined, budget: ByteBudget): RemoteFiles {
  const fetched = new Map<string, Followed>()
  const wanted = new Map<string, URL>()
  let endOfTime = Number.POSITIVE_INFINITY
  let rounds = 0

  function follow(url: URL, reference: string): Followed {
    const shown = JSON.stringify(reference)
    if (access === undefined) {
      const remedy = 'Allow it with --allow-remote-refs, or save the document beside this one.'
      return refuse(`the reference ${shown} leads to the network, where nothing is fetched`, remedy)
    }
    const problem = findUrlProblem(url, access)
    if (problem !== undefined) return notAllowed(shown, problem)
    const known = fetched.get(keyOf(url))
    if (known !== undefined) return known
    if (fetched.size + wanted.size >= maxDocuments)
      return tooMany(`more than ${maxDocuments} documents are fetched for it`)
    if (rounds >= maxRounds)
      return tooMany(`more than ${maxRounds} documents on the network follow on each other`)
    wanted.set(keyOf(url), url)
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
        fetched.set(keyOf(url), await fetchOne(url))
    })
    await Promise.all(workers)
    return isAnyWanted
  }

  async function fetchOne(url: URL): Promise<Followed> {
    const shown = JSON.stringify(url.href)
    if (access === undefined || performance.now() > endOfTime)
      return notAllowed(shown, 'there is no time left')
    const answer = await fetchBytes(url, access, budget.left())
    if (!answer.ok) return notAllowed(shown, answer.reason)
    budget.take(answer.bytes.length)
    try {
      return { ok: true, source: parseSource(answer.url, answer.url, decodeText(answer.bytes, answer.url)) }
    } catch (problem) {
      if (problem instanceof DiagnosticError) return { ok: false, diagnostics: problem.diagnostics }
      throw problem
    }
  }

  return { follow, fetchWanted }
}

function keyOf(url: URL): string {
  return url.href.replace(/#.*$/s, '')
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
