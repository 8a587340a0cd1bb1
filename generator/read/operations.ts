// The operations of a document, with what binding asks about them: parameters, request body, answer of success.
import type { JsonObject, Method } from '@mockgen/runtime'
import { child, type Located, own, resolve } from '../pointers.js'
import type { Schemas, SchemaView } from './schema-view.js'

/** One operation as the contract declares it. */
export interface Operation {
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly at: Located
  /** Path-level and operation-level parameters; the latter replace the former (OpenAPI, Path Item Object). */
  readonly parameters: readonly Parameter[]
  /** The schema of the body that can be stored: JSON, else a form without its files; undefined when nothing is left. */
  body(): SchemaView | undefined
  /** The properties of a form that are uploaded files, by name; none where JSON may be sent instead. */
  files(): ReadonlyMap<string, SchemaView>
  /** The answer of success: the first declared status of `prefer`, else the first 2xx, else `default`. */
  success(prefer: readonly number[]): Success | undefined
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  /** Undefined when the parameter has no schema or is serialised as a media type (`content`). */
  readonly schema: SchemaView | undefined
}

/** The answer of success. */
export interface Success {
  /** `none`: no body is declared; `other`: one that is not JSON or has no schema. */
  readonly content: 'none' | 'json' | 'other'
  /** Schema of the JSON body. */
  readonly schema: SchemaView | undefined
  /** Names of the declared headers, as they are written. */
  readonly headers: readonly string[]
}

const methods: readonly Method[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Every operation in the document's order, or those that `isWanted` is true for. */
export function readOperations(
  document: JsonObject,
  schemas: Schemas,
  isWanted: (operation: JsonObject) => boolean = () => true,
): readonly Operation[] {
  const follow = (at: Located | undefined) => at && resolve(document, at)
  const paths = child({ pointer: '', value: document }, 'paths')
  if (paths === undefined) return []
  return Object.keys(paths.value).flatMap((path) => {
    const item = path.startsWith('/') ? follow(child(paths, path)) : undefined
    if (item === undefined) return []
    return Object.keys(item.value).flatMap((key) => {
      const method = methods.find((known) => known === key)
      const at = method && follow(child(item, method))
      const id = at?.value.operationId
      if (method === undefined || at === undefined || typeof id !== 'string') return []
      if (!isWanted(at.value)) return []
      return [openOperation({ id, method, path, at }, item, schemas, follow)]
    })
  })
}

/** The names of a path's parameters, in order. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
}

/** The query parameters of an operation. */
export function queryParameters(operation: Operation): readonly Parameter[] {
  return operation.parameters.filter((parameter) => parameter.in === 'query')
}

/** The declaration of a path parameter; undefined when the contract forgets it. */
export function pathParameter(operation: Operation, name: string): Parameter | undefined {
  return operation.parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)
}

/** True when the operation declares an answer of exactly this status. */
export function declares(operation: Operation, status: number): boolean {
  return own(own(operation.at.value, 'responses'), String(status)) !== undefined
}

type Follow = (at: Located | undefined) => Located | undefined

function openOperation(
  identity: Pick<Operation, 'id' | 'method' | 'path' | 'at'>,
  item: Located,
  schemas: Schemas,
  follow: Follow,
): Operation {
  const { at } = identity
  let known: RequestBody | undefined
  const request = () => {
    const body = follow(child(at, 'requestBody'))
    const content = body && child(body, 'content')
    known ??= content && readRequest(content, schemas)
    return known
  }
  return {
    ...identity,
    parameters: readParameters([item, at], schemas, follow),
    body: () => request()?.schema,
    files: () => request()?.files ?? noFiles,
    success(prefer) {
      const responses = child(at, 'responses')
      const status = responses && successStatus(Object.keys(responses.value), prefer)
      const response = status === undefined ? undefined : follow(responses && child(responses, status))
      if (response === undefined) return undefined
      const headers = Object.keys(child(response, 'headers')?.value ?? {})
      return { ...readBody(child(response, 'content'), schemas), headers }
    },
  }
}

function readParameters(holders: readonly Located[], schemas: Schemas, follow: Follow): readonly Parameter[] {
  const found = new Map<string, Parameter>()
  for (const holder of holders) {
    const list = own(holder.value, 'parameters')
    for (let index = 0; Array.isArray(list) && index < list.length; index++) {
      const at = follow(child(holder, 'parameters', index))
      const name = at?.value.name
      const place = at?.value.in
      if (at === undefined || typeof name !== 'string' || typeof place !== 'string') continue
      const schema = child(at, 'schema')
      const required = at.value.required === true
      found.set(`${place} ${name}`, { name, in: place, required, schema: schema && schemas.view(schema) })
    }
  }
  return [...found.values()]
}

interface RequestBody {
  readonly schema: SchemaView | undefined
  readonly files: ReadonlyMap<string, SchemaView>
}

const noFiles: ReadonlyMap<string, SchemaView> = new Map()

function readRequest(content: Located, schemas: Schemas): RequestBody {
  const json = schemaIn(content, isJson)
  if (json !== undefined) return { schema: schemas.view(json), files: noFiles }
  const form = schemaIn(content, isForm)
  const schema = form && schemas.view(form)
  const files = schema === undefined ? noFiles : filesOf(schemas, schema)
  if (schema === undefined || files.size === 0) return { schema, files }
  const fields = [...schema.properties].filter(([name]) => !files.has(name))
  return { schema: fields.length === 0 ? undefined : { ...schema, properties: new Map(fields) }, files }
}

function successStatus(declared: readonly string[], prefer: readonly number[]): string | undefined {
  return (
    prefer.map(String).find((wanted) => declared.includes(wanted)) ??
    declared.find((key) => /^2(\d\d|XX)$/i.test(key)) ??
    declared.find((key) => key === 'default')
  )
}

function readBody(content: Located | undefined, schemas: Schemas): Omit<Success, 'headers'> {
  if (content === undefined || Object.keys(content.value).length === 0) {
    return { content: 'none', schema: undefined }
  }
  const json = schemaIn(content, isJson)
  return json === undefined
    ? { content: 'other', schema: undefined }
    : { content: 'json', schema: schemas.view(json) }
}

function schemaIn(content: Located, wanted: (mediaType: string) => boolean): Located | undefined {
  for (const mediaType of Object.keys(content.value)) {
    const schema = wanted(essence(mediaType)) ? child(content, mediaType, 'schema') : undefined
    if (schema !== undefined) return schema
  }
  return undefined
}

// A merge patch (RFC 7396) has the shape of the record; a JSON Patch (RFC 6902) is a list of changes.
function isJson(mediaType: string): boolean {
  if (mediaType === 'application/json' || mediaType === '*/*') return true
  return mediaType.endsWith('+json') && mediaType !== 'application/json-patch+json'
}

function isForm(mediaType: string): boolean {
  return mediaType === 'application/x-www-form-urlencoded' || mediaType === 'multipart/form-data'
}

function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

function filesOf(schemas: Schemas, schema: SchemaView): ReadonlyMap<string, SchemaView> {
  const files = new Map<string, SchemaView>()
  for (const name of schema.properties.keys()) {
    const property = schemas.property(schema, name)
    const part = property?.type === 'array' ? schemas.items(property) : property
    const isFile = part?.format === 'binary' || part?.format === 'byte'
    if (property !== undefined && isFile) files.set(name, property)
  }
  return files
}
