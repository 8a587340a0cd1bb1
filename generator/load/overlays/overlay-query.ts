// The door to json-p3: which values of a document a JSONPath query (RFC 9535) selects. Its JSON Patch and JSON Pointer stay
// unused. Queries come from files, so every look at the document is counted, and no pattern is ever compiled.
import type { Json } from '@mockgen/runtime'
import {
  JSONPathEnvironment,
  JSONPathError,
  type JSONPathQuery,
  type JSONValue,
  jsonpath,
  type Token,
} from 'json-p3'
import { maxDepth } from '../check-value.js'
import { maxSelected, type OverlayBudget } from './overlay-limits.js'

/** Most characters outside quotes; the parser calls itself for each parenthesis. */
const maxLength = 2_000
/** Most characters of a whole query: every path that a document may have, each character escaped. */
const maxWholeLength = 25_000

export type QueryResult =
  /** Where the selected values stand, each by its reference tokens, once, in the order of the query. */
  | { readonly ok: true; readonly paths: readonly (readonly string[])[] }
  /** Why the query is none, runs into a limit, or cannot be answered. */
  | { readonly ok: false; readonly reason: string; readonly remedy?: string }

/** A document that changes between queries. */
export interface Queried {
  /** The document as it is now, which may have to be made first. */
  value(): Json
  /** Whether a value stands under these names of objects. */
  has(names: readonly string[]): boolean
}

/** Evaluates a query; throws OverlayLimit when it costs more than is left of the budget. */
export function queryDocument(query: string, document: Queried, budget: OverlayBudget): QueryResult {
  if (query.length > maxWholeLength || withoutStrings(query).length > maxLength) {
    return {
      ok: false,
      reason: `the query is longer than ${maxLength} characters, or than ${maxWholeLength} with what is in quotes`,
    }
  }
  budget.spend(query.length)
  const parsed = parse(query)
  if (!parsed.ok) return parsed
  const names = namesOf(parsed.query)
  if (names === undefined) return evaluate(parsed.query, document.value(), budget)
  return { ok: true, paths: document.has(names) ? [names] : [] }
}

function withoutStrings(query: string): string {
  return query.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs, '')
}

/** The names of a query that only names one value, `$.paths['/pets'].get`; undefined for every other. */
function namesOf({ segments }: JSONPathQuery): readonly string[] | undefined {
  const names = segments.flatMap((segment) => {
    const [selector, second] = segment.toString().startsWith('..') ? [] : segment.selectors
    return selector instanceof jsonpath.selectors.NameSelector && second === undefined ? [selector.name] : []
  })
  return names.length === segments.length ? names : undefined
}

type Parsed = { readonly ok: true; readonly query: JSONPathQuery } | Extract<QueryResult, { ok: false }>

function parse(text: string): Parsed {
  try {
    return { ok: true, query: environment.compile(text) }
  } catch (problem) {
    if (problem instanceof PatternRefused) {
      const remedy = 'Compare with == or <, or test with length() and count().'
      return {
        ok: false,
        reason: `${problem.message}() is switched off: patterns of a file are not run`,
        remedy,
      }
    }
    // The parser overflows the stack on deep nesting, and does not guard every end of text.
    if (!(problem instanceof Error)) throw problem
    const remedy = "A query looks like $.paths['/pets'].get (RFC 9535)."
    return { ok: false, reason: `not a JSONPath query: ${problem.message}`, remedy }
  }
}

function evaluate(query: JSONPathQuery, document: Json, budget: OverlayBudget): QueryResult {
  const paths = new Map<string, readonly string[]>()
  try {
    // The library declares as mutable what it only reads.
    for (const { location } of query.lazyQuery(counted(document as JSONValue, budget))) {
      budget.spend(location.length)
      const path = location.map(String)
      paths.set(JSON.stringify(path), path)
      if (paths.size > maxSelected) return { ok: false, reason: `it selects more than ${maxSelected} values` }
    }
    return { ok: true, paths: [...paths.values()] }
  } catch (problem) {
    if (problem instanceof JSONPathError) return { ok: false, reason: problem.message }
    // A filter that looks at a list of more than a hundred thousand items passes them on as arguments.
    if (problem instanceof RangeError) return { ok: false, reason: 'its filters select too many values' }
    throw problem
  }
}

/** A view of a value that counts each look at a property, and at the names of all properties. */
function counted(value: JSONValue, budget: OverlayBudget): JSONValue {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, name): unknown {
      budget.spend(1)
      return counted(Reflect.get(target, name), budget)
    },
    ownKeys(target) {
      const names = Reflect.ownKeys(target)
      budget.spend(names.length)
      return names
    },
  })
}

const patternFunctions = ['match', 'search']

/** Its message is the name of the function. */
class PatternRefused extends Error {}

/** RFC 9535 without `match` and `search`, which would run patterns from a file by backtracking. */
class SafeEnvironment extends JSONPathEnvironment {
  override checkWellTypedness(token: Token, args: Parameters<JSONPathEnvironment['checkWellTypedness']>[1]) {
    if (patternFunctions.includes(token.value)) throw new PatternRefused(token.value)
    return super.checkWellTypedness(token, args)
  }

  protected override setupFilterFunctions(): void {
    super.setupFilterFunctions()
    for (const name of patternFunctions) this.functionRegister.delete(name)
  }
}

// Documents are at most `maxDepth` deep; the library counts levels from 1 and refuses the last.
const environment = new SafeEnvironment({ maxRecursionDepth: maxDepth + 2 })
