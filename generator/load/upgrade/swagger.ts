// Swagger 2.0 becomes OpenAPI 3.0: what the documents declare with it, where they declare it, and where it went.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, join, own, toFragment, tokensOf } from '../../pointers.js'
import { methods } from '../grammar.js'
import { mapValues, without } from '../json-edit.js'
import { isReference } from '../reference.js'
import { mapObjects } from './map-objects.js'
import {
  type Conversion,
  createConversion,
  follow,
  type Placed,
  placedEntries,
  placedItems,
} from './swagger-conversion.js'
import { convertBody, convertForm, convertParameter } from './swagger-parameters.js'
import { convertResponse, convertResponses } from './swagger-responses.js'
import { convertSchema } from './swagger-schema.js'
import { convertSecurityScheme } from './swagger-security.js'
import type { Upgraded } from './upgrade.js'

/** Fields of a Swagger document that stand elsewhere, or nowhere, in OpenAPI 3. */
const moved = [
  ...['swagger', 'host', 'basePath', 'schemes', 'consumes', 'produces', 'paths'],
  ...['definitions', 'parameters', 'responses', 'securityDefinitions'],
]

/** The document as OpenAPI 3.0.4. Objects that are not what they should be stay as they are. */
export function convertSwagger(document: JsonObject): Upgraded {
  const conversion = createConversion(document)
  const converted = {
    openapi: '3.0.4',
    ...without(document, moved),
    ...serversOf(document),
    paths: convertPaths(conversion),
    components: convertComponents(conversion),
  }
  const { findings, moves } = conversion
  return { document: followMoves(converted, conversion), findings, before: moves.before }
}

/** One server for each scheme at host and base path (Swagger Object). */
function serversOf({ host, basePath, schemes }: JsonObject): JsonObject {
  const path = typeof basePath === 'string' ? `/${basePath.replace(/^\//, '')}` : ''
  if (typeof host !== 'string') return path === '' || path === '/' ? {} : { servers: [{ url: path }] }
  const named = Array.isArray(schemes) ? schemes.filter((scheme) => typeof scheme === 'string') : []
  const origins = named.length > 0 ? named.map((scheme) => `${scheme}://${host}`) : [`//${host}`]
  return { servers: origins.map((origin) => ({ url: `${origin}${path}` })) }
}

function convertPaths(conversion: Conversion): Json {
  const { paths } = conversion.document
  if (!isObject(paths)) return {}
  return mapValues(paths, (item, path) =>
    isObject(item) && !path.startsWith('x-')
      ? convertPathItem(conversion, { value: item, tokens: ['paths', path] })
      : item,
  )
}

/** Bodies and form fields of the path belong to every operation that declares none with their names. */
function convertPathItem(conversion: Conversion, { value, tokens }: Placed): JsonObject {
  const shared = sortParameters(conversion, value.parameters, [...tokens, 'parameters'])
  const parameters = convertKept(conversion, shared.kept, [...tokens, 'parameters'])
  const item = mapValues(without(value, ['parameters']), (operation, method) =>
    isObject(operation) && methods.some((name) => name === method)
      ? convertOperation(conversion, { value: operation, tokens: [...tokens, method] }, shared)
      : operation,
  )
  return parameters.length > 0 ? { parameters, ...item } : item
}

/** The parameters of a list that stay parameters, and what is sent as a body. */
interface Sorted {
  readonly kept: readonly Placed[]
  readonly body: Placed | undefined
  readonly form: readonly Placed[]
}

function sortParameters(conversion: Conversion, list: Json | undefined, tokens: readonly string[]): Sorted {
  const kept: Placed[] = []
  const form: Placed[] = []
  let body: Placed | undefined
  for (const placed of placedItems(list, tokens)) {
    const target = follow(conversion, placed)
    if (target?.value.in === 'body') body ??= target
    else if (target?.value.in === 'formData') form.push(target)
    else kept.push(target !== undefined && isDeclared(placed) ? placed : (target ?? placed))
  }
  return { kept, body, form }
}

/** True for a reference to a shared parameter, which stays one. */
function isDeclared({ value }: Placed): boolean {
  return typeof value.$ref === 'string' && /^#\/parameters\/[^/]+$/.test(value.$ref)
}

function convertKept(
  conversion: Conversion,
  list: readonly Placed[],
  to: readonly string[],
): readonly JsonObject[] {
  return list.map((parameter, index) => {
    const place = [...to, String(index)]
    conversion.moves.add(place, parameter.tokens)
    return isReference(parameter.value) ? parameter.value : convertParameter(conversion, parameter, place)
  })
}

function convertOperation(conversion: Conversion, { value, tokens }: Placed, shared: Sorted): JsonObject {
  const own = sortParameters(conversion, value.parameters, [...tokens, 'parameters'])
  const parameters = convertKept(conversion, own.kept, [...tokens, 'parameters'])
  const requestBody = requestBodyOf(conversion, { value, tokens }, own, shared)
  const responses = convertResponses(conversion, { value, tokens }, [...tokens, 'responses'])
  return {
    ...without(value, ['consumes', 'produces', 'schemes', 'parameters', 'responses']),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody !== undefined && { requestBody }),
    ...(responses !== undefined && { responses }),
  }
}

