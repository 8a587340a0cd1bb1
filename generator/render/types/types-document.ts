// What openapi-typescript is given: the part of a contract that has types, and nothing that the library gets wrong or fails on.
//
// It is built from the objects of OpenAPI (one function each), so that data which only looks like a schema, such as an example
// with `allOf` in it, never reaches the library, which walks over everything that it is given.
import type { Json, JsonObject } from '@mockgen/runtime'
import { methods } from '../../load/grammar.js'
import { isObject, own, resolve, tokensOf } from '../../pointers.js'
import { notesOf } from './types-notes.js'
import { createTypesSchemas } from './types-schemas.js'

/** Sections of the components that have types. */
type Section = 'schemas' | 'responses' | 'parameters' | 'requestBodies' | 'headers'

/** Makes what the library is given of one kind of object; references were followed before. */
type Make = (value: JsonObject) => JsonObject

/**
 * The document that has the same types: `paths`, `webhooks` and `components`. Every reference leads to a component, which a schema
 * that stands elsewhere becomes. Operations of webhooks have no ids: nobody calls them, and `operations` is what can be called.
 */
export function typesDocument(document: JsonObject): JsonObject {
  const schemas = createTypesSchemas(document, isHome)
  const declared = own(document, 'components')

  function pathItem(item: JsonObject, hasIds: boolean): JsonObject {
    return present({
      parameters: list(item.parameters, (one) => component(one, 'parameters', parameter)),
      ...Object.fromEntries(
        methods.map((method) => [method, optional(own(item, method), (one) => operation(one, hasIds))]),
      ),
    })
  }

  function operation(value: JsonObject, hasId: boolean): JsonObject {
    return present({
      ...notesOf(value),
      operationId: hasId ? own(value, 'operationId') : undefined,
      parameters: list(value.parameters, (one) => component(one, 'parameters', parameter)),
      requestBody: optional(own(value, 'requestBody'), (one) => component(one, 'requestBodies', requestBody)),
      responses: map(value.responses, (one, status) =>
        status.startsWith('x-') ? undefined : component(one, 'responses', response),
      ),
    })
  }

  function parameter(value: JsonObject): JsonObject {
    const { name, in: place, required } = value
    return present({ ...notesOf(value), name, in: place, required, schema: schemaOf(value) })
  }

  function header(value: JsonObject): JsonObject {
    return present({ ...notesOf(value), required: value.required, schema: schemaOf(value) })
  }

  function requestBody(value: JsonObject): JsonObject {
    const { required } = value
    return present({ ...notesOf(value), required, content: map(value.content ?? {}, asObject(mediaType)) })
  }

  function response(value: JsonObject): JsonObject {
    return present({
      ...notesOf(value),
      headers: map(value.headers, (one) => component(one, 'headers', header)),
      content: map(value.content, asObject(mediaType)),
    })
  }

  function mediaType(value: JsonObject): JsonObject {
    return present({ ...notesOf(value), schema: value.schema && schemas.schema(value.schema) })
  }

  /** The schema of a parameter or header, or that of the media type which it is written in. */
  function schemaOf({ schema, content }: JsonObject): Json | undefined {
    if (schema !== undefined) return schemas.schema(schema)
    const [media] = isObject(content) ? Object.values(content) : []
    const inside = own(media, 'schema')
    return content === undefined ? undefined : inside === undefined ? {} : schemas.schema(inside)
  }

  /** A component, or the reference to one: the library would read a reference to a reference as an empty object. */
  function component(value: Json, section: Section, make: Make): JsonObject {
    if (!isObject(value)) return {}
    if (typeof value.$ref !== 'string') return make(value)
    const { $ref } = value
    if (isHome($ref, section) && own(componentAt($ref), '$ref') === undefined) return { $ref }
    return followed(value, make)
  }

  function followed(value: Json, make: Make): JsonObject {
    const target = isObject(value) ? resolve(document, { pointer: '', value }) : undefined
    return target === undefined ? {} : make(target.value)
  }

  function componentAt(reference: string): Json | undefined {
    const [, section = '', name = ''] = tokensOf(reference.slice(1))
    return own(own(declared, section), name)
  }

  /** True for a reference to an object that stands among the components of its kind. */
  function isHome(reference: string, section: Section): boolean {
    const tokens = tokensOf(reference.slice(1))
    const isPlain = tokens.length === 3 && tokens[0] === 'components' && tokens[1] === section
    return reference.startsWith('#/') && isPlain && componentAt(reference) !== undefined
  }

  const paths = map(document.paths, (item, path) =>
    path.startsWith('/') ? followed(item, (value) => pathItem(value, true)) : undefined,
  )
  const webhooks = map(document.webhooks, (item) => followed(item, (value) => pathItem(value, false)))
  const section = (name: Section, make: Make) =>
    map(own(declared, name), (one) => (isObject(one) ? followed(one, make) : {}))
  const components = present({
    responses: section('responses', response),
    parameters: section('parameters', parameter),
    requestBodies: section('requestBodies', requestBody),
    headers: section('headers', header),
    schemas: map(own(declared, 'schemas'), schemas.schema),
  })
  // Last: what was found outside the components is known now.
  const found = schemas.hoisted()
  const all = found.size === 0 ? components : withSchemas(components, found)
  const isNamed = declared !== undefined || found.size > 0
  return present({ openapi: document.openapi, paths, webhooks, components: isNamed ? all : undefined })
}

function withSchemas(components: JsonObject, found: ReadonlyMap<string, Json>): JsonObject {
  const declared = isObject(components.schemas) ? Object.entries(components.schemas) : []
  return { ...components, schemas: Object.fromEntries([...declared, ...found]) }
}

function optional(value: Json | undefined, make: Make): JsonObject | undefined {
  return isObject(value) ? make(value) : undefined
}

function asObject(make: Make): (value: Json) => JsonObject {
  return (value) => (isObject(value) ? make(value) : {})
}

function list(value: Json | undefined, make: (item: Json) => Json): Json | undefined {
  return Array.isArray(value) ? value.map(make) : undefined
}

/** The map of what `make` answers; names of which it answers undefined are left out. */
function map(
  value: Json | undefined,
  make: (item: Json, name: string) => Json | undefined,
): JsonObject | undefined {
  if (!isObject(value)) return undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, Json][] => {
      const made = make(item, name)
      return made === undefined ? [] : [[name, made]]
    }),
  )
}

/** The object without properties that are undefined. */
function present(value: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]): [string, Json][] =>
      one === undefined ? [] : [[name, one]],
    ),
  )
}
