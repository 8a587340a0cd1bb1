// What of a document's run is red: everything that is neither a valid success nor explained.
import { type Accepted, acceptedFor } from './accepted.js'
import { type Call, isGood } from './call-operations.js'
import type { DocumentRun } from './run-document.js'

/** The calls of a document, counted. */
export interface Score {
  readonly operations: number
  /** Answered with 2xx or 3xx, as the document declares it. */
  readonly succeeded: number
  /** Answered with 2xx, where the document declares no success at all. */
  readonly undeclared: number
  /** Refused with an error that the document declares, as it declares it. */
  readonly refused: number
  /** Refused with an error that the document does not describe: a problem document (RFC 9457). */
  readonly ownErrors: number
  /** Neither: the answer breaks the document. */
  readonly broken: number
  /** Not good, for a reason that stands in the table of accepted findings. */
  readonly accepted: readonly { readonly call: Call; readonly why: Accepted }[]
  /** What went wrong, in one line each. */
  readonly red: readonly string[]
}

export function judgeRun(document: string, { calls, complaints }: DocumentRun): Score {
  const judged = calls
    .filter((call) => !isGood(call))
    .map((call) => ({ call, why: acceptedFor(document, call) }))
  const excused = judged.flatMap(({ call, why }) => (why === undefined ? [] : [{ call, why }]))
  const unexplained = judged.filter(({ why }) => why === undefined).map(({ call }) => describeCall(call))
  const count = (counts: (call: Call) => boolean) => calls.filter(counts).length
  return {
    operations: calls.length,
    succeeded: count(({ status, verdict }) => status < 400 && verdict === 'valid'),
    undeclared: count(({ verdict }) => verdict === 'undeclared'),
    refused: count(({ status, verdict }) => status >= 400 && verdict === 'valid'),
    ownErrors: count(({ verdict }) => verdict === 'own error'),
    broken: count(({ verdict }) => verdict === 'broken'),
    accepted: excused,
    red: [...unexplained, ...complaints.map((complaint) => `life of ${complaint}`)],
  }
}

function describeCall({ operation, status, verdict, findings, request, refusal }: Call): string {
  const [finding] = [...findings, ...request]
  const found = finding === undefined ? '' : ` ${finding.at} ${finding.message} (#${finding.where})`
  return `${operation}: ${status} ${verdict}${found}${refusal === undefined ? '' : ` ${refusal}`}`
}
