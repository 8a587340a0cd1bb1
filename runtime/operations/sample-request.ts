// A request that an operation allows, as a client makes it who leaves the keys of new records to the server.
import type { Contract, SampleRequest } from '../contract/contract.js'
import type { EntitiesFacts, OperationFacts, OperationsFacts } from '../facts.js'
import { createRandom, seedOf } from '../ids.js'
import { pointerTokens } from '../json.js'
import { type Path, without } from './json-places.js'

/** What samples of requests are made from. */
export interface SampledMock {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
}

/**
 * A sample of an operation's request, the same in every run. A body that creates a record has no key where the server gives
 * one: a key that is made up here may be one that other operations do not allow in their paths.
 */
export function sampleRequest(id: string, { contract, operations, entities }: SampledMock): SampleRequest {
  const operation = contract.operation(id)
  const request = operation.sampleRequest(createRandom(seedOf(id)))
  const place = Object.hasOwn(operations, id) ? keyPlace(operations[id], entities) : undefined
  if (place === undefined || request.body === undefined) return request
  const body = without(request.body, place)
  const declared = operation.requestBodies.find(({ mediaType }) => mediaType === request.mediaType)
  return declared?.validate(body).length === 0 ? { ...request, body } : request
}

/** Where the body of a create holds the key that the server makes when it is absent; undefined elsewhere. */
function keyPlace(facts: OperationFacts | undefined, entities: EntitiesFacts): Path | undefined {
  if (facts?.action !== 'create') return undefined
  const { key, generateKey } = entities[facts.entity] ?? {}
  if (typeof key !== 'string' || generateKey === 'none') return undefined
  const { input = '', inputItems, rename = {} } = facts
  const sent = Object.entries(rename).find(([, name]) => name === key)?.[0] ?? key
  return inputItems === undefined ? [...pointerTokens(input), sent] : [...pointerTokens(inputItems), 0, sent]
}
