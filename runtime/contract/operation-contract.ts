// One operation of the contract, everything behind it made when it is first needed.
import type { OperationFacts } from '../facts.js'
import type { Random } from '../ids.js'
import { isObject, type Json } from '../json.js'
import { isFormMediaType, isJsonMediaType, matchMediaType } from '../media-types.js'
import { readBodies } from './body-contract.js'
import type {
  BodyContract,
  OperationContract,
  ParameterLikeness,
  Parameters,
  SampleRequest,
  SecurityRequirement,
} from './contract.js'
import { parameterLikeness } from './likeness.js'
import { type DeclaredParameter, readParameters } from './parameters/declared-parameters.js'
import { encodeParameters } from './parameters/encode-parameters.js'
import { compileParameters, type DecodeParameters } from './parameters/parameters.js'
import type { Parts } from './parts.js'
import type { Place } from './references.js'
import { readResponses } from './response-contract.js'
import { requestHeaderValues } from './samples/request-header-values.js'
import type { Schema } from './schemas/schema.js'
import { readSecurity } from './security.js'

/**
 * The contract of the operation at `operation`; `pathItem` is the Path Item Object around it. `sender`: who sends its
 * requests; in those of the API itself stands what is readOnly, and nothing that is writeOnly.
 */
export function createOperation(
  id: string,
  facts: Pick<OperationFacts, 'path'>,
  pathItem: Place,
  operation: Place,
  parts: Parts,
  sender: 'client' | 'api' = 'client',
): OperationContract {
  const requestBody = parts.references.child(operation, 'requestBody')
  const responses = readResponses(operation, parts)
  let declared: readonly DeclaredParameter[] | undefined
  let decode: DecodeParameters | undefined
  let bodies: readonly BodyContract[] | undefined
  let likeness: ParameterLikeness | undefined
  let security: readonly SecurityRequirement[] | undefined

  function parameters(): readonly DeclaredParameter[] {
    declared ??= readParameters(pathItem, operation, facts.path, parts.references)
    return declared
  }

  function requestBodies(): readonly BodyContract[] {
    bodies ??= readBodies(requestBody, sender === 'client' ? 'request' : 'response', parts)
    return bodies
  }

  return {
    id,
    get security() {
      security ??= readSecurity(operation, parts.references)
      return security
    },
    decodeParameters: (raw) => {
      decode ??= compileParameters(parameters(), parts)
      return decode(raw)
    },
    get likeness() {
      likeness ??= parameterLikeness(parameters(), parts)
      return likeness
    },
    takesHeader: (name) => parameters().some((one) => one.in === 'header' && one.name.toLowerCase() === name),
    encodeParameters: (values) => encodeParameters(parameters(), values),
    bodyRequired: isObject(requestBody?.value) && requestBody.value.required === true,
    get requestBodies() {
      return requestBodies()
    },
    requestBody: (contentType) => matchMediaType(contentType, requestBodies()),
    invalidStatus: responses.declares(422) && !responses.declares(400) ? 422 : 400,
    declaredStatuses: responses.statuses,
    get declaresHeaders() {
      return responses.declareHeaders()
    },
    response: responses.find,
    success: responses.success,
    sampleRequest: (random) => sampleRequest(parameters(), requestBodies(), parts, random),
  }
}

function sampleRequest(
  declared: readonly DeclaredParameter[],
  bodies: readonly BodyContract[],
  parts: Parts,
  random: Random,
): SampleRequest {
  const sampled = declared
    .filter((parameter) => parameter.required)
    .map((parameter) => ({ parameter, value: sampleParameter(parameter, parts, random) }))
  const group = (location: DeclaredParameter['in']) =>
    Object.fromEntries(
      sampled.flatMap(({ parameter, value }): [string, Json][] =>
        parameter.in === location && value !== undefined ? [[parameter.name, value]] : [],
      ),
    )
  const parameters: Parameters = {
    path: group('path'),
    query: group('query'),
    headers: group('header'),
    cookies: group('cookie'),
  }
  // What is understood best: JSON, then forms, then whatever comes first.
  const body =
    bodies.find(({ mediaType }) => isJsonMediaType(mediaType)) ??
    bodies.find(({ mediaType }) => isFormMediaType(mediaType)) ??
    bodies[0]
  const value = body?.sample(random)
  const partHeaders = body?.samplePartHeaders(random)
  return { parameters, mediaType: body?.mediaType, body: value, ...(partHeaders && { partHeaders }) }
}

function sampleParameter(parameter: DeclaredParameter, parts: Parts, random: Random): Json | undefined {
  const id = parameter.schema === undefined ? undefined : parts.schemas.id(parameter.schema, 'request')
  const schema = id === undefined ? { type: ['string' as const] } : parts.schemas.get(id)
  const { name, examples } = parameter
  const flat = parts.flattener.flatten(schema)
  const isShown = flat.examples.length > 0 || flat.default !== undefined
  const usual = parameter.in === 'header' && !isShown ? requestHeaderValues(name) : []
  const options = { random, preferred: [...examples, ...usual], name }
  const value = parts.sampler.sample(schema, options)
  if (parameter.in !== 'path' || !isEmpty(value)) return value
  return parts.sampler.sample({ allOf: [schema, notEmpty] }, options) ?? value
}

/** What a path can hold: nothing at all would make another path of it. */
const notEmpty: Schema = { minLength: 1, minItems: 1, minProperties: 1 }

function isEmpty(value: Json | undefined): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
