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
  // Contracts tell them apart by name alone: `planetCreated` and `planetCreationFailed` stand beside each other.
  if (/fail(ed|ure)?|error/i.test(name)) return undefined
  const text = compileRuntimeText(url)
  if (text !== undefined) return { outgoing, urlOf: ({ exchange }) => text(exchange) }
  log.warn({ callback: name, operation: operationId, url }, 'the URL of a callback is no runtime expression')
  return undefined
}
