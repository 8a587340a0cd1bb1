// Judges an answer by the OpenAPI document, with nothing of the code that made the answer: its own lookup of responses, its
// own references, and a JSON Schema validator of its own.
import {
  childOf,
  followReferences,
  isRecord,
  type JsonRecord,
  type JsonValue,
  type Located,
  tokenOf,
} from './document-references.js'
import {
  findResponse,
  type HttpRequest,
  operationOf,
  requestValues,
  responsesOf,
} from './independent-lookup.js'
import { formReading, headerReadings, isScalar, scalarReadings } from './independent-readings.js'
import { openIndependentSchemas } from './independent-schemas.js'
import type { Unreadable } from './prepare-schema.js'

/** An answer over HTTP; a reply of `StartedMock.send` is one. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed where the Content-Type is JSON, else text; undefined when there is none. */
  readonly body: unknown
}

/** What of an answer the document does not allow. */
export interface Finding {
  /** `status`, `content-type`, `header X-Total-Count`, `body/items/0/id`. */
  readonly at: string
  /** Pointer into the document: `/components/schemas/Pet/required`. */
  readonly where: string
  readonly message: string
}

/**
 * - `valid`: declared, and all that is declared holds.
 * - `own error`: an error that the document does not describe, as a problem document (RFC 9457), as we promise.
 * - `undeclared`: the document describes no success at all, so that no answer of success could be right.
 * - `broken`: the findings say why.
 */
export interface Judgement {
  readonly verdict: 'valid' | 'own error' | 'undeclared' | 'broken'
  readonly findings: readonly Finding[]
  /** Where the response stands in the document. */
  readonly response: string | undefined
}

export interface IndependentContract {
  /** Judges an answer to a method of a path as the document spells it (`get`, `/pets/{petId}`). */
  judge(method: string, path: string, answer: HttpAnswer): Promise<Judgement>
  /** What of a request to a method of a path the document does not allow; only what is given is judged. */
  judgeRequest(method: string, path: string, request: HttpRequest): Promise<readonly Finding[]>
  /** Judges a value by the schema at a pointer of the document (`/components/schemas/Pet`), as part of an answer. */
  judgeValue(pointer: string, value: unknown): Promise<readonly Finding[]>
  /** What of the schemas so far the validator cannot read, and where it stands. */
  unreadable(): readonly Unreadable[]
  close(): void
}

const maxFindings = 8

