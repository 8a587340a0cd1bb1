// Looking at a contract and changing it, as data.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../runtime/json.js'

/** An operation and the path to it. */
export interface ContractOperation {
  readonly id: string
  readonly at: readonly [string, string, string]
}

/** All operations that have an operationId, in the document's order. */
export function contractOperations({ paths }: JsonObject): readonly ContractOperation[] {
  const items = isObject(paths) ? Object.entries(paths) : []
  return items.flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      isObject(operation) && typeof operation.operationId === 'string'
        ? [{ id: operation.operationId, at: ['paths', path, method] as const }]
        : [],
    ),
  )
}

/** The value at a path of names; undefined when nothing stands there. */
export function readAt(value: Json | undefined, at: readonly string[]): Json | undefined {
  return at.reduce<Json | undefined>(
    (found, name) => (isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    value,
  )
}

/** The same object with another value at a path of names, or without one where `value` is undefined. */
export function withAt(
  object: JsonObject,
  [name = '', ...rest]: readonly string[],
  value: Json | undefined,
): JsonObject {
  const { [name]: inner, ...others } = object
  if (rest.length === 0) return value === undefined ? others : { ...object, [name]: value }
  return { ...object, [name]: withAt(isObject(inner) ? inner : {}, rest, value) }
}

/** What an operation says, with all that it refers to, as text; undefined when there is none of this operationId. */
export function operationText(document: JsonObject, id: string): string | undefined {
  const found = contractOperations(document).find((operation) => operation.id === id)
  return found && JSON.stringify(withReferences(document, readAt(document, found.at), []))
}

function withReferences(document: JsonObject, value: Json | undefined, within: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withReferences(document, item, within))
  if (!isObject(value)) return value ?? null
  const { $ref } = value
  if (typeof $ref !== 'string') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, withReferences(document, item, within)]),
    )
  }
  if (within.includes($ref)) return $ref
  return withReferences(document, readAt(document, $ref.slice(2).split('/')), [...within, $ref])
}
