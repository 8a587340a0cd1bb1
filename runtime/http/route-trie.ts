// The tree that the router walks: one level a path segment, shared by templates that differ only in parameter names.
import { parseTemplate, type SegmentTemplate } from './path-template.js'

/** An operation's place: `method` in any case, `path` as the document writes it. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly id: string
}

/** What one method of one template leads to. */
export interface Target {
  readonly id: string
  /** Names of the parameters, in the order of the path. */
  readonly names: readonly string[]
  /** What a template without parameters matches as, made once. */
  readonly literal: FoundRoute
}

/** The operation of a request. Values are raw, still percent-encoded and never empty, by parameter name. */
export interface FoundRoute {
  readonly kind: 'found'
  readonly id: string
  readonly params: Readonly<Record<string, string>>
}

/** By upper-case method. */
export type Targets = ReadonlyMap<string, Target>

/** A place in the tree, one segment below its parent. */
export interface TrieNode {
  readonly statics: Map<string, TrieNode>
  readonly patterns: Pattern[]
  /** By upper-case method; undefined where no template ends. */
  targets: Map<string, Target> | undefined
}

/** Where a template ends, and its own parameter names. */
interface Place {
  readonly targets: Map<string, Target>
  readonly names: readonly string[]
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
  readonly statics: ReadonlyMap<string, Targets>
}

/** Templates with more segments match nothing: it bounds the recursion of whoever walks the tree. */
const maxSegments = 250

/** Builds the tree: patterns in order of precedence, the first of equal routes, GET as HEAD where there is no HEAD. */
export function buildTrie(routes: readonly Route[]): Trie {
  const root = createNode()
  const statics = new Map<string, Targets>()
  const places = new Map<string, Place | undefined>()
  for (const route of routes) {
    if (!places.has(route.path)) places.set(route.path, addTemplate(root, statics, route.path))
    const place = places.get(route.path)
    const method = route.method.toUpperCase()
    if (place && !place.targets.has(method)) place.targets.set(method, createTarget(route.id, place.names))
  }
  finish(root)
  return { root, statics }
}

function createNode(): TrieNode {
  return { statics: new Map(), patterns: [], targets: undefined }
}

function addTemplate(root: TrieNode, statics: Map<string, Targets>, path: string): Place | undefined {
  const segments = parseTemplate(path)
  if (segments.length > maxSegments) return undefined
  let node = root
  const names: string[] = []
  for (const segment of segments) {
    node = childFor(node, segment)
    names.push(...segment.names)
  }
  node.targets ??= new Map()
  if (names.length === 0) addStatic(statics, segments, path, node.targets)
  return { targets: node.targets, names }
}

// Such a path needs no walk. One with an escape does: its literals compare decoded.
function addStatic(
  statics: Map<string, Targets>,
  segments: readonly SegmentTemplate[],
  path: string,
  targets: Targets,
): void {
  const literal = `/${segments.map((segment) => segment.literals[0]).join('/')}`
  if (path.startsWith(literal)) statics.set(literal, targets)
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

function createTarget(id: string, names: readonly string[]): Target {
  return { id, names, literal: { kind: 'found', id, params: Object.freeze(new RawParams()) } }
}

function finish(node: TrieNode): void {
  node.patterns.sort((a, b) => b.weight - a.weight)
  const get = node.targets?.get('GET')
  if (get !== undefined && !node.targets?.has('HEAD')) node.targets?.set('HEAD', get)
  for (const child of node.statics.values()) finish(child)
  for (const pattern of node.patterns) finish(pattern.node)
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
