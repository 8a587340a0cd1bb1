// Reads a form as its media type describes it: properties in the style that the contract gives them, all others by schema.
import type { Violation } from '../../errors.js'
import type { FormField } from '../../form-fields.js'
import { isObject, type Json, type JsonObject, toPointer } from '../../json.js'
import { isJsonMediaType, matchMediaType } from '../../media-types.js'
import { parseExactJson } from '../../parse-json.js'
import type { FormReading } from '../contract.js'
import { decodeTree, isAmbiguous } from '../parameters/decode-value.js'
import { type Shape, shapeOf } from '../parameters/parameter-shape.js'
import { compileStyle, type RawSources } from '../parameters/parameter-styles.js'
import { queryDecode, type RawPairs } from '../parameters/query-string.js'
import type { Parts } from '../parts.js'
import { type Place, referenceOf } from '../references.js'
import type { Schema } from '../schemas/schema.js'
import { type Encoding, readEncodings } from './encodings.js'
import { compileFormTypes } from './form-values.js'
import { compilePartHeaders } from './part-headers.js'

export type ReadForm = (fields: readonly FormField[]) => FormReading

/** Where a form is described: its Media Type Object, and its schema, followed and as it stands for requests. */
export interface FormDescription {
  readonly place: Place
  readonly pointer: string | undefined
  readonly schema: Schema
}

/** Compiles the reader. It throws MOCK_BAD_REQUEST for fields that contradict each other. */
export function compileForm({ place, pointer, schema }: FormDescription, parts: Parts): ReadForm {
  const encodings = readEncodings(place, parts.references)
  const source: Json | undefined = pointer === undefined ? undefined : { $ref: pointer }
  const typed = compileFormTypes(source, (part) => sourceOf(part, parts))
  if (encodings.size === 0) return (fields) => ({ value: typed(fields), violations: noViolations })
  const shape = shapeOf(schema, parts.flattener)
  const styled = [...encodings].flatMap(([name, { style }]) =>
    style === undefined ? [] : [compileProperty(name, style, shape)],
  )
  const checkHeaders = compilePartHeaders(encodings, parts) ?? (() => noViolations)
  return (fields) => {
    const read = styled.map((property) => property(fields)).filter((found) => found !== undefined)
    const taken = new Set(read.flatMap((found) => found.fields))
    const others = fields.filter((field) => !taken.has(field)).map((field) => parsed(field, encodings))
    const entries = read.map(({ name, value }): [string, Json] => [name, value])
    return {
      value: Object.fromEntries([...Object.entries(typed(others)), ...entries]),
      violations: [...fields.flatMap((field) => wrongType(field, encodings)), ...checkHeaders(fields)],
    }
  }
}

const noViolations: readonly Violation[] = []

function sourceOf(part: Json | undefined, { references }: Parts): JsonObject | undefined {
  const reference = part === undefined ? undefined : referenceOf(part)
  const value = reference === undefined ? part : references.schema(reference)?.value
  return isObject(value) ? value : undefined
}

/** Reads one property; undefined when it is absent, or written in another way than its style. */
type ReadProperty = (
  fields: readonly FormField[],
) => { readonly name: string; readonly value: Json; readonly fields: readonly FormField[] } | undefined

// The style of a property is that of a query parameter of its name (OpenAPI 3.1.1, section 4.8.15.1.2).
function compileProperty(name: string, style: NonNullable<Encoding['style']>, form: Shape): ReadProperty {
  const shape = form.property(name)
  const others = new Set(form.properties.filter((property) => property !== name))
  const read = compileStyle({
    name,
    in: 'query',
    style: style.name,
    explode: style.explode,
    shape,
    others,
  })
  const isOwn = ownNames(name, style, shape, others)
  return (all) => {
    const fields = all.filter((field) => isOwn(field.name) && typeof field.value === 'string')
    if (fields.length === 0 || fields.some(isJsonText)) return undefined
    const tree = read({ ...noSources, query: pairsOf(fields) })
    if (tree === undefined) return undefined
    return { name, fields, value: decodeTree(tree, shape, queryDecode, isAmbiguous(shape)) }
  }
}

function ownNames(
  name: string,
  style: NonNullable<Encoding['style']>,
  shape: Shape,
  others: ReadonlySet<string>,
): (field: string) => boolean {
  if (!shape.types.has('object') || !(style.explode || style.name === 'deepObject'))
    return (field) => field === name
  if (style.name === 'deepObject') return (field) => field.startsWith(`${name}[`)
  return (field) => field !== name && !others.has(field) && (shape.isOpen || shape.properties.includes(field))
}

// Many clients write JSON whatever the style says.
function isJsonText({ value }: FormField): boolean {
  return typeof value === 'string' && value.startsWith('{') && parseExactJson(value) !== undefined
}

const noPairs: RawPairs = new Map()
const noSources: RawSources = { path: {}, query: noPairs, wholeQuery: '', headers: {}, cookies: noPairs }

function pairsOf(fields: readonly FormField[]): RawPairs {
  const pairs = new Map<string, string[]>()
  for (const { name, value, raw } of fields) {
    // The text of a part is nowhere escaped; what separates its items stands as it is.
    const text = raw ?? String(value).replaceAll('%', '%25').replaceAll('+', '%2B')
    const known = pairs.get(name)
    if (known === undefined) pairs.set(name, [text])
    else known.push(text)
  }
  return pairs
}

// The contract says that the property is written as JSON; a part that declares a type was read by it.
function parsed(field: FormField, encodings: ReadonlyMap<string, Encoding>): FormField {
  const types = encodings.get(field.name)?.contentTypes
  if (types === undefined || !types.every(isJsonMediaType)) return field
  if (field.mediaType !== undefined || typeof field.value !== 'string') return field
  const value = parseExactJson(field.value)
  return value === undefined ? field : { ...field, value }
}

function wrongType(field: FormField, encodings: ReadonlyMap<string, Encoding>): readonly Violation[] {
  const encoding = encodings.get(field.name)
  if (encoding?.contentTypes === undefined || encoding.style !== undefined) return []
  if (field.mediaType === undefined) return []
  const allowed = encoding.contentTypes.map((mediaType) => ({ mediaType }))
  if (matchMediaType(field.mediaType, allowed) !== undefined) return []
  const message = `must have the media type ${encoding.contentTypes.join(' or ')}`
  return [{ pointer: toPointer([field.name]), message, keyword: 'contentType' }]
}
