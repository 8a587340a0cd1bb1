// JSON Patch (RFC 6902): operations on a JSON value, carried out in order, all or none.
import { MockError, type Violation } from '../../errors.js'
import { isObject, type Json, type JsonObject, pointerTokens, toPointer } from '../../json.js'
import { type NewObject, own, pick, setOwn } from '../properties.js'
import { isJsonEqual } from './json-equal.js'
import { type Sizes, sizeOf } from './json-size.js'

/** Operations of one patch. */
const maxOperations = 1_000

/** Length of the result as JSON text, give or take, and its depth: copying doubles, and a patch may copy often. */
const maxLength = 4 * 1024 * 1024
const maxDepth = 200

/** What of a value the patch may read. */
export type Visible = (value: Json) => Json

/**
 * The target after all operations; `move`, `copy` and `test` find what `visible` leaves of it. MOCK_INVALID_REQUEST for what is no operation and for pointers that lead nowhere, with the
 * pointer of the culprit in the patch (`/body/0/path`); MOCK_CONFLICT for a `test` that does not hold.
 */
export function jsonPatch(target: Json, patch: Json, visible: Visible = asItIs): Json {
  if (!Array.isArray(patch)) throw invalid([], 'type', 'must be an array of operations')
  if (patch.length > maxOperations)
    throw invalid([], 'maxItems', `must have at most ${maxOperations} operations`)
  const sizes: Sizes = new WeakMap()
  return patch.reduce((value: Json, operation: Json, position) => {
    const next = apply(value, operation, position, visible)
    const { length, depth } = sizeOf(next, sizes, maxDepth)
    if (length > maxLength || depth > maxDepth)
      throw invalid([position], 'maxLength', 'makes the record larger than a record may be')
    return next
  }, target)
}

function apply(value: Json, operation: Json, at: number, visible: Visible): Json {
  if (!isObject(operation)) throw invalid([at], 'type', 'must be an object')
  const op = own(operation, 'op')
  const path = pointerOf(operation, 'path', at)
  switch (op) {
    case 'add':
      return add(value, path, valueIn(operation, at), [at, 'path'])
    case 'remove':
      return remove(value, path, [at, 'path'])
    case 'replace': {
      const replacement = valueIn(operation, at)
      if (path.length === 0) return replacement
      find(value, path, [at, 'path'])
      return edit(value, path, [at, 'path'], (parent, token) => put(parent, token, replacement))
    }
    case 'move': {
      const from = pointerOf(operation, 'from', at)
      const moved = find(visible(value), from, [at, 'from'])
      if (from.length < path.length && from.every((token, i) => token === path[i]))
        throw invalid([at, 'path'], 'path', 'lies inside of what is moved')
      if (from.length === path.length && from.every((token, i) => token === path[i])) return value
      return add(from.length === 0 ? null : remove(value, from, [at, 'from']), path, moved, [at, 'path'])
    }
    case 'copy':
      return add(value, path, find(visible(value), pointerOf(operation, 'from', at), [at, 'from']), [
        at,
        'path',
      ])
    case 'test':
      if (isJsonEqual(find(visible(value), path, [at, 'path']), valueIn(operation, at))) return value
      throw testFailed(at, path)
    default:
      throw invalid([at, 'op'], 'enum', 'must be one of add, remove, replace, move, copy, test')
  }
}

const asItIs: Visible = (value) => value

type Tokens = readonly string[]

/** Where in the patch the pointer stands that is followed: position and member. */
type Culprit = readonly (string | number)[]

function add(value: Json, path: Tokens, added: Json, culprit: Culprit): Json {
  if (path.length === 0) return added
  return edit(value, path, culprit, (parent, token) => {
    if (!Array.isArray(parent)) return put(parent, token, added)
    const index = token === '-' ? parent.length : indexOf(token, parent.length, culprit)
    return [...parent.slice(0, index), added, ...parent.slice(index)]
  })
}

function remove(value: Json, path: Tokens, culprit: Culprit): Json {
  if (path.length === 0) throw invalid(culprit, 'path', 'names the whole record, which cannot be removed')
  find(value, path, culprit)
  return edit(value, path, culprit, (parent, token) =>
    Array.isArray(parent)
      ? parent.filter((_, index) => index !== Number(token))
      : isObject(parent)
        ? pick(parent, (name) => name !== token)
        : parent,
  )
}

// A copy in which the parent of the place is another one. Everything beside the path is shared, and never changed.
function edit(
  value: Json,
  [token = '', ...rest]: Tokens,
  culprit: Culprit,
  change: (parent: readonly Json[] | JsonObject, token: string) => Json,
): Json {
  if (!Array.isArray(value) && !isObject(value)) throw nowhere(culprit)
  if (rest.length === 0) return change(value, token)
  return put(value, token, edit(child(value, token, culprit), rest, culprit, change))
}

function find(value: Json, path: Tokens, culprit: Culprit): Json {
  return path.reduce((found: Json, token) => child(found, token, culprit), value)
}

function child(value: Json, token: string, culprit: Culprit): Json {
  const found = Array.isArray(value)
    ? value[indexOf(token, value.length - 1, culprit)]
    : isObject(value)
      ? own(value, token)
      : undefined
  if (found === undefined) throw nowhere(culprit)
  return found
}

function put(parent: readonly Json[] | JsonObject, token: string, value: Json): Json {
  if (isObject(parent)) {
    const copy: NewObject = { ...parent }
    setOwn(copy, token, value)
    return copy
  }
  return parent.map((member: Json, index) => (index === Number(token) ? value : member))
}

// RFC 6901, section 4: digits without leading zeros.
function indexOf(token: string, last: number, culprit: Culprit): number {
  const index = /^(?:0|[1-9]\d{0,9})$/.test(token) ? Number(token) : -1
  if (index < 0 || index > last) throw nowhere(culprit)
  return index
}

function pointerOf(operation: JsonObject, member: 'path' | 'from', at: number): Tokens {
  const pointer = own(operation, member)
  const isPointer = typeof pointer === 'string' && /^(?:\/(?:[^~]|~[01])*)?$/su.test(pointer)
  if (!isPointer) throw invalid([at, member], 'format', 'must be a JSON pointer')
  const tokens = pointerTokens(pointer)
  if (tokens.length > maxDepth) throw nowhere([at, member])
  return tokens
}

function valueIn(operation: JsonObject, at: number): Json {
  const value = own(operation, 'value')
  if (value === undefined) throw invalid([at, 'value'], 'required', 'is required')
  return value
}

function nowhere(culprit: Culprit): MockError {
  return invalid(culprit, 'path', 'names nothing in the record')
}

function invalid(culprit: Culprit, keyword: string, message: string): MockError {
  const errors: readonly Violation[] = [{ pointer: toPointer(['body', ...culprit]), message, keyword }]
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `The JSON Patch cannot be applied: ${message}`,
    errors,
  })
}

function testFailed(at: number, path: Tokens): MockError {
  return new MockError('MOCK_CONFLICT', {
    detail: `The record has another value at "${toPointer(path)}" than the patch expects`,
    errors: [{ pointer: toPointer(['body', at]), message: 'does not hold', keyword: 'test' }],
  })
}
