// A sandbox as one test holds it: its requests, its records, its snapshots, its clock, and its end.
import { MockError } from '../errors.js'
import type { MockApp } from '../mock-app.js'
import { createSeeds } from '../sandboxes/filling/create-seeds.js'
import type { Seeds } from '../sandboxes/filling/seeds.js'
import { createMockClock, type MockClock } from './mock-clock.js'
import type { OpenRequestLog, RequestLog } from './request-log.js'
import type { SendOptions, SendRequest, SentReply } from './send-request.js'

/** A world of records with a clock of its own, which no other sandbox sees. It begins, with the seeds, when it is first used. */
export interface MockSandbox extends AsyncDisposable {
  readonly name: string
  /** Where the mock listens: the same for all sandboxes, which the headers tell apart. */
  readonly url: string
  /** What puts a request into the sandbox, for whatever client is under test. */
  readonly headers: Readonly<Record<string, string>>
  /** What the mock was asked in this sandbox. */
  readonly requests: RequestLog
  readonly clock: MockClock
  /** Sends a request to an operation, in this sandbox. Rejects when the contract has no such operation. */
  send(operationId: string, options?: SendOptions): Promise<SentReply>
  /**
   * Creates records, by entity, besides those that there are: all of them or none, at most 1,000. What a record lacks is made up.
   * Rejects with a MockError: MOCK_NOT_FOUND for an entity that there is not, else the code that creating the record has.
   */
  seed(records: Seeds): Promise<void>
  /** The seeds, real time, and nothing else. Snapshots stay. */
  reset(): Promise<void>
  /** Keeps records, counters and the clock as they are, in place of a snapshot of the same name. */
  snapshot(name: string): Promise<void>
  /** Makes everything what it was. MockError MOCK_SNAPSHOT_NOT_FOUND where neither this sandbox nor the default one has it. */
  restore(name: string): Promise<void>
  /** Ends the sandbox with everything in it, snapshots included. Used again, it begins anew. */
  remove(): Promise<void>
}

/** What sandboxes of a started mock are made with. */
export interface MockSandboxParts {
  readonly app: MockApp
  readonly url: string
  readonly send: SendRequest
  readonly log: OpenRequestLog
}

/** The sandbox of this name. MockError MOCK_SANDBOX_NAME for a name that cannot be one. */
export function createMockSandbox(name: string, { app, url, send, log }: MockSandboxParts): MockSandbox {
  // Asked for again at each use: the mock forgets what it knows of sandboxes that nobody uses.
  const sandbox = () => app.sandboxes.get(name)
  sandbox()
  const headers = Object.freeze({ [app.sandboxes.settings.header]: name })
  const remove = async () => {
    await sandbox().drop()
  }
  return {
    name,
    url,
    headers,
    requests: log.view(name),
    clock: createMockClock(sandbox),
    send: (operationId, options) => send(operationId, options, headers),
    seed: async (records) => {
      for (const entity of Object.keys(records)) assertEntity(entity, app)
      await sandbox().use((space) => createSeeds(space, app.entities, records))
    },
    reset: () => sandbox().reset(),
    snapshot: async (snapshot) => {
      await sandbox().snapshots.save(snapshot)
    },
    restore: async (snapshot) => {
      await sandbox().snapshots.restore(snapshot)
    },
    remove,
    [Symbol.asyncDispose]: remove,
  }
}

function assertEntity(name: string, { entities }: MockApp): void {
  if (Object.hasOwn(entities, name)) return
  const known = Object.keys(entities).join(', ')
  throw new MockError('MOCK_NOT_FOUND', {
    detail: `there is no entity ${JSON.stringify(name)}; the entities are ${known}`,
  })
}
