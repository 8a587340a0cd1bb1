// Calls every operation of a mock with a request made from its schemas, and has each answer judged by the document.
import type { SentReply } from '@mockgen/runtime/testing'
import type { Finding, IndependentContract, Judgement } from '../support/independent-contract.js'
import { putRecordsOf } from './put-records.js'
import { inSandbox, type RunningMock } from './sandboxes.js'

/** How one call went. */
export interface Call {
  readonly operation: string
  readonly status: number
  readonly verdict: Judgement['verdict']
  readonly findings: readonly Finding[]
  /** What of the request itself the document does not allow: no value satisfies the schema, or the sample is wrong. */
  readonly request: readonly Finding[]
  /** Why the mock refused; absent when it did not. */
  readonly refusal?: string
}

/** Calls each operation once, in a sandbox of its own that has the records which the request speaks of. */
export async function callOperations(
  running: RunningMock,
  judge: IndependentContract,
): Promise<readonly Call[]> {
  const calls: Call[] = []
  for (const [operation, facts] of Object.entries(running.operations)) {
    const sample = running.mock.sample(operation)
    const reply = await inSandbox(running, async (sandbox) => {
      return sandbox.send(operation, await putRecordsOf(running, sandbox, facts, sample))
    })
    const { verdict, findings } = await judge.judge(facts.method, facts.path, reply)
    const request = await judge.judgeRequest(facts.method, facts.path, sample)
    const refusal = reply.status >= 400 ? { refusal: reasonOf(reply) } : {}
    calls.push({ operation, status: reply.status, verdict, findings, request, ...refusal })
  }
  return calls
}

function reasonOf({ body }: SentReply): string {
  if (typeof body !== 'object' || body === null) return String(body)
  const errors: unknown = Reflect.get(body, 'errors')
  const detail: unknown = Reflect.get(body, 'detail') ?? Reflect.get(body, 'title')
  return JSON.stringify(errors ?? detail ?? body).slice(0, 300)
}

/** True for a call that went as the document promises; a refusal must be explained elsewhere. */
export function isGood(call: Call): boolean {
  return call.status < 400 && (call.verdict === 'valid' || call.verdict === 'undeclared')
}
