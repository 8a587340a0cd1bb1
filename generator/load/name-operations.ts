// Gives every operation an operationId, because types, handlers and tables are keyed by it.
import type { JsonObject } from '@mockgen/runtime'
import { isObject, own } from '../pointers.js'
import { methods } from './grammar.js'
import { mapValues } from './json-edit.js'

/**
 * The document with an id for each operation that has none, made of method and path: `GET /pets/{petId}` is
 * `getPetsByPetId`. Ids are unique; the same document always gets the same ones, and those it has stay as they are.
 */
export function nameOperations(document: JsonObject): JsonObject {
  const paths = own(document, 'paths')
  if (!isObject(paths)) return document
  const taken = new Set(declaredIds(paths))
  return mapValues(document, (value, field) => {
    if (field !== 'paths') return value
    return mapValues(paths, (pathItem, path) =>
      isObject(pathItem) ? nameMethods(pathItem, path, taken) : pathItem,
    )
  })
}

function nameMethods(pathItem: JsonObject, path: string, taken: Set<string>): JsonObject {
  return mapValues(pathItem, (operation, method) => {
    if (!isMethod(method) || !isObject(operation) || operation.operationId !== undefined) return operation
    const operationId = free(nameOf(method, path), taken)
    taken.add(operationId)
    return { operationId, ...operation }
  })
}

function declaredIds(paths: JsonObject): readonly string[] {
  return Object.values(paths).flatMap((pathItem) =>
    methods.flatMap((method) => {
      const id = own(own(pathItem, method), 'operationId')
      return typeof id === 'string' ? [id] : []
    }),
  )
}

/** Words of the path in camel case, after the method; a parameter is announced by `By`. */
function nameOf(method: string, path: string): string {
  const words = [...path.matchAll(/\{([^{}]*)\}|[A-Za-z0-9]+/g)].map(([word, parameter]) =>
    parameter === undefined ? pascal(word) : `By${pascal(parameter)}`,
  )
  return method + words.join('')
}

function pascal(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? []
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name}${count}`)) count++
  return `${name}${count}`
}

function isMethod(field: string): boolean {
  return methods.some((method) => method === field)
}
