// Prints data as a TypeScript literal the way a person would: on one line where it fits, else one property a line.
import { Encoded, propertyName, stringLiteral } from './encode.js'

/** JSON data; an `Encoded` leaf is code that stands as it is, and a property that is undefined is left out. */
export type Printable = null | boolean | number | string | Encoded | readonly Printable[] | PrintableRecord

export type PrintableRecord = { readonly [name: string]: Printable | undefined }

/** Columns of a line of generated code. */
export const lineWidth = 110

/** Spaces that the line is indented by, and the columns that are taken before the literal and after it. */
export interface PrintOptions {
  readonly indent?: number
  readonly before?: number
  readonly after?: number
}

/** The literal; lines after the first are indented, `before` and `after` count the columns beside the first and last. */
export function printLiteral(value: Printable, options: PrintOptions = {}): string {
  const { indent = 0, before = indent, after = 0 } = options
  const line = flat(value)
  if (before + line.length + after <= lineWidth) return line
  if (isList(value))
    return expand(
      '[',
      ']',
      indent,
      value.map((item) => ['', item] as const),
    )
  if (isRecord(value)) return expand('{', '}', indent, properties(value))
  return line
}

// Labels carry their colon: `name: `, and are empty for items of a list and for shorthand properties.
function expand(open: string, close: string, indent: number, parts: readonly LabelledPart[]): string {
  if (parts.length === 0) return open + close
  const pad = ' '.repeat(indent + 2)
  const lines = parts.map(([label, value]) => {
    const before = pad.length + label.length
    return `${pad}${label}${printLiteral(value, { indent: pad.length, before, after: 1 })},\n`
  })
  return `${open}\n${lines.join('')}${' '.repeat(indent)}${close}`
}

type LabelledPart = readonly [label: string, value: Printable]

function flat(value: Printable): string {
  if (value instanceof Encoded) return value.text
  if (typeof value === 'string') return stringLiteral(value)
  if (isList(value)) return `[${value.map(flat).join(', ')}]`
  if (!isRecord(value)) return String(value)
  const parts = properties(value).map(([label, item]) => label + flat(item))
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function properties(record: PrintableRecord): readonly LabelledPart[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (value === undefined) return []
    const shorthand = value instanceof Encoded && value.text === name
    return [[shorthand ? '' : `${propertyName(name)}: `, value] as const]
  })
}

function isList(value: Printable): value is readonly Printable[] {
  return Array.isArray(value)
}

function isRecord(value: Printable): value is PrintableRecord {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Encoded)
}
