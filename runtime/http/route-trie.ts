// The tree that the router walks: one level a path segment, shared by templates that differ only in parameter names.
import { type QueryCondition, queryConditions } from './path-query.js'
import { parseTemplate, type SegmentTemplate } from './path-template.js'

/** An operation's place: `method` in any case, `path` as the document writes it. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly id: string
}

/** An operation that a request may mean. Values are raw, still percent-encoded and never empty, by parameter name. */
export interface Candidate {
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  /** What the query in its path key asks for; the parameters among it are not in `params`. */
  readonly conditions: readonly QueryCondition[]
}

/** The operation of a request. */
export interface FoundRoute {
  readonly kind: 'found'
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  /** What the request could mean, this operation first; absent where its path and method say it all. */
  readonly candidates?: readonly Candidate[]
}

/** An operation where its template ends. */
export interface End {
  readonly id: string
  /** Names of the parameters, in the order of the path. */
  readonly names: readonly string[]
  readonly conditions: readonly QueryCondition[]
}

/** What one method of one template leads to. */
export interface Target extends End {
  /** What a template without parameters matches as, made once. */
  readonly literal: FoundRoute
  /** All ends that requests to this one could mean as well, itself first; absent where there is no question. */
  readonly rivals: readonly End[] | undefined
}

/** By upper-case method. */
export type Targets = ReadonlyMap<string, Target>

/** A place in the tree, one segment below its parent. */
export interface TrieNode {
  readonly statics: Map<string, TrieNode>
  readonly patterns: Pattern[]
  /** The operations of templates that end here, in the document's order, by upper-case method. */
  readonly ends: Map<string, End[]>
  /** What is made of them; undefined where no template ends. */
  targets: Targets | undefined
}

/** A segment with parameters, and what stands below it. */
export interface Pattern {
  readonly literals: readonly string[]
  /** Literal characters; the whole segment is one parameter when there are none. */
  readonly weight: number
  readonly node: TrieNode
}

/** The tree, and the ends of all paths that can be looked up as they are. */
export interface Trie {
  readonly root: TrieNode
  readonly statics: ReadonlyMap<string, TrieNode>
}

/** Templates with more segments match nothing: it bounds the recursion of whoever walks the tree. */
const maxSegments = 250

/** Operations of one method and template that a request is held against; documents have four. */
const maxRivals = 50

/** Builds the tree: patterns in order of precedence, GET as HEAD where there is no HEAD. */
export function buildTrie(routes: readonly Route[]): Trie {
  const root = createNode()
  const statics = new Map<string, TrieNode>()
  for (const { id, method, path } of routes) {
    const place = addTemplate(root, statics, path)
    if (place === undefined) continue
    const { ends } = place.node
    const known = ends.get(method.toUpperCase())
    const end = { id, names: place.names, conditions: queryConditions(path) }
    if (known === undefined) ends.set(method.toUpperCase(), [end])
    else if (known.length < maxRivals) known.push(end)
  }
  finish(root)
  return { root, statics }
}

/** What a template without parameters, or one whose values are known, matches as. */
export function routeOf(end: End, rivals: readonly End[] | undefined, values: readonly string[]): FoundRoute {
  const params = paramsOf(end, values)
  if (rivals === undefined) return { kind: 'found', id: end.id, params }
  const candidates = rivals.map((rival) => ({
    id: rival.id,
    params: paramsOf(rival, values),
    conditions: rival.conditions,
  }))
  return { kind: 'found', id: end.id, params, candidates }
}

function paramsOf({ names }: End, values: readonly string[]): Readonly<Record<string, string>> {
  const params = new RawParams()
  // Parameters without values here would slow down those of every request: the engine learns the shape of the first ones.
  if (values.length === 0) return Object.freeze(params)
  names.forEach((name, i) => {
    params[name] = values[i] ?? ''
  })
  return params
}

function createNode(): TrieNode {
  return { statics: new Map(), patterns: [], ends: new Map(), targets: undefined }
}

function addTemplate(
  root: TrieNode,
  statics: Map<string, TrieNode>,
  path: string,
): { readonly node: TrieNode; readonly names: readonly string[] } | undefined {
  const segments = parseTemplate(path)
  if (segments.length > maxSegments) return undefined
  let node = root
  const names: string[] = []
  for (const segment of segments) {
    node = childFor(node, segment)
    names.push(...segment.names)
  }
  if (names.length === 0) addStatic(statics, segments, path, node)
  return { node, names }
}

// Such a path needs no walk. One with an escape does: its literals compare decoded.
function addStatic(
  statics: Map<string, TrieNode>,
  segments: readonly SegmentTemplate[],
  path: string,
  node: TrieNode,
): void {
  const literal = `/${segments.map((segment) => segment.literals[0]).join('/')}`
  if (path.startsWith(literal)) statics.set(literal, node)
}

// Templates that differ only in the names of their parameters share a node; each method keeps its own names.
function childFor(node: TrieNode, segment: SegmentTemplate): TrieNode {
  const { literals } = segment
  const [literal = ''] = literals
  if (literals.length === 1) {
    const known = node.statics.get(literal)
    if (known !== undefined) return known
    const child = createNode()
    node.statics.set(literal, child)
    return child
  }
  const equal = node.patterns.find((pattern) => isSameList(pattern.literals, literals))
  if (equal !== undefined) return equal.node
  const pattern = { literals, weight: literals.join('').length, node: createNode() }
  node.patterns.push(pattern)
  return pattern.node
}

function finish(node: TrieNode): void {
  node.patterns.sort((a, b) => b.weight - a.weight)
  const get = node.ends.get('GET')
  if (get !== undefined && !node.ends.has('HEAD')) node.ends.set('HEAD', get)
  if (node.ends.size > 0) {
    node.targets = new Map([...node.ends].flatMap(([method, ends]) => createTarget(method, ends)))
  }
  for (const child of node.statics.values()) finish(child)
  for (const pattern of node.patterns) finish(pattern.node)
}

function createTarget(method: string, ends: readonly End[]): readonly (readonly [string, Target])[] {
  const [first] = ends
  if (first === undefined) return []
  const isClear = ends.length === 1 && first.conditions.length === 0
  const rivals = isClear ? undefined : ends
  const { id, names, conditions } = first
  const literal = routeOf(first, rivals, [])
  return [[method, { id, names, conditions, literal, rivals }]]
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}

/**
 * Values of path parameters. Instances have no prototype members, so that a parameter called `__proto__` or
 * `constructor` is one like any other; unlike `Object.create(null)` the engine keeps them in its fast representation.
 */
export class RawParams {
  [name: string]: string
}
Object.setPrototypeOf(RawParams.prototype, null)
Reflect.deleteProperty(RawParams.prototype, 'constructor')
