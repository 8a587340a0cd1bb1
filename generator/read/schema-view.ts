// Schemas as the read stage looks at them: references followed, allOf merged, one level of properties.
import type { Json, JsonObject } from '@mockgen/runtime'
import { child, type Located, own, resolve } from '../pointers.js'
import { describesOthers, isNarrow, refusesEmpty } from './schema-keywords.js'

export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'

/** What a schema says about a value, as far as binding an operation needs to know. */
export interface SchemaView {
  /** JSON pointer of the schema after references; equal schemas of one component have equal pointers. */
  readonly pointer: string
  /** Name of the component, when the schema is one of `components.schemas`. */
  readonly name: string | undefined
  /** The one type besides null; undefined when there are several or none is said. */
  readonly type: SchemaType | undefined
  readonly format: string | undefined
  readonly readOnly: boolean
  /** True for a secret: what may be sent, and is never answered. */
  readonly writeOnly: boolean
  /** True when null is a value: `nullable` of 3.0, the type `null` of 3.1, or no type is said. */
  readonly nullable: boolean
  /** True when null may be answered: from 3.1 on `nullable` is no keyword, although requests are read as it is meant. */
  readonly answersNull: boolean
  /** Own properties and those of allOf, oneOf and anyOf; where several define one, the first counts. */
  readonly properties: ReadonlyMap<string, Located>
  /** True when it says that there may be properties that it does not name: `additionalProperties: true` or a schema, patterns. */
  readonly takesOthers: boolean
  /** Names that every alternative requires. */
  readonly required: ReadonlySet<string>
  readonly items: Located | undefined
  readonly enum: readonly Json[] | undefined
  readonly default: Json | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  readonly maxItems: number | undefined
  /** True for a text that has a least length or a pattern: one of no characters may be refused. */
  readonly refusesEmpty: boolean
  /** True for a text that has a pattern or a small greatest length: others' texts need not fit. */
  readonly isNarrow: boolean
}

/** Views of the schemas of one document; each is made once. */
export interface Schemas {
  view(at: Located): SchemaView
  /** The view of a property, undefined when the schema does not name it. */
  property(of: SchemaView, name: string): SchemaView | undefined
  /** The view of an array's items, undefined when nothing is said about them. */
  items(of: SchemaView): SchemaView | undefined
}

/** Deepest nesting of allOf, oneOf and anyOf that is followed; documents nest 200 deep at most. */
const maxDepth = 50

// Keywords beside `$ref` that comment on the reference and do not make a schema of their own.
const comments: ReadonlySet<string> = new Set(['$ref', 'summary', 'description', 'title', 'deprecated'])

// Keywords of a schema that wraps another one without changing which records are valid.
const wrapping: ReadonlySet<string> = new Set(
  'allOf oneOf anyOf type nullable description title readOnly writeOnly deprecated example examples default xml'.split(
    ' ',
  ),
)

/** Opens the schemas of a bundled document. */
export function createSchemas(document: JsonObject): Schemas {
  const keepsSiblings = !String(document.openapi).startsWith('3.0')
  const views = new Map<string, SchemaView>()

  function view(at: Located, depth = 0): SchemaView {
    const known = views.get(at.pointer)
    if (known !== undefined) return known
    // Seen again while it is being made, a schema that contains itself adds nothing.
    views.set(at.pointer, emptyView(at.pointer))
    const made = depth > maxDepth ? emptyView(at.pointer) : make(at, depth + 1)
    views.set(at.pointer, made)
    return made
  }

  function make(at: Located, depth: number): SchemaView {
    const target = resolve(document, at)
    if (target === undefined) return emptyView(at.pointer)
    if (target.pointer === at.pointer)
      return merge(at, partsOf(at, depth), alternativesOf(at, depth), keepsSiblings)
    const siblings =
      keepsSiblings && Object.keys(at.value).some((key) => !comments.has(key) && !key.startsWith('x-'))
    return siblings
      ? merge(at, [view(target, depth), ...partsOf(at, depth)], alternativesOf(at, depth), keepsSiblings)
      : view(target, depth)
  }

  function partsOf(at: Located, depth: number): readonly SchemaView[] {
    return listed(at, 'allOf').map((part) => view(part, depth))
  }

  function alternativesOf(at: Located, depth: number): readonly SchemaView[] {
    return [...listed(at, 'oneOf'), ...listed(at, 'anyOf')]
      .filter((part) => own(part.value, 'type') !== 'null')
      .map((part) => view(part, depth))
  }

  return {
    view,
    property: (of, name) => viewOf(of.properties.get(name)),
    items: (of) => viewOf(of.items),
  }

  function viewOf(at: Located | undefined): SchemaView | undefined {
    return at && view(at)
  }
}

/** True when the schema says nothing about its values: any could stand there. */
export function isUnconstrained(view: SchemaView): boolean {
  return view.type === undefined && view.properties.size === 0 && view.enum === undefined
}

/** True for a schema that takes an object, or anything, and names no property of it. */
export function isOpenObject(view: SchemaView): boolean {
  return view.properties.size === 0 && (view.type ?? 'object') === 'object' && view.enum === undefined
}

/** True for a property by which lists may select, sort and search: what they find by a secret would tell it. */
export function isShownScalar(view: SchemaView): boolean {
  return isScalar(view) && !view.writeOnly
}

/** True for a string, integer, number or boolean. */
export function isScalar(view: SchemaView): boolean {
  return view.type !== undefined && view.type !== 'object' && view.type !== 'array'
}

