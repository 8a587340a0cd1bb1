// Small contracts for tests: one operation around what is tested.
import type {
  BodyContract,
  Contract,
  OperationContract,
  RawParameters,
} from '../../runtime/contract/contract.js'
import { openContract } from '../../runtime/contract/open-contract.js'
import { MockError, type Violation } from '../../runtime/errors.js'
import { createRandom, type Random } from '../../runtime/ids.js'
import type { Json, JsonObject } from '../../runtime/json.js'
import { operationsOf } from './documents.js'

/** The contract of a document; operations are called `get /pets`. */
export function contractOf(document: JsonObject): Contract {
  return openContract(document, operationsOf(document))
}

/** The contract of a document whose operations stand behind references. */
export const openFacts = openContract

/** A document with these component schemas and paths; OpenAPI 3.0.3 unless `openapi` says otherwise. */
export function documentOf(parts: {
  readonly schemas?: JsonObject
  readonly paths?: JsonObject
  readonly components?: JsonObject
  readonly openapi?: string
}): JsonObject {
  return {
    openapi: parts.openapi ?? '3.0.3',
    info: { title: 'Test', version: '1' },
    paths: parts.paths ?? {},
    components: { ...parts.components, schemas: parts.schemas ?? {} },
  }
}

export interface Bodies {
  readonly request: BodyContract
  readonly response: BodyContract
  readonly contract: Contract
}

/** The request and response body of one operation whose JSON bodies have this schema. */
export function bodiesOf(schema: Json, options: { openapi?: string; schemas?: JsonObject } = {}): Bodies {
  const content = { 'application/json': { schema } }
  const operation = { requestBody: { content }, responses: { 200: { description: '', content } } }
  const contract = contractOf(documentOf({ ...options, paths: { '/x': { post: operation } } }))
  const opened = contract.operation('post /x')
  return { request: only(opened.requestBodies), response: only(opened.success([]).bodies), contract }
}

/** `pointer keyword` of each violation, sorted. */
export function codes(violations: readonly Violation[]): readonly string[] {
  return violations.map(({ pointer, keyword }) => `${pointer} ${keyword}`).sort()
}

/** A GET with these parameters at `/x/{name}` for each path parameter. */
export function getWith(parameters: readonly JsonObject[], schemas: JsonObject = {}): OperationContract {
  const names = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `/{${name}}`)
  const path = `/x${names.join('')}`
  return contractOf(
    documentOf({ schemas, paths: { [path]: { get: { parameters, responses: {} } } } }),
  ).operation(`get ${path}`)
}

export function rawOf(parts: Partial<RawParameters>): RawParameters {
  return { path: {}, query: '', headers: {}, ...parts }
}

/** The codes of the violations that decoding reports; throws when it reports none. */
export function refusal(operation: OperationContract, raw: Partial<RawParameters>): readonly string[] {
  try {
    operation.decodeParameters(rawOf(raw))
  } catch (error) {
    if (error instanceof MockError && error.code === 'MOCK_INVALID_REQUEST') return codes(error.errors)
    throw error
  }
  throw new Error('the parameters were accepted')
}

export function random(seed = 1): Random {
  return createRandom(seed)
}

export function only<T>(items: readonly T[]): T {
  const [first] = items
  if (first === undefined || items.length > 1) throw new Error(`expected one item, found ${items.length}`)
  return first
}
