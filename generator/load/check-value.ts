// Makes sure that parsed data is JSON of bearable depth and size, so that every later stage may walk it without counting.
// YAML aliases share nodes: a kilobyte of them can stand for gigabytes once they are written out.
import type { Json } from '@mockgen/runtime'
import { join } from '../pointers.js'
import { error, type Finding } from './findings.js'

/** Nesting allowed in a document, in any format. */
export const maxDepth = 200
/**
 * Most characters of the JSON pointer of a value; real ones have 600. Later stages keep what they know of a value under its pointer,
 * and V8 tells texts of more than 16,383 characters apart by comparing them all.
 */
export const maxPointerLength = 12_000
/** Most values of a document that uses aliases, every alias counted as what it stands for. */
const maxExpandedValues = 1_000_000
/** Most uses of aliases for an object or array; aliases of scalars cost nothing. */
const maxAliases = 100_000

/** What is wrong with a value, and where. */
export interface ValueProblem {
  readonly finding: Finding
  readonly tokens: readonly string[]
}

/** How much a value holds: itself and all below it, and how many levels are below it. */
interface Size {
  readonly values: number
  readonly height: number
}

/** The first reason why `value` is not JSON within the limits. `mayShare`: the parser knows aliases. */
export function findValueProblem(value: unknown, mayShare: boolean): ValueProblem | undefined {
  const measured = new Map<object, Size | 'open'>()
  const tokens: string[] = []
  let aliases = 0
  let length = 0

  function measure(node: unknown): Size {
    if (typeof node !== 'object' || node === null) return measureScalar(node)
    const known = mayShare ? measured.get(node) : undefined
    if (known === undefined) return measureContainer(node)
    if (known === 'open') throw new Refusal(tooMuch('an alias stands inside its own anchor'))
    if (++aliases > maxAliases) throw new Refusal(tooMuch(`more than ${maxAliases} aliases are used`))
    checkDepth(known.height)
    return known
  }

  function measureContainer(node: object): Size {
    checkDepth(0)
    if (mayShare) measured.set(node, 'open')
    let values = 1
    let height = 0
    for (const [name, child] of Object.entries(node)) {
      const { length: added } = join('', name)
      tokens.push(name)
      length += added
      checkLength()
      const size = measure(child)
      tokens.pop()
      length -= added
      values += size.values
      height = Math.max(height, size.height + 1)
    }
    // Without aliases the size of the file bounds the values well enough.
    if (aliases > 0 && values > maxExpandedValues) {
      throw new Refusal(tooMuch(`aliases stand for more than ${maxExpandedValues} values`))
    }
    if (mayShare) measured.set(node, { values, height })
    return { values, height }
  }

  function checkDepth(height: number): void {
    if (tokens.length + height > maxDepth) throw new Refusal(tooDeep())
  }

  function checkLength(): void {
    if (length > maxPointerLength) throw new Refusal(tooLong())
  }

  try {
    measure(value)
    return undefined
  } catch (problem) {
    if (problem instanceof Refusal) return { finding: problem.finding, tokens }
    throw problem
  }
}

const leaf: Size = { values: 1, height: 0 }

function measureScalar(value: unknown): Size {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return leaf
  if (typeof value === 'number' && Number.isFinite(value)) return leaf
  throw new Refusal(error('MOCKGEN_SYNTAX', `${String(value)} has no form in JSON`, 'Put it in quotes.'))
}

class Refusal extends Error {
  constructor(readonly finding: Finding) {
    super(finding.message)
  }
}

/** The finding that a document is nested deeper than `maxDepth`. */
export function tooDeep(): Finding {
  return tooMuch(`values are nested deeper than ${maxDepth} levels`)
}

function tooLong(): Finding {
  const message = `the keys that lead to a value have more than ${maxPointerLength} characters together, / counted twice`
  return error('MOCKGEN_LIMIT', message, 'Shorten them.')
}

/** The finding that a document runs into a limit which references would spare it. */
export function tooMuch(message: string): Finding {
  return error('MOCKGEN_LIMIT', message, 'Move what repeats into components and refer to it with $ref.')
}

/** Narrows a value that `findValueProblem` had nothing against. */
export function isBearable(value: unknown, problem: ValueProblem | undefined): value is Json {
  return value !== undefined && problem === undefined
}
