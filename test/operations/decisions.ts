// The decision process of the examples under test: on any store, with a clock of its own, and with changed declarations.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { type SentReply, type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import type { MockApp } from '../../runtime/mock-app.js'
import { advancedBy, type ClockChange } from '../../runtime/sandboxes/clock-state.js'
import type { Store } from '../../runtime/store/store.js'
import type { World } from '../entities/on-every-store.js'
import { exampleDocument, openMock } from '../support/open-mock.js'

/** 2030-01-01T00:00:00Z */
export const start = Date.UTC(2030, 0, 1)

/** Milliseconds after `start` as the mock writes times. */
export const at = (ms: number): string => new Date(start + ms).toISOString()

/** A server of the decision process. */
export interface Decisions extends StartedMock {
  readonly app: MockApp
  /** Changes the clock of the default sandbox. */
  changeClock(change: ClockChange): Promise<void>
  /** Moves the clock of the default sandbox. */
  advance(ms: number): Promise<void>
  /** Starts to decide on Ada's application, with these changes; answers its id. */
  begin(changes?: JsonObject): Promise<string>
  get(id: string, headers?: Readonly<Record<string, string>>): Promise<SentReply>
  patch(id: string, body: JsonObject, headers?: Readonly<Record<string, string>>): Promise<SentReply>
  /** The answers without what surrounds the records. */
  listed(query?: Readonly<Record<string, Json>>): Promise<readonly unknown[]>
  counted(): Promise<unknown>
}

/** What a test changes of the example. */
export interface Changes {
  /** Members of the entity. */
  readonly entity?: JsonObject
  /** Properties that records have besides. */
  readonly properties?: JsonObject
  /** Members of the `x-persistence` of operations, by path and method: `/decisions get`. */
  readonly operations?: Readonly<Record<string, JsonObject>>
  /** States that PATCH takes. Default: cancelled. */
  readonly states?: readonly string[]
}

/** Writes the example's document with changes below a folder, and answers where. */
export async function changedDocument(folder: string, changes: Changes): Promise<string> {
  const { document } = await loadDocument(exampleDocument('decision-process'), {})
  const { 'x-persistence': root, paths, components, ...rest } = structuredClone(document.document)
  const changed = {
    ...rest,
    'x-persistence': withMember(root, ['entities', 'decisions'], changes.entity ?? {}),
    components: withMember(components, ['schemas', 'Application', 'properties'], changes.properties ?? {}),
    paths: Object.entries(changes.operations ?? {}).reduce<Json>(
      (all, [operation, members]) => {
        const [path = '', method = ''] = operation.split(' ')
        return withMember(all, [path, method, 'x-persistence'], members)
      },
      withStates(paths ?? {}, changes.states),
    ),
  }
  const file = join(mkdtempSync(join(folder, 'document-')), 'openapi.json')
  writeFileSync(file, JSON.stringify(changed))
  return file
}

/** How a server is started: on another document than the example's, on a clock that the test moves. */
export interface DecisionsOptions {
  readonly file?: string
  /** Default: one that stands at `start`. */
  readonly clock?: { time: number }
}

/** What starts servers on the data of a world; call it inside a `describe`. They are closed after each test. */
export function serversOfDecisions(): (world: World, options?: DecisionsOptions) => Promise<Decisions> {
  const servers: Decisions[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })
  return async (world, options) => {
    const server = await startDecisions(await world.connect(), options)
    servers.push(server)
    return server
  }
}

async function startDecisions(store: Store, options: DecisionsOptions = {}): Promise<Decisions> {
  const { file = exampleDocument('decision-process'), clock = { time: start } } = options
  const { app } = await openMock(file, { store, clock: { now: () => clock.time } })
  await app.ready()
  const mock = await startMock(app)
  const send: StartedMock['send'] = async (operation, given) => {
    const reply = await mock.send(operation, given)
    // A contract does not declare that nothing is new (RFC 9110, section 15.4.5).
    if (reply.violations.length > 0 && reply.status !== 304)
      throw new Error(JSON.stringify([operation, reply.violations]))
    return reply
  }
  const changeClock = async (change: ClockChange) =>
    void (await app.sandboxes.get(undefined).changeClock(change))
  return {
    ...mock,
    app,
    send,
    changeClock,
    advance: (ms) => changeClock(advancedBy(ms)),
    begin: async (changes = {}) => {
      const { status, body } = await send('startDecision', { body: { ...application, ...changes } })
      if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`)
      return Object(body).id
    },
    get: (id, headers = {}) => send('getDecision', { path: { decisionId: id }, headers }),
    patch: (id, body, headers = {}) => send('cancelDecision', { path: { decisionId: id }, body, headers }),
    listed: async (query = {}) => Object((await send('listDecisions', { query })).body).items,
    counted: async () => (await send('countDecisions')).body,
  }
}

/** The statistics of nothing. */
export const nothing = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 }

/** What is granted. */
export const application = { applicant: 'Ada', amount: 20_000, income: 50_000 }

function withStates(paths: Json, states: readonly string[] = ['cancelled']): Json {
  const body = ['requestBody', 'content', 'application/json', 'schema', 'properties']
  return withMember(paths, ['/decisions/{decisionId}', 'patch', ...body], { status: { enum: [...states] } })
}

function withMember(value: Json | undefined, path: readonly string[], members: JsonObject): Json {
  const [name, ...rest] = path
  const object: JsonObject = Object(value)
  if (name === undefined) return { ...object, ...members }
  return { ...object, [name]: withMember(object[name], rest, members) }
}
