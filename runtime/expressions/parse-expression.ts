// The only door to the CEL library, which reads the text of expressions. What they mean is decided beside this file.
import { createRequire } from 'node:module'
import type { ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { readAst, Unsupported } from './read-ast.js'
import type { Expression } from './syntax.js'

/** An expression, or why a text is none; `offset` is where in the text that shows. */
export type Parsed =
  | { readonly expression: Expression }
  | { readonly problem: string; readonly offset: number }

/** Longest expression, in UTF-16 units. */
export const maxExpressionLength = 2_000

/** Bounds of the tree; an expression within them is compiled and evaluated without deep recursion. */
const limits = {
  maxAstNodes: 500,
  maxDepth: 50,
  maxListElements: 200,
  maxMapEntries: 200,
  maxCallArguments: 20,
}

/** Reads a CEL expression. Never throws. */
export function parseExpression(text: string): Parsed {
  if (text.length > maxExpressionLength)
    return { problem: `is longer than ${maxExpressionLength} characters`, offset: maxExpressionLength }
  library ??= load()
  try {
    return { expression: readAst(library.environment.parse(text).ast, library.serialize) }
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message, offset: error.offset }
    if (error instanceof library.ParseError) return problemOf(error)
    throw error
  }
}

interface Library {
  readonly environment: Environment
  readonly ParseError: typeof ParseError
  readonly serialize: (ast: ASTNode) => string
}

let library: Library | undefined

// Loading the library takes a tenth of the runtime's start, so a mock without expressions does without it; and it is
// `require`, which Node 20.19 has for modules of this kind, because compiling an expression cannot wait.
function load(): Library {
  const require = createRequire(import.meta.url)
  const cel: typeof import('@marcbachmann/cel-js') = require('@marcbachmann/cel-js')
  const environment = new cel.Environment({ enableOptionalTypes: true, limits })
  return { environment, ParseError: cel.ParseError, serialize: cel.serialize }
}

function problemOf({ summary, range }: ParseError): Parsed {
  const worded = summary.replace(/\b[A-Z]{2,}\b/g, (token) => tokens.get(token) ?? token)
  const problem = `${worded.charAt(0).toLowerCase()}${worded.slice(1)}`
  return { problem, offset: range?.start ?? 0 }
}

/** What the library calls by names in its messages. */
const tokens = new Map(
  Object.entries({
    EOF: 'the end',
    IDENTIFIER: 'a name',
    NUMBER: 'a number',
    STRING: 'a text',
    BOOLEAN: 'true or false',
    NULL: 'null',
    BYTES: 'bytes',
    PLUS: '+',
    MINUS: '-',
    MULTIPLY: '*',
    DIVIDE: '/',
    MODULO: '%',
    EQ: '==',
    NE: '!=',
    LT: '<',
    LE: '<=',
    GT: '>',
    GE: '>=',
    AND: '&&',
    OR: '||',
    NOT: '!',
    IN: 'in',
    LPAREN: '(',
    RPAREN: ')',
    LBRACKET: '[',
    RBRACKET: ']',
    LBRACE: '{',
    RBRACE: '}',
    DOT: '.',
    COMMA: ',',
    COLON: ':',
    QUESTION: '?',
  }),
)
