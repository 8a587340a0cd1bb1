// What the names in the expressions of an operation mean, from what the contract says about its request.
import type { Json } from '@mockgen/runtime'
import { isObject, type Located, own } from '../../pointers.js'
import { type Operation, pathParameters } from '../operations.js'
import type { Context, OperationPlace } from './normalise-rewrite.js'

/** The place of the expressions of a declaration; without an operation there is no request. */
export function placeOfOperation(
  operation: Operation | undefined,
  at: Located,
): Pick<Context, 'place' | 'operation'> {
  const taken = namesIn(own(at.value, 'x-persistence') ?? null)
  if (operation === undefined) return { place: { taken }, operation: undefined }
  const request = requestOf(operation)
  // Where a request has neither, what a field of it would mean is better asked of the user than guessed.
  const hasQuery = operation.parameters.some((parameter) => parameter.in === 'query')
  const usual = request.hasBody ? 'body' : hasQuery ? 'query' : undefined
  return {
    operation: request,
    place: { taken, requestPart: (field) => request.declares(field) ?? usual },
  }
}

const parts = [
  ['query', 'query'],
  ['path', 'path'],
] as const

// A field of the body before one of the query; what nobody declares is where such requests have their fields.
function requestOf(operation: Operation): OperationPlace {
  const hasBody = own(operation.at.value, 'requestBody') !== undefined
  const inParameters = (field: string) =>
    parts.find(([place]) =>
      place === 'path'
        ? pathParameters(operation.path).includes(field)
        : operation.parameters.some((parameter) => parameter.in === place && parameter.name === field),
    )?.[1]
  const declares = (field: string) => (operation.body()?.properties.has(field) ? 'body' : inParameters(field))
  const requires = (field: string) => operation.body()?.required.has(field) === true
  const needed = (field: string) =>
    operation.parameters.some(({ name, required }) => name === field && required)
  return {
    hasBody,
    declares,
    requires,
    isOptional: (field) => {
      const part = declares(field)
      return part === 'body' ? !requires(field) : part === 'query' && !needed(field)
    },
  }
}

/** Deepest nesting in which steps are looked for; they stand in rules at most. */
const maxDepth = 6

// The names that steps give to their results.
function namesIn(value: Json, depth = 0): ReadonlySet<string> {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return new Set()
  const own = isObject(value) && typeof value.as === 'string' ? [value.as] : []
  return new Set([...own, ...Object.values(value).flatMap((item) => [...namesIn(item, depth + 1)])])
}
