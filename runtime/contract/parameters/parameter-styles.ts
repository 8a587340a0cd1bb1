// Takes parameters apart by their style (OpenAPI 3.x, Parameter Object, "Style Values"), on the raw text.
import type { IncomingHttpHeaders } from 'node:http'
import type { RawTree } from './decode-value.js'
import type { Shape } from './parameter-shape.js'
import type { RawPairs } from './query-string.js'

export type Location = 'path' | 'query' | 'header' | 'cookie'

/** What the styles read from. Query and cookies are only parsed when a parameter is in them. */
export interface RawSources {
  readonly path: Readonly<Record<string, string>>
  readonly query: RawPairs
  /** The query string as it came. */
  readonly wholeQuery: string
  readonly headers: IncomingHttpHeaders
  readonly cookies: RawPairs
}

/** A parameter's name, style and shape. */
export interface StyledParameter {
  readonly name: string
  readonly in: Location
  readonly style: string
  readonly explode: boolean
  readonly shape: Shape
  readonly isWholeQuery?: boolean
  /** Names of the operation's other parameters in the same place: they are no free properties of an exploded object. */
  readonly others: ReadonlySet<string>
}

/** Finds a parameter and takes it apart; undefined when it is absent. */
export type ReadRaw = (sources: RawSources) => RawTree | undefined

/** What a value is read as: its text alone, a list, or pairs. */
type Kind = 'text' | 'list' | 'pairs'

/** How a parameter is read, decided once. */
export function compileStyle(parameter: StyledParameter): ReadRaw {
  switch (parameter.in) {
    case 'path':
      return pathStyle(parameter)
    case 'query':
      return parameter.isWholeQuery ? wholeQuery : queryStyle(parameter)
    case 'header':
      return headerStyle(parameter)
    case 'cookie':
      return formStyle(parameter, (sources) => sources.cookies)
  }
}

const wholeQuery: ReadRaw = ({ wholeQuery: text }) => (text === '' ? undefined : text)

function kindOf(shape: Shape): Kind {
  if (shape.types.has('object')) return 'pairs'
  return shape.types.has('array') ? 'list' : 'text'
}

function pathStyle(parameter: StyledParameter): ReadRaw {
  const { name, style, explode, shape } = parameter
  const kind = kindOf(shape)
  const take: (text: string) => RawTree =
    style === 'matrix'
      ? matrixReader(name, explode, kind)
      : style === 'label'
        ? labelReader(explode, kind)
        : simpleReader(explode, kind)
  return (sources) => {
    const text = Object.hasOwn(sources.path, name) ? sources.path[name] : undefined
    return text === undefined ? undefined : take(text)
  }
}

function simpleReader(explode: boolean, kind: Kind): (text: string) => RawTree {
  if (kind === 'text') return (text) => text
  if (kind === 'list') return (text) => split(text, ',')
  return explode ? (text) => assignments(split(text, ',')) : (text) => alternating(split(text, ','))
}

// RFC 6570 separates the items of `{.list}` by commas, as OpenAPI does since 3.0.4; before, its table had dots.
function labelReader(explode: boolean, kind: Kind): (text: string) => RawTree {
  const body = (text: string) => (text.startsWith('.') ? text.slice(1) : text)
  if (kind === 'text') return body
  const parts = (text: string) => split(body(text), explode || !text.includes(',') ? '.' : ',')
  if (kind === 'list') return parts
  return explode ? (text) => assignments(parts(text)) : (text) => alternating(parts(text))
}

function matrixReader(name: string, explode: boolean, kind: Kind): (text: string) => RawTree {
  const segments = (text: string) => split(text.startsWith(';') ? text.slice(1) : text, ';')
  const values = (text: string) =>
    segments(text)
      .map(pairOf)
      .filter(([key]) => key === name)
      .map(([, value]) => value)
  if (kind === 'text') return (text) => values(text)[0] ?? text
  if (kind === 'list') {
    return explode ? values : (text) => values(text).flatMap((value) => split(value, ','))
  }
  return explode
    ? (text) => assignments(segments(text))
    : (text) => alternating(values(text).flatMap((value) => split(value, ',')))
}

function headerStyle(parameter: StyledParameter): ReadRaw {
  const key = parameter.name.toLowerCase()
  const kind = kindOf(parameter.shape)
  const take = simpleReader(parameter.explode, kind)
  return ({ headers }) => {
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined
    if (value === undefined) return undefined
    const text = typeof value === 'string' ? value : value.join(',')
    return take(kind === 'text' ? text : text.split(',').map(trim).join(','))
  }
}

const trim = (text: string) => text.trim()

