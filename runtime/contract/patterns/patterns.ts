// The only door from a document's patterns to a regular expression engine. Texts are the client's and patterns the
// document's, so none of them may take more than linear time.
import { RE2JS } from 're2js'
import { isLinear, sizeOf } from './pattern-cost.js'
import { type PatternNode, parsePattern } from './pattern-syntax.js'
import { toRe2 } from './re2-syntax.js'

/** A pattern that can be run, in time linear in the text. */
export interface Pattern {
  test(text: string): boolean
  /** Its source; different patterns have different ones. */
  toString(): string
}

/** The longest pattern that is compiled. */
const maxPatternLength = 5_000
/** The longest one that is judged for the engine's own expressions; judging takes the square of it. */
const maxJudgedLength = 1_000
/** Steps of a pattern with its counted repetitions written out. */
const maxSize = 10_000
/** Steps of the pattern times characters of the text; a longer text does not match. Some 0.2 s. */
const maxWork = 100_000_000

/** A pattern, or the reason for which it is ignored. */
type Compiled = { readonly pattern: Pattern } | { readonly problem: string }

const compiled = new Map<string, Compiled>()
/** Patterns kept compiled; a document has some hundreds. */
const maxCompiled = 10_000

/**
 * The expression of a JSON Schema `pattern` (ECMA-262, not anchored). Patterns that are only valid without the `u` flag
 * are taken without it; undefined when it is no pattern at all, or one for which only backtracking is known.
 */
export function compilePattern(source: string): Pattern | undefined {
  const found = find(source)
  return 'pattern' in found ? found.pattern : undefined
}

/** Why a pattern is ignored; undefined when `compilePattern` compiles it. */
export function patternProblem(source: string): string | undefined {
  const found = find(source)
  return 'problem' in found ? `the pattern ${JSON.stringify(source)} ${found.problem}` : undefined
}

function find(source: string): Compiled {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const found = compile(source)
  if (compiled.size >= maxCompiled) compiled.clear()
  compiled.set(source, found)
  return found
}

function compile(source: string): Compiled {
  if (source.length > maxPatternLength) return { problem: `is longer than ${maxPatternLength} characters` }
  const native = attempt(source, 'u') ?? attempt(source, '')
  if (native === undefined) return { problem: 'is no regular expression' }
  const tree = parsePattern(source, native.unicode)
  if (tree === undefined) return { problem: cannotRun }
  if (source.length <= maxJudgedLength && isLinear(tree)) return { pattern: native }
  const conditions = conditionsOf(tree).map(compileCondition)
  const runnable = conditions.filter((condition) => condition !== undefined)
  if (runnable.length < conditions.length) return { problem: cannotRun }
  return {
    pattern: {
      test: (text) => runnable.every(({ isMet }) => isMet(text)),
      toString: () => `linear ${source}`,
    },
  }
}

const cannotRun = 'cannot be run in linear time'

function attempt(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

/** A pattern without lookaheads that a text must match, or must not. */
interface Condition {
  readonly tree: PatternNode
  readonly isNegated: boolean
}

// `^(?=A)(?!B)C` holds where `^A` and `^C` match and `^B` does not; passwords are described like that.
function conditionsOf(tree: PatternNode): readonly Condition[] {
  const nodes = tree.kind === 'sequence' ? tree.nodes : [tree]
  const behind = nodes.findIndex((node) => node.kind !== 'start' && !(node.kind === 'look' && node.isAhead))
  const head = nodes.slice(0, behind < 0 ? nodes.length : behind)
  if (!head.some((node) => node.kind === 'start')) return [{ tree, isNegated: false }]
  const anchored = (rest: readonly PatternNode[]): PatternNode => ({
    kind: 'sequence',
    nodes: [{ kind: 'start' }, ...rest],
  })
  const looks = head.flatMap((node) =>
    node.kind === 'look' ? [{ tree: anchored([node.node]), isNegated: node.isNegated }] : [],
  )
  return [...looks, { tree: anchored(nodes.slice(head.length)), isNegated: false }]
}

function compileCondition({ tree, isNegated }: Condition): { isMet(text: string): boolean } | undefined {
  const size = sizeOf(tree)
  const source = size > maxSize ? undefined : toRe2(tree)
  const engine = source === undefined ? undefined : attemptRe2(source)
  if (engine === undefined) return undefined
  const maxText = Math.floor(maxWork / size)
  return { isMet: (text) => text.length <= maxText && engine.test(text) !== isNegated }
}

function attemptRe2(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source)
  } catch {
    // A property that RE2 does not know, or a pattern that it finds too large.
    return undefined
  }
}
