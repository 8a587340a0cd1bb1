// The headers of an answer that is an example itself: the contract's examples of them, and those that its status is about.
import type { OperationContract, ResponseContract } from '../../contract/contract.js'
import { createRandom } from '../../ids.js'
import { isRateLimit } from './rate-limits.js'
import { isEchoed } from './request-echo.js'

/**
 * Headers of which the contract has an example, and those without which the status means little. What else it requires is
 * added to every answer, see `compileDeclaredHeaders`.
 */
export function exampleHeaders(
  { status, headers }: ResponseContract,
  operation: OperationContract,
): Readonly<Record<string, string>> {
  const made: [string, string][] = []
  for (const header of headers.values()) {
    const { name, example } = header
    if (madeFromAnswer.has(name) || isRateLimit(name) || isEchoed(name, operation)) continue
    const isWanted = example !== undefined || telling.get(name)?.(status) === true
    const text = isWanted ? header.sample(createRandom(status)) : undefined
    if (text !== undefined) made.push([name, text])
  }
  return Object.fromEntries(made)
}

const madeFromAnswer: ReadonlySet<string> = new Set(['etag', 'vary', 'content-disposition'])

const telling: ReadonlyMap<string, (status: number) => boolean> = new Map([
  ['location', (status) => status === 201 || (status >= 300 && status < 400)],
  ['retry-after', (status) => status === 202 || status === 429 || status === 503],
  ['www-authenticate', (status) => status === 401],
  ['allow', (status) => status === 405],
])
