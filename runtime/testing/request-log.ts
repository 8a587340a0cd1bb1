// What a mock was asked: the newest requests and the statuses of their answers, for tests of what a client sends.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { originForm } from '../http/request-target.js'
import type { MockApp } from '../mock-app.js'
import { defaultSandbox } from '../sandboxes/registry.js'
import { isSystemPath } from '../system/system.js'
import { LogEntries, LogEntry, type LoggedRequest } from './log-entries.js'
import { Waiters } from './waiters.js'

/** What was asked, but not below `/system`: the newest 1,000 requests, fewer where their bodies have more than 16 MiB together. */
export interface RequestLog {
  /** In the order in which they came; each from the moment of its answer. */
  all(): readonly LoggedRequest[]
  /** Forgets all that were answered. */
  clear(): void
  /**
   * The first request that fits, of those that are logged and those that come. Rejects after `timeoutMs`, 5,000 by default, and
   * when the mock is closed.
   */
  waitFor(
    fits: (request: LoggedRequest) => boolean,
    options?: { readonly timeoutMs?: number },
  ): Promise<LoggedRequest>
}

/** The log as the one holds it who starts the mock. */
export interface OpenRequestLog {
  /** Logs what `answer` is asked. */
  around(answer: RequestListener): RequestListener
  /** What was asked in one sandbox, or in all. */
  view(sandbox?: string): RequestLog
  /** Nobody waits any longer. */
  close(): void
}

const defaultTimeoutMs = 5_000

/** The log of a mock, which is empty. */
export function createRequestLog(app: MockApp): OpenRequestLog {
  const header = app.sandboxes.settings.header.toLowerCase()
  const waiters = new Waiters<LoggedRequest>()
  const entries = new LogEntries()

  const add = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '', ...query] = originForm(request.url ?? '/').split('?')
    if (isSystemPath(path)) return
    const sandbox = String(request.headers[header] ?? defaultSandbox)
    const { method = 'GET' } = request
    const entry = new LogEntry({ method, path, query: query.join('?'), sandbox }, response)
    entries.add(entry)
    app.followed.follow(request, ({ operationId, body }) => {
      if (operationId !== undefined) entry.operationId = operationId
      // Not every client announces what it sends.
      if (body !== undefined)
        entries.setBody(entry, body, Number(request.headers['content-length']) || undefined)
    })
    response.on('close', () => {
      const logged = entry.end()
      if (logged === undefined) entries.remove(entry)
      else waiters.tell(logged)
    })
  }

  const view = (sandbox?: string): RequestLog => {
    const isMeant = (request: LoggedRequest) => sandbox === undefined || request.sandbox === sandbox
    const all = () => entries.all().filter(isMeant)
    return {
      all,
      clear: () => entries.clear(isMeant),
      waitFor: async (fits, { timeoutMs = defaultTimeoutMs } = {}) => {
        const isWanted = (request: LoggedRequest) => isMeant(request) && fits(request)
        return all().find(isWanted) ?? waiters.wait(isWanted, { timeoutMs, describe: () => describe(all()) })
      },
    }
  }

  return {
    view,
    close: () => waiters.close(),
    around: (answer) => (request, response) => {
      add(request, response)
      return answer(request, response)
    },
  }
}

function describe(all: readonly LoggedRequest[]): string {
  const shown = all.slice(-5).map(({ method, path, status }) => `${method} ${path} ${status}`)
  return shown.length === 0 ? 'the mock was asked nothing' : `the last requests were ${shown.join(', ')}`
}
