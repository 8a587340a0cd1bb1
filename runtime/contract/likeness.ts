// How much a request looks like one of an operation: what decides between operations that share a method and a path.
import { isObject } from '../json.js'
import type { BodyLikeness, ParameterLikeness } from './contract.js'
import type { DeclaredParameter } from './parameters/declared-parameters.js'
import { type Shape, shapeOf } from './parameters/parameter-shape.js'
import { parseQuery } from './parameters/query-string.js'
import type { Parts } from './parts.js'
import type { FlatSchema } from './schemas/flat-schema.js'
import type { Flattener } from './schemas/flattener.js'
import type { Schema } from './schemas/schema.js'

/** What an operation's parameters say about requests. */
export function parameterLikeness(declared: readonly DeclaredParameter[], parts: Parts): ParameterLikeness {
  const described = declared.map((parameter) => ({ parameter, schema: schemaOf(parameter, parts) }))
  const inPath = described.filter(({ parameter }) => parameter.in === 'path')
  const queried = described.filter(({ parameter }) => parameter.in === 'query')
  const names = queried.map(({ parameter, schema }) =>
    knownNames(parameter, shapeOf(schema, parts.flattener)),
  )
  return {
    selective: inPath.filter(({ schema }) => isSelective(parts.flattener.flatten(schema))).length,
    required: described.filter(({ parameter }) => parameter.in !== 'path' && parameter.required).length,
    unknown: (query) =>
      declared.some(({ isWholeQuery }) => isWholeQuery)
        ? 0
        : [...parseQuery(query).keys()].filter((name) => !names.some((isKnown) => isKnown(name))).length,
  }
}

/** What a body's schema says about bodies. */
export function bodyLikeness(schema: Schema, flattener: Flattener): BodyLikeness {
  const flat = flattener.flatten(schema)
  const known = [flat, ...flat.branches.flatMap(({ schemas }) => schemas).map(flattener.flatten)]
  const chosen = [...flat.properties.values()].filter((part) => flattener.flatten(part).values !== undefined)
  return {
    required: flat.required.length + chosen.length,
    unknown: (value) => {
      if (!isObject(value)) return 0
      return Object.keys(value).filter((name) => !known.some(({ properties }) => properties.has(name))).length
    },
  }
}

function schemaOf(parameter: DeclaredParameter, parts: Parts): Schema {
  const id = parameter.schema === undefined ? undefined : parts.schemas.id(parameter.schema, 'request')
  return id === undefined ? true : parts.schemas.get(id)
}

// Text that says nothing about itself is what every value in a path is.
function isSelective(flat: FlatSchema): boolean {
  if (flat.type !== undefined && !flat.type.includes('string')) return true
  return flat.values !== undefined || flat.formats.length > 0 || flat.patterns.length > 0
}

function knownNames({ name, style, explode }: DeclaredParameter, shape: Shape): (given: string) => boolean {
  if (!shape.types.has('object')) return (given) => given === name || given === `${name}[]`
  if (style === 'deepObject') return (given) => given.startsWith(`${name}[`)
  if (!explode) return (given) => given === name
  return (given) => shape.isOpen || shape.properties.includes(given)
}
