// `mockgen serve`: a document becomes a running mock server, without generating code.

import { createLogger, createMockApp, type MockApp, runServer, StartError } from '@mockgen/runtime'
import { DiagnosticError } from '../../generator/diagnostics.js'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import type { ApiModel } from '../../generator/model.js'
import { type ReadContract, readContract } from '../../generator/read-contract.js'
import { summarize } from '../../generator/summarize.js'
import { refusedSeed } from '../check-filling.js'
import { Failure } from '../failure.js'
import { mockDefinition } from '../mock-definition.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { count, printable, shellWord } from '../printable.js'
import type { Terminal } from '../terminal.js'

export interface ServeFlags {
  /** Folder that references may come from. Default: the document's own. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Overlays, in the order in which they are applied. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the one beside the contract. */
  readonly config?: string
  /** Default: the environment's PORT, else 3000; 0 takes a free one. */
  readonly port?: number
  /** Default: the environment's HOST, else 127.0.0.1. */
  readonly host?: string
  /** Default: the environment's LOG_LEVEL, else info. */
  readonly logLevel?: string
  /** `memory`, `file:FOLDER` or a Redis URL. Default: the environment's MOCK_STORE or REDIS_…, else memory. */
  readonly store?: string
}

/** Environment variables that choose a store. */
const storeVariables = ['MOCK_STORE', 'REDIS_URL', 'REDIS_HOST']

/** Requests to try: enough to see a collection, not so many that the address scrolls away. */
const shownExamples = 3

/**
 * Starts the server and answers 0 when it listens. From then on the process is the runtime's, as in a generated project, and ends
 * with 0 on SIGINT or SIGTERM.
 */
export async function serve(contract: string, flags: ServeFlags, terminal: Terminal): Promise<number> {
  const read = await readContract(contract, { ...flags, overlays: flags.overlay ?? [] })
  const { model, annotations, warnings } = read
  printDiagnostics(terminal.err, warnings, { contract, limit: shownWarnings })
  const { app, url } = await start(read, { ...flags, ...chooseStore(flags.store, annotations.config?.store) })
  const requests = [
    ...examplePosts(model, app, url),
    ...examplePaths(model, app).map((path) => shellWord(urlOf(url, path))),
  ]
  terminal.out.write(`${welcome(model, url, requests).join('\n')}\n`)
  return 0
}

/** The option stands above the environment, and that above `mockgen.json`. */
function chooseStore(option: string | undefined, configured: string | undefined): { store?: string } {
  const isInEnvironment = storeVariables.some((name) => (process.env[name] ?? '').trim() !== '')
  const store = option ?? (isInEnvironment ? undefined : configured)
  return store === undefined ? {} : { store }
}

/** The mock and its address when it listens. Settings that cannot be, and an address in use, are a Failure of exit code 1; a seed that is refused is a diagnostic. */
async function start(read: ReadContract, { port, host, logLevel, store }: ServeFlags): Promise<Started> {
  try {
    const log = createLogger(logLevel === undefined ? {} : { level: logLevel })
    const address = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) }
    const app = createMockApp({ ...mockDefinition(read), log, ...(store !== undefined && { store }) })
    const { url } = await runServer(app, { ...address, names: { port: '--port', host: '--host' } })
    return { app, url }
  } catch (error) {
    const refused = refusedSeed(error, read)
    if (refused !== undefined) throw new DiagnosticError([refused])
    throw error instanceof StartError ? new Failure(1, error.message, { cause: error }) : error
  }
}

interface Started {
  readonly app: MockApp
  readonly url: string
}

function welcome(model: ApiModel, url: string, requests: readonly string[]): readonly string[] {
  const { title, version, operations, entities } = summarize(model)
  return [
    `Listening on ${url}`,
    `${printable(`${title} ${version}`)}: ${count(operations.total, 'operation')}, ${operations.stateful} of them stateful on ${count(entities.length, 'entity', 'entities')}`,
    '',
    'Try:',
    ...requests.map((request) => `  curl ${request}`),
    '',
    'Ctrl+C ends it, and what it keeps in memory.',
  ]
}

/** A create to begin with: without it, lists are empty. None when every create needs a parent, credentials, or is no JSON. */
function examplePosts({ operations }: ApiModel, app: MockApp, url: string): readonly string[] {
  const plain = operations.filter(({ facts }) => facts.action === 'create' && !facts.path.includes('{'))
  const found = plain.find(({ id }) => isPlain(app, id) && app.sample(id).mediaType === 'application/json')
  if (found === undefined) return []
  const body = shellWord(printable(JSON.stringify(app.sample(found.id).body)))
  return [`${shellWord(urlOf(url, found.facts.path))} -H 'content-type: application/json' -d ${body}`]
}

/** Paths that answer as they stand: lists first, then what else is read without parameters, then the health. */
function examplePaths({ operations }: ApiModel, app: MockApp): readonly string[] {
  const gets = operations.filter(({ facts }) => facts.method === 'get' && !facts.path.includes('{'))
  const lists = gets.filter(({ facts }) => facts.action === 'list')
  const paths = new Set<string>()
  for (const { id, facts } of [...lists, ...gets]) {
    if (paths.size === shownExamples) break
    if (!paths.has(facts.path) && isPlain(app, id)) paths.add(facts.path)
  }
  return [...paths, '/system/health']
}

/** True for an operation that neither requires a parameter nor credentials. */
function isPlain(app: MockApp, id: string): boolean {
  const { security } = app.contract.operation(id)
  const { query, headers, cookies } = app.sample(id).parameters
  const isOpen = security.length === 0 || security.some((requirement) => requirement.length === 0)
  return isOpen && Object.keys({ ...query, ...headers, ...cookies }).length === 0
}

/** The address of a path; the setter encodes what a contract's path may hold and a URL may not. */
function urlOf(server: string, path: string): string {
  const url = new URL(server)
  url.pathname = path
  return url.href
}
