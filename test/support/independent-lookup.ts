// Finds in an OpenAPI document what it says of a request and of an answer: operations, responses, parameters, bodies.
import {
  childOf,
  followReferences,
  isList,
  type JsonRecord,
  type JsonValue,
  type Located,
  tokenOf,
} from './document-references.js'

/** What a request holds, decoded: a `SampleRequest` is one. */
export interface HttpRequest {
  readonly parameters: Readonly<Record<'path' | 'query' | 'headers' | 'cookies', JsonRecord>>
  readonly mediaType: string | undefined
  readonly body: unknown
}

/** An operation, and the path item that it stands in, whose parameters are its own as well. */
interface FoundOperation extends Located {
  readonly item: Located
}

/** The operation of a method and a path as the document spells it. */
export function operationOf(document: JsonRecord, method: string, path: string): FoundOperation | undefined {
  const item = childOf(document.paths, path)
  const found = item === undefined ? undefined : followReferences(document, item, `/paths/${tokenOf(path)}`)
  const value = childOf(found?.value, method)
  if (found === undefined || value === undefined) return undefined
  return { value, pointer: `${found.pointer}/${method}`, item: found }
}

/** The Responses Object of an operation; undefined where it has none. */
export function responsesOf(document: JsonRecord, method: string, path: string): Located | undefined {
  const operation = operationOf(document, method, path)
  const value = childOf(operation?.value, 'responses')
  if (operation === undefined || value === undefined) return undefined
  return { value, pointer: `${operation.pointer}/responses` }
}

/** The values of a request, each with the pointer of its schema. */
export function requestValues(
  document: JsonRecord,
  operation: FoundOperation | undefined,
  request: HttpRequest,
): readonly (readonly [at: string, pointer: string, value: unknown])[] {
  if (operation === undefined) return []
  const declared = [operation.item, operation]
    .flatMap(({ value, pointer }) => {
      const list = childOf(value, 'parameters')
      return isList(list) ? list.map((item, i) => [item, `${pointer}/parameters/${i}`] as const) : []
    })
    .flatMap(([item, at]) => followReferences(document, item, at) ?? [])
    .flatMap(({ value, pointer }) => {
      const [name, place] = [childOf(value, 'name'), childOf(value, 'in')]
      if (typeof name !== 'string' || childOf(value, 'schema') === undefined) return []
      const given = valueIn(request, place, name)
      return given === undefined ? [] : [[`${place} ${name}`, `${pointer}/schema`, given] as const]
    })
  // What an operation declares stands instead of what its path declares.
  const parameters = [...new Map(declared.map((parameter) => [parameter[0], parameter])).values()]
  const content = followReferences(
    document,
    childOf(operation.value, 'requestBody') ?? {},
    `${operation.pointer}/requestBody`,
  )
  const mediaType = childOf(childOf(content?.value, 'content'), request.mediaType ?? '')
  if (content === undefined || request.body === undefined || childOf(mediaType, 'schema') === undefined)
    return parameters
  const pointer = `${content.pointer}/content/${tokenOf(request.mediaType ?? '')}/schema`
  return [...parameters, ['body', pointer, request.body]]
}

function valueIn({ parameters }: HttpRequest, place: JsonValue | undefined, name: string) {
  if (place === 'path' || place === 'query') return childOf(parameters[place], name)
  if (place === 'cookie') return childOf(parameters.cookies, name)
  // Header names are the same in any case (RFC 9110, section 5.1).
  const found = Object.keys(parameters.headers).find((key) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : parameters.headers[found]
}

/** Exactly the status, its range, or the default, in this order (OpenAPI 3.0.4, section 4.7.16). */
export function findResponse(document: JsonRecord, responses: Located, status: number): Located | undefined {
  for (const name of [String(status), `${Math.floor(status / 100)}XX`, 'default']) {
    const key = Object.keys(Object(responses.value)).find((key) => key.toUpperCase() === name.toUpperCase())
    const value = key === undefined ? undefined : childOf(responses.value, key)
    if (key !== undefined && value !== undefined)
      return followReferences(document, value, `${responses.pointer}/${key}`)
  }
  return undefined
}
