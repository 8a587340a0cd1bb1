// A request that an operation allows, as a client makes it who means a record and leaves the key of a new one to the server.
import type { Contract, OperationContract, SampleRequest } from '../contract/contract.js'
import type { CreateFacts, EntitiesFacts, OperationFacts, OperationsFacts, UpdateFacts } from '../facts.js'
import { createRandom, seedOf } from '../ids.js'
import { type Json, pointerTokens } from '../json.js'
import { type Path, valueAt, without } from './json-places.js'

/** What samples of requests are made from. */
export interface SampledMock {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
}

/**
 * A sample of an operation's request, the same in every run. A body that creates or changes a record has one, and where the
 * server gives new records their keys and answers with them, a new one has none: a key that is made up here may be one that
 * other operations do not allow in their paths.
 */
export function sampleRequest(id: string, { contract, operations, entities }: SampledMock): SampleRequest {
  const operation = contract.operation(id)
  const request = operation.sampleRequest(createRandom(seedOf(id)))
  const facts = Object.hasOwn(operations, id) ? operations[id] : undefined
  if (!isWrite(facts) || request.body === undefined) return request
  const place = recordPlace(facts)
  const body = withRecord(request.body, place, { operation, request, id })
  // Without a body of the answer nobody would hear which key it is.
  const isTold = operation.success([]).bodies.length > 0
  const key = facts.action === 'create' && isTold ? keyName(facts, entities) : undefined
  const keyless = key === undefined ? body : without(body, [...place, key])
  const declared = bodyOf(operation, request)
  return { ...request, body: declared?.validate(keyless).length === 0 ? keyless : body }
}

type Write = OperationFacts & (CreateFacts | UpdateFacts)

function isWrite(facts: OperationFacts | undefined): facts is Write {
  return facts?.action === 'create' || facts?.action === 'update'
}

/** Where the body holds the record, or the first of several. */
function recordPlace({ input = '', inputItems }: Write): Path {
  return inputItems === undefined ? pointerTokens(input) : [...pointerTokens(inputItems), 0]
}

/** Bodies that are made up to find one with a record; each leaves optional properties out by chance. */
const maxAttempts = 8

// Examples of documents sometimes spell the names around the record as a client library does: they would store nothing.
function withRecord(
  body: Json,
  place: Path,
  { operation, request, id }: { operation: OperationContract; request: SampleRequest; id: string },
): Json {
  if (valueAt(body, place) !== undefined) return body
  const declared = bodyOf(operation, request)
  const random = createRandom(seedOf(id))
  for (let i = 0; i < maxAttempts; i++) {
    const made = declared?.sample(random, { varied: true })
    if (made !== undefined && valueAt(made, place) !== undefined) return made
  }
  return body
}

function bodyOf(operation: OperationContract, { mediaType }: SampleRequest) {
  return operation.requestBodies.find((body) => body.mediaType === mediaType)
}

/** What a request calls the key that the server makes when it is absent; undefined where it does not make it. */
function keyName({ entity, rename = {} }: CreateFacts, entities: EntitiesFacts): string | undefined {
  const { key, generateKey } = entities[entity] ?? {}
  if (typeof key !== 'string' || generateKey === 'none') return undefined
  return Object.entries(rename).find(([, name]) => name === key)?.[0] ?? key
}
