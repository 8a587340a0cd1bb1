// Finds the values that a document shows for its schemas: examples and defaults of schemas, bodies, parameters and headers.
import type { Json, JsonObject, ShownValue } from '@mockgen/runtime'
import { type Kind, type Slot, slotOf } from '../../load/grammar.js'
import { isObject, join, own, resolve, toFragment } from '../../pointers.js'

/** A value with its schema, and where it stands in the document. */
export interface FoundValue extends ShownValue {
  /** A JSON pointer. */
  readonly pointer: string
  readonly role: 'example' | 'default'
}

/** Who sends what stands here; schemas of their own stand for both. */
type Use = ShownValue['use']

interface At {
  readonly kind: Kind
  readonly pointer: string
  readonly use: Use
  /** True where the API sends requests: in callbacks and webhooks. */
  readonly isReversed: boolean
}

/** Every such value, in the order of the document; one that several schemas share, once for each of them. */
export function findShownValues(document: JsonObject): readonly FoundValue[] {
  const found: FoundValue[] = []

  function visit(value: Json, at: At): void {
    if (!isObject(value) || isElsewhere(value, at, document)) return
    found.push(...valuesOf(value, at, document))
    for (const [field, child] of Object.entries(value)) {
      const slot = slotOf(at.kind, field)
      if (slot !== undefined) enter(child, slot, field, at)
    }
  }

  function enter(child: Json, slot: Slot, field: string, outer: At): void {
    const at = inField(outer, slot, field)
    if (slot.form === 'one') visit(child, at)
    else if (typeof child === 'object' && child !== null)
      for (const [name, item] of Object.entries(child))
        visit(item, { ...at, pointer: join(at.pointer, name) })
  }

  visit(document, root)
  return found
}

/** The values that the object at these tokens shows itself; none where it is plain data, such as an example. */
export function findShownAt(document: JsonObject, tokens: readonly string[]): readonly FoundValue[] {
  let at = root
  let value: Json = document
  for (let i = 0; i < tokens.length; i++) {
    const field = tokens[i] ?? ''
    const slot = slotOf(at.kind, field)
    if (slot === undefined) return []
    at = inField(at, slot, field)
    value = childOf(value, field)
    if (slot.form === 'one') continue
    const name = tokens[++i]
    // Not an object of the document, but the map or the list around some.
    if (name === undefined) return []
    at = { ...at, pointer: join(at.pointer, name) }
    value = childOf(value, name)
  }
  return isObject(value) && !isElsewhere(value, at, document) ? valuesOf(value, at, document) : []
}

function childOf(value: Json, token: string): Json {
  const child: Json | undefined = Array.isArray(value) ? value[Number(token)] : own(value, token)
  return child ?? null
}

const root: At = { kind: 'document', pointer: '', use: 'any', isReversed: false }

function inField(outer: At, { kind }: Slot, field: string): At {
  const isReversed = outer.isReversed || kind === 'callback' || field === 'webhooks'
  return { kind, pointer: join(outer.pointer, field), isReversed, use: useIn(kind, isReversed, outer) }
}

// What a reference leads to is visited where it stands; only schemas since 3.1 may say more beside it.
function isElsewhere(value: JsonObject, { kind }: At, { openapi }: JsonObject): boolean {
  if (typeof own(value, '$ref') !== 'string') return false
  return kind !== 'schema' || String(openapi).startsWith('3.0')
}

function useIn(kind: Kind, isReversed: boolean, outer: At): Use {
  if (kind === 'parameter' || kind === 'requestBody') return isReversed ? 'response' : 'request'
  if (kind === 'response' || kind === 'header') return isReversed ? 'request' : 'response'
  return outer.use
}

function valuesOf(value: JsonObject, at: At, document: JsonObject): readonly FoundValue[] {
  if (at.kind === 'schema') return ofSchema(value, at)
  if (at.kind !== 'mediaType' && at.kind !== 'parameter' && at.kind !== 'header') return []
  if (value.schema === undefined) return []
  const schema = toFragment(join(at.pointer, 'schema'))
  const form =
    at.kind === 'mediaType' ? { mediaType: lastToken(at.pointer) } : { isHeader: isHeader(value, at) }
  const shown = [...single(value, at.pointer), ...named(value, at.pointer, document)]
  return shown.map((one) => ({ ...one, ...form, role: 'example', schema, use: at.use }))
}

function ofSchema(value: JsonObject, { pointer, use }: At): readonly FoundValue[] {
  const schema = toFragment(pointer)
  const listed = Array.isArray(value.examples) ? value.examples : []
  const examples = [
    ...single(value, pointer),
    ...listed.map((item: Json, i) => ({ pointer: join(pointer, 'examples', i), value: item })),
  ].map((one): FoundValue => ({ ...one, role: 'example', schema, use }))
  if (value.default === undefined) return examples
  return [
    ...examples,
    { pointer: join(pointer, 'default'), value: value.default, role: 'default', schema, use },
  ]
}

type Shown = Pick<FoundValue, 'pointer' | 'value'>

function single({ example }: JsonObject, pointer: string): readonly Shown[] {
  return example === undefined ? [] : [{ pointer: join(pointer, 'example'), value: example }]
}

// Example Objects: those with a URL instead of a value are not read.
function named({ examples }: JsonObject, pointer: string, document: JsonObject): readonly Shown[] {
  if (!isObject(examples)) return []
  return Object.entries(examples).flatMap(([name, example]) => {
    if (!isObject(example)) return []
    const at = resolve(document, { pointer: join(pointer, 'examples', name), value: example })
    const value = at && own(at.value, 'value')
    return at === undefined || value === undefined ? [] : [{ pointer: join(at.pointer, 'value'), value }]
  })
}

function isHeader(value: JsonObject, { kind }: At): boolean {
  return kind === 'header' || value.in === 'header'
}

function lastToken(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
}
