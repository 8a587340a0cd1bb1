// A mock on a free port, with what tests do to it: sandboxes, seeds, snapshots, the clock, and what it was asked.
import type { SampleRequest } from '../contract/contract.js'
import { listen } from '../http/serve.js'
import { createIds } from '../ids.js'
import type { MockApp } from '../mock-app.js'
import { defaultSandbox } from '../sandboxes/registry.js'
import { createMockSandbox, type MockSandbox } from './mock-sandbox.js'
import { createRequestLog, type RequestLog } from './request-log.js'
import { createSendRequest, type SendOptions, type SentReply } from './send-request.js'

/** A mock that listens. What it has in common with a sandbox acts on the one called `default`. */
export interface StartedMock
  extends Pick<MockSandbox, 'seed' | 'reset' | 'snapshot' | 'restore' | 'clock'>,
    AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** What the mock was asked, in all sandboxes. */
  readonly requests: RequestLog
  /** Sends a request to an operation. Rejects when the contract has no such operation. */
  send(operationId: string, options?: SendOptions): Promise<SentReply>
  /** A request that the operation allows, to change and send: what `send` fills in by itself. */
  sample(operationId: string): SampleRequest
  /**
   * A world of its own: with the seeds, and with nothing that happens in another one. Default name: one that no other sandbox
   * has. MockError MOCK_SANDBOX_NAME for a name that cannot be one.
   */
  sandbox(name?: string): MockSandbox
  /** Stops the server and closes the store. */
  close(): Promise<void>
}

/** Starts `app` on a free port of the loopback interface. */
export async function startMock(app: MockApp): Promise<StartedMock> {
  const log = createRequestLog(app)
  const server = await listen(
    {
      callback: () => log.around(app.callback()),
      bodyLimitBytes: app.bodyLimitBytes,
      requestTimeoutMs: app.requestTimeoutMs,
    },
    { port: 0, host: '127.0.0.1' },
  )
  const { url } = server
  const send = createSendRequest(app, url)
  const ids = createIds()
  const sandbox = (name: string) => createMockSandbox(name, { app, url, send, log })
  const { seed, reset, snapshot, restore, clock } = sandbox(defaultSandbox)
  const close = async () => {
    log.close()
    await server.close()
    await app.close()
  }
  return {
    url,
    seed,
    reset,
    snapshot,
    restore,
    clock,
    requests: log.view(),
    sample: (operationId) => app.sample(operationId),
    send: (operationId, options) => send(operationId, options),
    sandbox: (name = `test-${ids.nanoid()}`) => sandbox(name),
    close,
    [Symbol.asyncDispose]: close,
  }
}
