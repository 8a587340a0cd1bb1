// Resolves `$ref`s inside the bundled document: the only reader of JSON pointers into the contract.
import { isObject, type Json, type JsonObject, pointerTokens, toPointer } from '../json.js'

/** A value of the document and the pointer at which it stands, without a `$ref` on the way. */
export interface Place {
  /** Canonical: `#` and an RFC 6901 pointer in which only `%` is percent-encoded; equal places have equal pointers. */
  readonly pointer: string
  readonly value: Json
}

export interface References {
  /**
   * Where a reference or pointer leads: `#/a/b`, also through other `$ref`s, percent-encoded or not, `#anchor`, or the
   * `$id` of a schema. A Reference Object at the end is followed. Undefined when it leads nowhere or only in circles.
   */
  resolve(reference: string): Place | undefined
  /**
   * The same for a schema: one whose `$ref` has siblings that matter is an end, since it says more than its target.
   * `base` is the pointer of a schema in which references that the document does not know are looked up.
   */
  schema(reference: string, base?: string): Place | undefined
  /** The value below a place, followed like `resolve`. */
  child(place: Place, ...tokens: readonly (string | number)[]): Place | undefined
}

/** Longest chain of references that is followed; a longer one is a circle in all but name. */
const maxHops = 100

export function createReferences(document: JsonObject): References {
  const root: Place = { pointer: '#', value: document }
  const siblings = String(document.openapi).startsWith('3.0') ? siblingsThatCount : allSiblings
  let anchors: ReadonlyMap<string, string> | undefined

  function find(reference: string, end: End, hops: number): Place | undefined {
    if (hops > maxHops) return undefined
    if (reference === '#' || reference === '') return root
    if (isPointer(reference)) return walk(root, pointerTokens(reference), end, hops)
    anchors ??= indexAnchors(document)
    const pointer = anchors.get(reference)
    return pointer === undefined ? undefined : walk(root, pointerTokens(pointer), end, hops)
  }

  function walk(start: Place, tokens: readonly string[], end: End, hops: number): Place | undefined {
    let place: Place | undefined = start
    for (const token of tokens) {
      place = step(place, token) ?? stepThroughReference(place, token, hops)
      if (place === undefined) return undefined
    }
    const reference = referenceOf(place.value)
    if (reference === undefined || (end === 'schema' && siblings(place.value))) return place
    return find(reference, end, hops + 1)
  }

  function stepThroughReference(place: Place, token: string, hops: number): Place | undefined {
    const reference = referenceOf(place.value)
    const target = reference === undefined ? undefined : find(reference, 'schema', hops + 1)
    if (target === undefined || hops > maxHops) return undefined
    return step(target, token) ?? stepThroughReference(target, token, hops + 1)
  }

  return {
    resolve: (reference) => find(reference, 'value', 0),
    schema: (reference, base) => {
      const found = find(reference, 'schema', 0)
      if (found !== undefined || base === undefined || !isPointer(reference)) return found
      const resource = find(base, 'schema', 0)
      return resource && walk(resource, pointerTokens(reference), 'schema', 0)
    },
    child: (place, ...tokens) => walk(place, tokens.map(String), 'value', 0),
  }
}

type End = 'value' | 'schema'

/** The reference of a Reference Object or schema; undefined for everything else, a property called `$ref` included. */
export function referenceOf(value: Json): string | undefined {
  return isObject(value) && typeof value.$ref === 'string' ? value.$ref : undefined
}

/** The canonical pointer of unescaped tokens. */
export function canonicalPointer(tokens: readonly (string | number)[]): string {
  return `#${toPointer(tokens).replaceAll('%', '%25')}`
}

// Comments on a reference do not make it a schema of its own.
const comments: ReadonlySet<string> = new Set(['$ref', 'summary', 'description', 'title', 'deprecated'])

function allSiblings(value: Json): boolean {
  return isObject(value) && Object.keys(value).some((key) => !comments.has(key) && !key.startsWith('x-'))
}

// OpenAPI 3.0 ignores what stands beside a `$ref`; these three are written there so often, and meant, that they count.
function siblingsThatCount(value: Json): boolean {
  return isObject(value) && (value.nullable === true || value.readOnly === true || value.writeOnly === true)
}

function isPointer(reference: string): boolean {
  return reference.startsWith('#/') || reference.startsWith('/')
}

function step(place: Place, token: string): Place | undefined {
  const { value } = place
  const next = Array.isArray(value)
    ? value[arrayIndex(token)]
    : isObject(value) && Object.hasOwn(value, token)
      ? value[token]
      : undefined
  return next === undefined
    ? undefined
    : { pointer: place.pointer + canonicalPointer([token]).slice(1), value: next }
}

function arrayIndex(token: string): number {
  return /^(0|[1-9]\d*)$/.test(token) ? Number(token) : -1
}

/** Deepest nesting that is searched for anchors; documents nest 200 deep at most. */
const maxDepth = 250

// The first of equal names wins. Only walked when a document uses such references at all.
function indexAnchors(document: JsonObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const note = (name: Json | undefined, prefix: string, tokens: readonly (string | number)[]) => {
    if (typeof name !== 'string' || found.has(prefix + name)) return
    found.set(prefix + name, canonicalPointer(tokens))
  }
  const visit = (value: Json, tokens: readonly (string | number)[]): void => {
    if (tokens.length > maxDepth) return
    if (Array.isArray(value)) {
      value.forEach((item, i) => {
        visit(item, [...tokens, i])
      })
    } else if (isObject(value)) {
      note(value.$anchor, '#', tokens)
      note(value.$dynamicAnchor, '#', tokens)
      note(value.$id, '', tokens)
      for (const [key, item] of Object.entries(value)) visit(item, [...tokens, key])
    }
  }
  visit(document, [])
  return found
}