function queryStyle(parameter: StyledParameter): ReadRaw {
  const { name, style, explode, shape } = parameter
  const kind = kindOf(shape)
  if (style === 'deepObject' && kind === 'pairs') return ({ query }) => deepObject(name, query, shape)
  // A style that is not defined for the type is read like the default one.
  const separator = explode || kind === 'text' ? undefined : separators.get(style)
  if (separator === undefined) return formStyle(parameter, (sources) => sources.query)
  return ({ query }) => {
    const values = query.get(name)
    if (values === undefined) return undefined
    const parts = values.flatMap((value) => (value === '' ? [] : value.split(separator(value))))
    return kind === 'pairs' ? alternating(parts) : parts
  }
}

// The separators are themselves escaped in a URL. Where a client wrote the plain one, an escaped one belongs to a value.
const separators: ReadonlyMap<string, (text: string) => RegExp> = new Map([
  ['spaceDelimited', (): RegExp => /%20|\+| /],
  ['pipeDelimited', (text: string): RegExp => (text.includes('|') ? /\|/ : /%7[Cc]/)],
])

function formStyle(parameter: StyledParameter, pairsOf: (sources: RawSources) => RawPairs): ReadRaw {
  const { name, explode, shape } = parameter
  const kind = kindOf(shape)
  if (kind === 'pairs' && explode) {
    return (sources) => {
      const pairs = pairsOf(sources)
      return (
        explodedObject(parameter, pairs) ?? (shape.types.size > 1 ? oneOrMany(pairs.get(name)) : undefined)
      )
    }
  }
  const hasText = kind === 'list' && [...shape.types].some((type) => type !== 'array' && type !== 'null')
  return (sources) => {
    const values = pairsOf(sources).get(name)
    if (values === undefined || kind === 'text') return oneOrMany(values)
    if (hasText && values.length === 1 && !values[0]?.includes(',')) return values[0]
    if (explode) return values.length === 1 && values[0] === '' ? [] : values
    const parts = values.flatMap((value) => split(value, ','))
    return kind === 'pairs' ? alternating(parts) : parts
  }
}

// A text that came several times stays several, for the validator to refuse.
function oneOrMany(values: readonly string[] | undefined): RawTree | undefined {
  return values?.length === 1 ? values[0] : values
}

function explodedObject(parameter: StyledParameter, pairs: RawPairs): RawTree | undefined {
  const { shape, others } = parameter
  const tree = new Map<string, RawTree>()
  for (const [property, values] of pairs) {
    const isOwn = shape.properties.includes(property) || (shape.isOpen && !others.has(property))
    if (!isOwn) continue
    const isList = shape.property(property).types.has('array')
    const value = isList ? values : oneOrMany(values)
    if (value !== undefined) tree.set(property, value)
  }
  return tree.size === 0 ? undefined : tree
}

/** Brackets that a name may have; deeper ones are ignored. */
const maxBrackets = 16

// `name[a][b]=1`: the specification stops at one level, clients do not. `[]` and repeated names make lists.
function deepObject(name: string, pairs: RawPairs, shape: Shape): RawTree | undefined {
  const root: MutableTree = new Map()
  for (const [key, values] of pairs) {
    if (!key.startsWith(`${name}[`) || !key.endsWith(']')) continue
    const path = key.slice(name.length + 1, -1).split('][')
    if (path.length <= maxBrackets) plant(root, path, values)
  }
  return root.size === 0 ? undefined : listsInside(root, shape)
}

type MutableTree = Map<string, MutableTree | readonly string[]>

function plant(root: MutableTree, path: readonly string[], values: readonly string[]): void {
  const isList = path.length > 1 && path.at(-1) === ''
  const steps = isList ? path.slice(0, -1) : path
  let at = root
  for (const step of steps.slice(0, -1)) {
    const next = at.get(step)
    const child: MutableTree = next instanceof Map ? next : new Map()
    at.set(step, child)
    at = child
  }
  const last = steps.at(-1) ?? ''
  const before = at.get(last)
  // A single value keeps being one; with brackets it is a list of one.
  const all = before === undefined || before instanceof Map ? values : [...before, ...values]
  if (isList && all.length === 1) at.set(last, new Map([['0', all]]))
  else at.set(last, all)
}

function listsInside(tree: MutableTree, shape: Shape): RawTree {
  const isList = !shape.types.has('object') && [...tree.keys()].every(isIndex)
  const inside = (name: string) => (isList ? shape.items() : shape.property(name))
  const entries = [...tree].map(([key, child]): [string, RawTree] => [
    key,
    child instanceof Map ? listsInside(child, inside(key)) : (oneOrMany(child) ?? ''),
  ])
  if (!isList) return new Map(entries)
  // Gaps close: a position only says what comes first.
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child)
}

// Numbers above 999 are names of properties.
function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,2})$/.test(key)
}

function split(text: string, separator: string): readonly string[] {
  return text === '' ? [] : text.split(separator)
}

function pairOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

function assignments(parts: readonly string[]): RawTree {
  return new Map(parts.map(pairOf))
}

function alternating(parts: readonly string[]): RawTree {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < parts.length; i += 2) pairs.push([parts[i] ?? '', parts[i + 1] ?? ''])
  return new Map(pairs)
}
