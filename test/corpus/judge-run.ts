// What of a document's run is red: everything that is neither a valid success nor explained.
import { type Accepted, acceptedFor } from './accepted.js'
import { type Call, isGood } from './call-operations.js'
import type { DocumentRun } from './run-document.js'

/** The calls of a document, counted. */
export interface Score {
  readonly operations: number
  /** Answered with 2xx or 3xx, as the document declares it, or with 2xx where it declares no success at all. */
  readonly good: number
  /** Not good, for a reason that stands in the table of accepted findings. */
  readonly accepted: readonly { readonly call: Call; readonly why: Accepted }[]
  /** What went wrong, in one line each. */
  readonly red: readonly string[]
}

export function judgeRun(document: string, { calls, complaints }: DocumentRun): Score {
  const bad = calls.filter((call) => !isGood(call))
  const judged = bad.map((call) => ({ call, why: acceptedFor(document, call.operation) }))
  const excused = judged.flatMap(({ call, why }) => (why === undefined ? [] : [{ call, why }]))
  const unexplained = judged.filter(({ why }) => why === undefined).map(({ call }) => describeCall(call))
  return {
    operations: calls.length,
    good: calls.length - bad.length,
    accepted: excused,
    red: [...unexplained, ...complaints.map((complaint) => `life of ${complaint}`)],
  }
}

function describeCall({ operation, status, verdict, findings, request, refusal }: Call): string {
  const [finding] = [...findings, ...request]
  const found = finding === undefined ? '' : ` ${finding.at} ${finding.message} (#${finding.where})`
  return `${operation}: ${status} ${verdict}${found}${refusal === undefined ? '' : ` ${refusal}`}`
}