/** Opens a bundled OpenAPI 3.0 or 3.1 document; what was Swagger 2.0 comes converted. */
export function openIndependentContract(bundled: unknown): IndependentContract {
  const document: JsonRecord = JSON.parse(JSON.stringify(bundled))
  const schemas = openIndependentSchemas(document)
  const requestSchemas = openIndependentSchemas(document, 'requests')
  const misnamed = new Map<string, Unreadable>()

  async function judge(method: string, path: string, answer: HttpAnswer): Promise<Judgement> {
    const responses = responsesOf(document, method.toLowerCase(), path)
    const response = responses && findResponse(document, responses, answer.status)
    if (responses === undefined || response === undefined) {
      return { ...judgeUndeclared(answer, responses), response: undefined }
    }
    const findings = [
      ...(await judgeHeaders(response, answer.headers)),
      ...(await judgeBody(response, method, answer)),
    ]
    const ownError =
      answer.status >= 400 && isProblem(answer) && !declaresSchema(response.value) && findings.length > 0
    const verdict = findings.length === 0 ? 'valid' : ownError ? 'own error' : 'broken'
    return { verdict, findings, response: response.pointer }
  }

  async function judgeHeaders(response: Located, headers: Headers): Promise<readonly Finding[]> {
    const declared = childOf(response.value, 'headers')
    if (!isRecord(declared)) return []
    const found: Finding[] = []
    for (const [name, value] of Object.entries(declared)) {
      const header = followReferences(document, value, `${response.pointer}/headers/${tokenOf(name)}`)
      // A declared Content-Type is ignored (OpenAPI 3.0.4, section 4.7.17).
      if (header === undefined || name.toLowerCase() === 'content-type') continue
      if (!isFieldName(name)) {
        const { pointer } = header
        misnamed.set(pointer, { pointer, reason: `HTTP allows no header ${JSON.stringify(name)}` })
        continue
      }
      const text = headers.get(name)
      if (text !== null) found.push(...(await judgeHeader(name, header, text)))
      else if (childOf(header.value, 'required') === true)
        found.push({ at: `header ${name}`, where: header.pointer, message: 'is required and missing' })
    }
    return found
  }

  async function judgeHeader(name: string, header: Located, text: string): Promise<readonly Finding[]> {
    const schema = childOf(header.value, 'schema')
    if (schema === undefined) return []
    const pointer = `${header.pointer}/schema`
    // Any reading will do: which one is meant, the schema alone decides.
    for (const value of headerReadings(document, schema, text)) {
      if ((await judgeValue(pointer, value)).length === 0) return []
    }
    return [{ at: `header ${name}`, where: pointer, message: `${JSON.stringify(text)} is not valid` }]
  }

  async function judgeBody(
    response: Located,
    method: string,
    answer: HttpAnswer,
  ): Promise<readonly Finding[]> {
    const content = childOf(response.value, 'content')
    const isBodiless = method.toLowerCase() === 'head' || [204, 205, 304].includes(answer.status)
    const declared = isRecord(content) && !isBodiless ? Object.keys(content) : []
    const at = `${response.pointer}/content`
    if (declared.length === 0) {
      if (answer.body === undefined) return []
      return [{ at: 'body', where: at, message: isBodiless ? 'is not allowed here' : 'is not declared' }]
    }
    const type = essenceOf(answer.headers.get('content-type') ?? '')
    if (type === '' && answer.body === undefined)
      return declared.some(mayBeEmpty) ? [] : [{ at: 'body', where: at, message: 'is declared and missing' }]
    const key = matchMediaType(type, declared)
    if (key === undefined)
      return [{ at: 'content-type', where: at, message: `"${type}" is none of ${declared.join(', ')}` }]
    return judgeContent(key, type, response, answer.body)
  }

  async function judgeContent(
    key: string,
    type: string,
    response: Located,
    body: unknown,
  ): Promise<readonly Finding[]> {
    const value = childOf(childOf(response.value, 'content'), key)
    const mediaType = followReferences(document, value ?? {}, `${response.pointer}/content/${tokenOf(key)}`)
    if (isJsonType(type) && body === undefined)
      return [{ at: 'body', where: `${response.pointer}/content`, message: 'is JSON and empty' }]
    const schema = mediaType && childOf(mediaType.value, 'schema')
    if (mediaType === undefined || schema === undefined) return []
    const pointer = `${mediaType.pointer}/schema`
    if (isJsonType(type)) return judgeValue(pointer, body)
    const text = typeof body === 'string' ? body : ''
    if (type === 'application/x-www-form-urlencoded') {
      const form = formReading(document, schema, text)
      return form === undefined ? [] : judgeValue(pointer, form)
    }
    // Other media types have no data model that JSON Schema speaks of, except text for a single value.
    const isSingle = type === 'text/plain' || (type.startsWith('text/') && isScalar(document, schema))
    return isSingle ? judgeText(pointer, text) : []
  }

  async function judgeText(pointer: string, text: string): Promise<readonly Finding[]> {
    for (const value of scalarReadings(text)) if ((await judgeValue(pointer, value)).length === 0) return []
    return [{ at: 'body', where: pointer, message: `${JSON.stringify(text.slice(0, 80))} is not valid` }]
  }

  async function judgeRequest(
    method: string,
    path: string,
    request: HttpRequest,
  ): Promise<readonly Finding[]> {
    const operation = operationOf(document, method.toLowerCase(), path)
    const found: Finding[] = []
    for (const [at, pointer, value] of requestValues(document, operation, request)) {
      const violations = await requestSchemas.violations(pointer, JSON.parse(JSON.stringify(value)))
      found.push(
        ...violations.slice(0, maxFindings).map(({ at: inside, where, keyword }) => {
          return { at: at + inside, where, message: `breaks ${keyword}` }
        }),
      )
    }
    return found
  }

  async function judgeValue(pointer: string, value: unknown): Promise<readonly Finding[]> {
    const json: JsonValue = JSON.parse(JSON.stringify(value))
    const violations = await schemas.violations(pointer, json)
    return violations
      .slice(0, maxFindings)
      .map(({ at, where, keyword }) => ({ at: `body${at}`, where, message: `breaks ${keyword}` }))
  }

  return {
    judge,
    judgeRequest,
    judgeValue,
    unreadable: () => [...schemas.unreadable(), ...requestSchemas.unreadable(), ...misnamed.values()],
    close: () => {
      schemas.close()
      requestSchemas.close()
    },
  }
}

function judgeUndeclared(
  answer: HttpAnswer,
  responses: Located | undefined,
): Pick<Judgement, 'verdict' | 'findings'> {
  if (answer.status >= 400 && isProblem(answer)) return { verdict: 'own error', findings: [] }
  const names = Object.keys(Object(responses?.value))
  const declaresSuccess = names.some((name) => /^(?:[123]|default$)/i.test(name))
  if (answer.status < 400 && !declaresSuccess) return { verdict: 'undeclared', findings: [] }
  const message = `${answer.status} is none of ${names.join(', ')}`
  return { verdict: 'broken', findings: [{ at: 'status', where: responses?.pointer ?? '', message }] }
}

function declaresSchema(response: JsonValue): boolean {
  const content = childOf(response, 'content')
  return (
    isRecord(content) &&
    Object.values(content).some((mediaType) => childOf(mediaType, 'schema') !== undefined)
  )
}

function isProblem({ headers, body }: HttpAnswer): boolean {
  const type = essenceOf(headers.get('content-type') ?? '')
  return type === 'application/problem+json' && isRecord(body) && body.type !== undefined
}

/** The most specific of the declared media types that fits. */
function matchMediaType(type: string, declared: readonly string[]): string | undefined {
  const ranges = [type, `${type.split('/')[0]}/*`, '*/*', '*']
  for (const range of ranges) {
    const found = declared.find((name) => essenceOf(name) === range)
    if (found !== undefined) return found
  }
  return undefined
}

function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** RFC 9110, section 5.1: a token. */
function isFieldName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name)
}

function isJsonType(type: string): boolean {
  return /^[^/]+\/(?:json|[^/]+\+json)$/.test(type)
}

/** An empty text and empty bytes are texts and bytes; an empty JSON document is none. */
function mayBeEmpty(mediaType: string): boolean {
  return /^(?:text\/plain|application\/octet-stream|\*\/\*)/.test(mediaType)
}
