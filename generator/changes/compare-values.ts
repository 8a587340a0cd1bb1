// The differences of two schemas at their own level: type, values, limits, and which properties they name.
import type { Json, JsonObject } from '@mockgen/runtime'
import { own, resolve, toFragment } from '../pointers.js'
import type { Schemas, SchemaView } from '../read/schema-view.js'
import type { ValueChange } from './change.js'

/** Who looks at a value. Clients send nothing that is readOnly and are answered nothing that is writeOnly. */
export type Direction = 'request' | 'response' | 'record'

/** A contract as schemas of it are compared. */
export interface SchemaSide {
  readonly document: JsonObject
  readonly schemas: Schemas
}

/** The properties that count in this direction, by name. */
export function shownProperties(
  { schemas }: SchemaSide,
  view: SchemaView,
  direction: Direction,
): ReadonlyMap<string, SchemaView> {
  const shown = new Map<string, SchemaView>()
  for (const [name, at] of view.properties) {
    const property = schemas.view(at)
    const isHidden =
      (direction === 'request' && property.readOnly) || (direction === 'response' && property.writeOnly)
    if (!isHidden) shown.set(name, property)
  }
  return shown
}

/** The type as a person would write it: `string (date) or null`. */
export function typeText({ type, format, nullable, enum: values }: SchemaView): string {
  const text = type ?? (values === undefined ? 'any' : 'one of several values')
  const formatted = format === undefined ? text : `${text} (${format})`
  return nullable && type !== undefined ? `${formatted} or null` : formatted
}

/** What differs in the value itself; undefined when its type is another one, so that nothing inside can be compared. */
export function compareType(before: SchemaView, after: SchemaView): ValueChange | undefined {
  const [from, to] = [typeText(before), typeText(after)]
  return from === to ? undefined : { what: 'type-changed', before: from, after: to }
}

/** The values that an enum gained and lost. One that begins or ends to be an enum changes its type. */
export function compareEnums(before: SchemaView, after: SchemaView): ValueChange | undefined {
  if (before.enum === undefined && after.enum === undefined) return undefined
  if (before.enum === undefined || after.enum === undefined) {
    const text = (view: SchemaView) =>
      view.enum === undefined ? typeText(view) : `${typeText(view)} of ${listed(view.enum)}`
    return { what: 'type-changed', before: text(before), after: text(after) }
  }
  const [from, to] = [new Set(before.enum.map(print)), new Set(after.enum.map(print))]
  const gone = [...from].filter((value) => !to.has(value))
  const added = [...to].filter((value) => !from.has(value))
  return gone.length + added.length === 0 ? undefined : { what: 'values-changed', gone, new: added }
}

/** The limits that differ. */
export function compareLimits(
  before: SchemaView,
  after: SchemaView,
  sides: { readonly before: SchemaSide; readonly after: SchemaSide },
): ValueChange | undefined {
  const [from, to] = [schemaOf(before, sides.before), schemaOf(after, sides.after)]
  const differing = limits.filter((name) => print(own(from, name)) !== print(own(to, name)))
  if (differing.length === 0) return undefined
  const text = (value: JsonObject | undefined) => {
    const stated = differing.filter((name) => own(value, name) !== undefined)
    return stated.map((name) => `${name} ${print(own(value, name))}`).join(', ')
  }
  const tighter = differing.some((name) => isTighter(name, own(from, name), own(to, name)))
  return { what: 'limits-changed', before: text(from), after: text(to), tighter }
}

const limits = [
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
] as const

function isTighter(
  name: (typeof limits)[number],
  before: Json | undefined,
  after: Json | undefined,
): boolean {
  if (after === undefined || after === false) return false
  if (typeof before !== 'number' || typeof after !== 'number') return true
  if (name.startsWith('min') || name === 'exclusiveMinimum') return after > before
  return name.startsWith('max') || name === 'exclusiveMaximum' ? after < before : true
}

function schemaOf({ pointer }: SchemaView, { document }: SchemaSide): JsonObject | undefined {
  return resolve(document, { pointer, value: { $ref: toFragment(pointer) } })?.value
}

/** Most values of an enum that are written out in a type. */
const shownValues = 8

function listed(values: readonly Json[]): string {
  const shown = values.slice(0, shownValues).map(print).join(', ')
  return values.length > shownValues ? `${shown}, …` : shown
}

function print(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value)
}