function merge(
  at: Located,
  parts: readonly SchemaView[],
  alternatives: readonly SchemaView[],
  keepsSiblings: boolean,
): SchemaView {
  const { value } = at
  const inherited = [...parts, ...alternatives]
  // `allOf: [{ $ref }]` and `anyOf: [{ $ref }, { type: null }]` around one component are that component.
  const [only, second] = inherited
  const wraps =
    only !== undefined && second === undefined && Object.keys(value).every((key) => wrapping.has(key))
  const first = <T>(read: (view: SchemaView) => T | undefined) =>
    inherited.reduce<T | undefined>((found, view) => found ?? read(view), undefined)
  const properties = new Map(entriesOf(at, 'properties'))
  for (const view of inherited) {
    for (const [name, property] of view.properties) if (!properties.has(name)) properties.set(name, property)
  }
  const items = child(at, 'items') ?? first((view) => view.items)
  return {
    pointer: wraps ? only.pointer : at.pointer,
    name: wraps ? only.name : componentName(at.pointer),
    type:
      typeOf(value) ?? commonType(parts) ?? commonType(alternatives) ?? impliedType(value, properties, items),
    format: text(value.format) ?? first((view) => view.format),
    readOnly: value.readOnly === true || parts.some((view) => view.readOnly),
    writeOnly: value.writeOnly === true || parts.some((view) => view.writeOnly),
    nullable: isNullable(at, parts, alternatives, true, ({ nullable }) => nullable),
    answersNull: isNullable(at, parts, alternatives, !keepsSiblings, ({ answersNull }) => answersNull),
    properties,
    takesOthers: describesOthers(value) || inherited.some((view) => view.takesOthers),
    required: requiredOf(value, parts, alternatives),
    items,
    enum: Array.isArray(value.enum) ? value.enum : first((view) => view.enum),
    default: value.default ?? first((view) => view.default),
    minimum: number(value.minimum) ?? first((view) => view.minimum),
    maximum: number(value.maximum) ?? first((view) => view.maximum),
    maxItems: number(value.maxItems) ?? first((view) => view.maxItems),
    isNarrow: isNarrow(value) || inherited.some((view) => view.isNarrow),
    refusesEmpty: refusesEmpty(value) || inherited.some((view) => view.refusesEmpty),
  }
}

function requiredOf(
  value: JsonObject,
  parts: readonly SchemaView[],
  alternatives: readonly SchemaView[],
): ReadonlySet<string> {
  const stated = Array.isArray(value.required)
    ? value.required.filter((name) => typeof name === 'string')
    : []
  const [first, ...others] = alternatives
  const shared = [...(first?.required ?? [])].filter((name) =>
    others.every((view) => view.required.has(name)),
  )
  return new Set([...stated, ...parts.flatMap((view) => [...view.required]), ...shared])
}

// `nullable` beside a reference in allOf is meant as it reads, although by the letter of 3.0 it adds nothing.
function isNullable(
  at: Located,
  parts: readonly SchemaView[],
  alternatives: readonly SchemaView[],
  hasKeyword: boolean,
  of: (view: SchemaView) => boolean,
): boolean {
  const { nullable, type, enum: values } = at.value
  if (nullable === true && hasKeyword) return true
  if (type !== undefined) return [type].flat().includes('null')
  if (Array.isArray(values)) return values.includes(null)
  const nulls = [...listed(at, 'oneOf'), ...listed(at, 'anyOf')].some(({ value }) => value.type === 'null')
  const offered = alternatives.length === 0 || nulls || alternatives.some(of)
  return offered && parts.every(of)
}

const types: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean'])

function isType(value: unknown): value is SchemaType {
  return types.has(value)
}

function typeOf(value: JsonObject): SchemaType | undefined {
  const stated = Array.isArray(value.type) ? value.type : [value.type]
  const kinds = stated.filter(isType)
  return kinds.length === 1 ? kinds[0] : undefined
}

function commonType(views: readonly SchemaView[]): SchemaType | undefined {
  const stated = views.map((view) => view.type).filter((type) => type !== undefined)
  return stated.every((type) => type === stated[0]) ? stated[0] : undefined
}

function impliedType(
  value: JsonObject,
  properties: ReadonlyMap<string, Located>,
  items: Located | undefined,
): SchemaType | undefined {
  if (properties.size > 0) return 'object'
  if (items !== undefined) return 'array'
  const values = Array.isArray(value.enum) ? value.enum : []
  return values.length > 0 && values.every((item) => typeof item === 'string') ? 'string' : undefined
}

// A property named `__proto__` is left out everywhere: facts become object literals, where it would set a prototype.
function entriesOf(at: Located, keyword: string): readonly (readonly [string, Located])[] {
  const held = child(at, keyword)
  if (held === undefined) return []
  return Object.keys(held.value).flatMap((name) => {
    const found = name === '__proto__' ? undefined : child(held, name)
    return found ? [[name, found] as const] : []
  })
}

function listed(at: Located, keyword: string): readonly Located[] {
  const parts = own(at.value, keyword)
  if (!Array.isArray(parts)) return []
  return parts.flatMap((_part, index) => child(at, keyword, index) ?? [])
}

function componentName(pointer: string): string | undefined {
  const prefix = '/components/schemas/'
  const name = pointer.startsWith(prefix) ? pointer.slice(prefix.length) : ''
  return name === '' || name.includes('/') ? undefined : name
}

/** The view of a schema that says nothing. */
export function emptyView(pointer: string): SchemaView {
  return {
    pointer,
    name: componentName(pointer),
    type: undefined,
    format: undefined,
    readOnly: false,
    writeOnly: false,
    nullable: true,
    answersNull: true,
    properties: new Map(),
    takesOthers: false,
    required: new Set(),
    items: undefined,
    enum: undefined,
    default: undefined,
    minimum: undefined,
    maximum: undefined,
    maxItems: undefined,
    refusesEmpty: false,
    isNarrow: false,
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
