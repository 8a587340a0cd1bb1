// The Parameter Objects of an operation, read into plain data.
import { isObject, type Json, type JsonObject } from '../../json.js'
import { isJsonMediaType } from '../../media-types.js'
import { readExamples } from '../examples.js'
import type { Place, References } from '../references.js'
import type { Location } from './parameter-styles.js'

/** A parameter as the contract declares it, with the defaults of the specification filled in. */
export interface DeclaredParameter {
  readonly name: string
  readonly in: Location
  readonly required: boolean
  readonly style: string
  readonly explode: boolean
  readonly allowEmptyValue: boolean
  /** True for a parameter that is described by `content`, of whatever media type. */
  readonly hasContent: boolean
  /** True when that media type is JSON. */
  readonly json: boolean
  /** True for the query string as a whole (OpenAPI 3.2, `in: querystring`). */
  readonly isWholeQuery?: boolean
  /** Pointer of the schema. */
  readonly schema: string | undefined
  readonly examples: readonly Json[]
}

/**
 * The parameters of an operation and of its path item; the operation's win. Path parameters that the template has and
 * nobody declares are text. Header parameters named Accept, Content-Type and Authorization are ignored, as OpenAPI says.
 */
export function readParameters(
  pathItem: Place,
  operation: Place,
  path: string,
  references: References,
): readonly DeclaredParameter[] {
  const found = new Map<string, DeclaredParameter>()
  const inTemplate = new Set(templateNames(path))
  for (const name of inTemplate) found.set(`path ${name}`, undeclared(name))
  for (const owner of [pathItem, operation]) {
    for (const parameter of parametersOf(owner, references)) {
      const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name
      if (parameter.in === 'header' && ignoredHeaders.has(name)) continue
      // Nobody can send what the path has no place for.
      if (parameter.in === 'path' && !inTemplate.has(name)) continue
      found.set(`${parameter.in} ${name}`, parameter)
    }
  }
  return [...found.values()]
}

const ignoredHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization'])

// Of a path key, without the fragment that some documents tell operations apart by.
function templateNames(path: string): readonly string[] {
  const names: string[] = []
  let open = -1
  for (let i = 0; i < path.length; i++) {
    const char = path[i]
    if (char === '{') open = i
    else if (char === '}' && open >= 0) {
      if (i > open + 1) names.push(path.slice(open + 1, i))
      open = -1
    } else if (char === '#' && open < 0) break
  }
  return names
}

function undeclared(name: string): DeclaredParameter {
  return {
    name,
    in: 'path',
    required: true,
    style: 'simple',
    explode: false,
    allowEmptyValue: false,
    hasContent: false,
    json: false,
    schema: undefined,
    examples: [],
  }
}

function parametersOf(owner: Place, references: References): readonly DeclaredParameter[] {
  // Asked of the owner as a place, so that a path item behind a reference gives its own.
  const list = references.child(owner, 'parameters')
  if (list === undefined || !Array.isArray(list.value)) return []
  return list.value.flatMap((_: Json, i: number) => {
    const place = references.child(list, i)
    const parameter = place && readParameter(place, references)
    return parameter === undefined ? [] : [parameter]
  })
}

function readParameter(place: Place, references: References): DeclaredParameter | undefined {
  const { value } = place
  if (!isObject(value) || typeof value.name !== 'string' || !isLocation(value.in)) return undefined
  const style = typeof value.style === 'string' ? value.style : defaultStyles[value.in]
  const content = isObject(value.content) ? Object.keys(value.content)[0] : undefined
  const described = content === undefined ? place : references.child(place, 'content', content)
  return {
    name: value.name,
    in: value.in,
    required: value.required === true || value.in === 'path',
    style,
    explode: typeof value.explode === 'boolean' ? value.explode : explodedByDefault.has(style),
    allowEmptyValue: value.in === 'query' && value.allowEmptyValue === true,
    hasContent: content !== undefined,
    json: content !== undefined && isJsonMediaType(content),
    // As the generator writes it in 3.1, which has no such parameters.
    ...(value.in === 'query' && value['x-querystring'] === true && { isWholeQuery: true }),
    schema: schemaPointer(described),
    examples: [place, described].flatMap((at) =>
      at === undefined ? [] : [...readExamples(at, references).values()],
    ),
  }
}

function schemaPointer(place: Place | undefined): string | undefined {
  if (place === undefined || !isObject(place.value)) return undefined
  const holder: JsonObject = place.value
  return holder.schema === undefined ? undefined : `${place.pointer}/schema`
}

// OpenAPI 3.2 has `cookie` beside it.
const explodedByDefault: ReadonlySet<string> = new Set(['form', 'cookie'])

const defaultStyles: Readonly<Record<Location, string>> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
}

function isLocation(value: Json | undefined): value is Location {
  return typeof value === 'string' && Object.hasOwn(defaultStyles, value)
}
