// Finds the operation of a request: a segment trie over OpenAPI path templates. No pattern is built from the document.
import { decodeSegment, matchSegment } from './path-template.js'
import {
  buildTrie,
  type FoundRoute,
  RawParams,
  type Route,
  routeOf,
  type Target,
  type Targets,
  type TrieNode,
} from './route-trie.js'

export type { Candidate, FoundRoute, Route } from './route-trie.js'

/** What a request leads to. */
export type RouteMatch =
  | FoundRoute
  /** `allow`: the methods that the path has, sorted, upper case, with OPTIONS, and with HEAD where there is GET. */
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'not-found' }

export interface Router {
  /** `method` in upper case, as in the request line; `path` as it stands in the URL, without the query. */
  match(method: string, path: string): RouteMatch
}

/** Trie nodes looked at for one request; far above what documents need, and a bound for documents made to be slow. */
const maxVisits = 10_000

/**
 * Builds the router. Precedence, segment by segment: a literal, then more literal characters, then document order; where
 * the more specific branch fails later or lacks the method, the next one is tried. HEAD falls back to GET. A path that
 * is known only with or only without its trailing slash also matches the other form. Equal templates with the same
 * method are all candidates, in the document's order. Below one of `basePaths` (paths of server URLs, variables substituted) a request that matches
 * nothing as it is matches as if the base path were not there.
 */
export function createRouter(routes: readonly Route[], basePaths: readonly string[] = []): Router {
  const { root, statics } = buildTrie(routes)
  const bases = basePaths
    .map((base) => (base.endsWith('/') ? base.slice(0, -1) : base))
    .filter((base) => base.startsWith('/'))
    .sort((a, b) => b.length - a.length)

  return {
    match(method, path) {
      const known = statics.get(path)?.targets?.get(method)
      if (known !== undefined) return known.literal
      const search = createSearch(method)
      return (
        searchBothForms(root, search, path) ??
        searchBelowBases(root, search, path, bases) ??
        (search.refused.length > 0
          ? { kind: 'method-not-allowed', allow: allowOf(search.refused) }
          : notFound)
      )
    },
  }
}

const notFound: RouteMatch = { kind: 'not-found' }

interface Search {
  readonly method: string
  readonly values: string[]
  /** The ends of templates that match the path and lack the method. */
  readonly refused: Targets[]
  visits: number
}

function createSearch(method: string): Search {
  return { method, values: [], refused: [], visits: 0 }
}

function searchBothForms(root: TrieNode, search: Search, path: string): RouteMatch | undefined {
  if (!path.startsWith('/')) return undefined
  const target = walk(root, search, path, 1)
  if (target !== undefined) return foundAt(target, search.values)
  if (path === '/') return undefined
  const other = walk(root, search, path.endsWith('/') ? path.slice(0, -1) : `${path}/`, 1)
  return other && foundAt(other, search.values)
}

function searchBelowBases(
  root: TrieNode,
  search: Search,
  path: string,
  bases: readonly string[],
): RouteMatch | undefined {
  for (const base of bases) {
    if (!path.startsWith(base)) continue
    const found = searchBothForms(root, search, path.slice(base.length) || '/')
    if (found !== undefined) return found
  }
  return undefined
}

// Every node stands at one depth of a tree, so it is visited at most once a walk, however often the search backtracks.
function walk(node: TrieNode, search: Search, path: string, from: number): Target | undefined {
  if (from > path.length) return targetOf(node, search)
  if (++search.visits > maxVisits) return undefined
  const slash = path.indexOf('/', from)
  const to = slash < 0 ? path.length : slash
  const segment = path.slice(from, to)
  const child = node.statics.get(segment) ?? staticByDecoding(node, segment)
  if (child !== undefined) {
    const target = walk(child, search, path, to + 1)
    if (target !== undefined) return target
  }
  if (segment === '') return undefined
  for (const { literals, weight, node: next } of node.patterns) {
    const mark = search.values.length
    if (weight === 0 && literals.length === 2) search.values.push(segment)
    else if (!matchSegment(literals, segment, search.values)) continue
    const target = walk(next, search, path, to + 1)
    if (target !== undefined) return target
    search.values.length = mark
  }
  return undefined
}

function staticByDecoding(node: TrieNode, segment: string): TrieNode | undefined {
  return node.statics.size > 0 && segment.includes('%') ? node.statics.get(decodeSegment(segment)) : undefined
}

function targetOf(node: TrieNode, search: Search): Target | undefined {
  if (node.targets === undefined) return undefined
  const target = node.targets.get(search.method)
  if (target === undefined) search.refused.push(node.targets)
  return target
}

function foundAt(target: Target, values: readonly string[]): RouteMatch {
  if (target.names.length === 0) return target.literal
  if (target.rivals !== undefined) return routeOf(target, target.rivals, values)
  const params = new RawParams()
  target.names.forEach((name, i) => {
    params[name] = values[i] ?? ''
  })
  return { kind: 'found', id: target.id, params }
}

function allowOf(refused: readonly Targets[]): readonly string[] {
  return [...new Set(['OPTIONS', ...refused.flatMap((targets) => [...targets.keys()])])].sort()
}