function requestBodyOf(
  conversion: Conversion,
  { value, tokens }: Placed,
  own: Sorted,
  shared: Sorted,
): JsonObject | undefined {
  const to = [...tokens, 'requestBody']
  const hasForm = own.form.length > 0
  const body = own.body ?? (hasForm ? undefined : shared.body)
  if (body !== undefined) return convertBody(conversion, body, value, to)
  const inherited = shared.form.filter(
    ({ value: field }) => !own.form.some((one) => one.value.name === field.name),
  )
  const fields = [...inherited, ...own.form]
  return fields.length > 0 ? convertForm(conversion, fields, { value, tokens }, to) : undefined
}

function convertComponents(conversion: Conversion): JsonObject {
  const { document, moves } = conversion
  const { parameters, bodies } = convertParameters(conversion)
  const sections: readonly (readonly [string, JsonObject | undefined])[] = [
    ['schemas', convertDefinitions(conversion)],
    ['parameters', parameters],
    ['requestBodies', bodies],
    [
      'responses',
      mapPlaced(document.responses, ['responses'], (response, name) =>
        isReference(response.value)
          ? response.value
          : convertResponse(conversion, response, undefined, ['components', 'responses', name]),
      ),
    ],
    [
      'securitySchemes',
      mapPlaced(document.securityDefinitions, ['securityDefinitions'], ({ value, tokens }, name) => {
        moves.add(['components', 'securitySchemes', name], tokens)
        return convertSecurityScheme(value)
      }),
    ],
  ]
  return Object.fromEntries(
    sections.flatMap(([name, section]) => (section === undefined ? [] : [[name, section]])),
  )
}

function convertDefinitions({ document, moves }: Conversion): JsonObject | undefined {
  const { definitions } = document
  if (!isObject(definitions)) return undefined
  moves.add(['components', 'schemas'], ['definitions'])
  const tags = tagsByParent(definitions)
  return mapValues(definitions, (schema, name) => convertSchema(schema, tags.get(name)))
}

/** Generations that are followed; definitions that extend each other in a circle end here. */
const maxGenerations = 8

/** The values of `x-discriminator-value`, by the names of the definitions that the one with the value extends. */
function tagsByParent(definitions: JsonObject): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const tags = new Map<string, Map<string, string>>()
  for (const [name, schema] of Object.entries(definitions)) {
    const value = own(schema, 'x-discriminator-value') ?? own(schema, 'x-ms-discriminator-value')
    if (typeof value !== 'string') continue
    for (const parent of ancestors(schema, definitions)) {
      const ofParent = tags.get(parent) ?? new Map<string, string>()
      tags.set(parent, ofParent.set(value, toFragment(join('', 'definitions', name))))
    }
  }
  return tags
}

function ancestors(schema: Json, definitions: JsonObject): ReadonlySet<string> {
  const found = new Set<string>()
  let generation: readonly Json[] = [schema]
  for (let i = 0; i < maxGenerations && generation.length > 0; i++) {
    const parents = generation.flatMap(parentsOf).filter((name) => !found.has(name))
    for (const name of parents) found.add(name)
    generation = parents.flatMap((name) => own(definitions, name) ?? [])
  }
  return found
}

function parentsOf(schema: Json): readonly string[] {
  const parts = own(schema, 'allOf')
  if (!Array.isArray(parts)) return []
  return parts.flatMap((part: Json) => (isReference(part) ? (tokensOf(part.$ref.slice(1))[1] ?? []) : []))
}

/** Shared parameters; those that are bodies are shared bodies. A shared form field stands in each form that refers to it. */
function convertParameters(conversion: Conversion): { parameters?: JsonObject; bodies?: JsonObject } {
  const kept: [string, Json][] = []
  const bodies: [string, Json][] = []
  for (const [name, placed] of placedEntries(conversion.document.parameters, ['parameters'])) {
    const place = follow(conversion, placed)?.value.in
    if (place === 'body') {
      bodies.push([name, convertBody(conversion, placed, undefined, ['components', 'requestBodies', name])])
    } else if (place !== 'formData') {
      const to = ['components', 'parameters', name]
      kept.push([name, isReference(placed.value) ? placed.value : convertParameter(conversion, placed, to)])
    }
  }
  return {
    ...(kept.length > 0 && { parameters: Object.fromEntries(kept) }),
    ...(bodies.length > 0 && { bodies: Object.fromEntries(bodies) }),
  }
}

function mapPlaced(
  map: Json | undefined,
  tokens: readonly string[],
  convert: (placed: Placed, name: string) => Json,
): JsonObject | undefined {
  if (!isObject(map)) return undefined
  return Object.fromEntries(placedEntries(map, tokens).map(([name, placed]) => [name, convert(placed, name)]))
}

/** References lead where what they name went. */
function followMoves(document: JsonObject, { moves }: Conversion): JsonObject {
  const followed = (reference: string) =>
    reference.startsWith('#/')
      ? toFragment(join('', ...moves.after(tokensOf(reference.slice(1)))))
      : reference
  return mapObjects(document, ({ value, kind }) => {
    const next = isReference(value) ? { ...value, $ref: followed(value.$ref) } : value
    const discriminator = kind === 'schema' ? own(next, 'discriminator') : undefined
    const mapping = own(discriminator, 'mapping')
    if (!isObject(discriminator) || !isObject(mapping)) return next
    const names = mapValues(mapping, (name) => (typeof name === 'string' ? followed(name) : name))
    return { ...next, discriminator: { ...discriminator, mapping: names } }
  })
}
