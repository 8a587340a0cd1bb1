// One callback of an operation: to whom it goes, by the request and its answer.
import type { OutgoingContract } from '../contract/contract.js'
import type { Logger } from '../logger.js'
import type { Committed } from './committed.js'
import { compileRuntimeText } from './runtime-expression.js'

/** A callback that can be sent. */
export interface Callback {
  readonly outgoing: OutgoingContract
  /** Its URL; undefined when the request does not name one. */
  readonly urlOf: (committed: Committed) => string | undefined
}

/** Undefined for a callback that is never sent after success: because it tells of failure, or has no URL that can be made. */
export function compileCallback(
  outgoing: OutgoingContract,
  operationId: string,
  log: Logger,
): Callback | undefined {
  const { name, url = '' } = outgoing
  if (tellsFailure(name)) return undefined
  const text = compileRuntimeText(url)
  if (text !== undefined) return { outgoing, urlOf: ({ exchange }) => text(exchange) }
  log.warn({ callback: name, operation: operationId, url }, 'the URL of a callback is no runtime expression')
  return undefined
}

/** Words at the end of a name that say what a callback is and not what it tells. */
const plain = /^(event|callback|webhook|hook|notification|message|url|uri|v?\d*)$/

// Contracts tell them apart by name alone: `planetCreated` and `planetCreationFailed` stand beside each other. What comes last
// is what happened: an `errorRateReport` tells no failure. `failed` is one wherever it stands.
function tellsFailure(name: string): boolean {
  const spaced = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
  const words = spaced.toLowerCase().split(/[^a-z\d]+/)
  const last = words.findLast((word) => !plain.test(word)) ?? ''
  return words.includes('failed') || /(fail|fails|failed|failures?|errors?|errored)$/.test(last)
}
