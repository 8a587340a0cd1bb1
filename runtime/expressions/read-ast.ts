// The library's tree of an expression in terms of this project; macros become the loops that they stand for.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Expression, LoopKind } from './syntax.js'

/** The expression of a tree. `write` gives the source of a part. Throws Unsupported. */
export function readAst(ast: ASTNode, write: (ast: ASTNode) => string): Expression {
  const shape = shapeOf(ast, (part) => readAst(part, write))
  // The text is only needed for messages, so it is written when somebody asks.
  return Object.defineProperty({ text: '', ...shape }, 'text', { get: () => write(ast), enumerable: true })
}

/** Valid CEL that has no meaning here. */
export class Unsupported extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message)
  }
}

type Shape = Expression extends infer Each ? (Each extends unknown ? Omit<Each, 'text'> : never) : never
type Inner = (part: ASTNode) => Expression

function shapeOf(ast: ASTNode, inner: Inner): Shape {
  switch (ast.op) {
    case 'value':
      return { kind: 'literal', value: literal(ast.args, ast) }
    case 'id':
      return { kind: 'variable', name: ast.args }
    case '.':
    case '.?':
      return {
        kind: 'property',
        object: inner(ast.args[0]),
        name: ast.args[1],
        isOptional: ast.op === '.?',
      }
    case '[]':
    case '[?]': {
      const [object, index] = ast.args
      return { kind: 'index', object: inner(object), index: inner(index), isOptional: ast.op === '[?]' }
    }
    case 'call': {
      const [name, args] = ast.args
      const [path] = args
      if (name === 'has' && path !== undefined && args.length === 1) return hasOf(path, inner)
      return { kind: 'call', name, args: args.map(inner), isMethod: false }
    }
    case 'rcall':
      return methodOf(ast.args, inner)
    case 'list':
      return { kind: 'list', items: ast.args.map(inner) }
    case 'map':
      return { kind: 'object', entries: ast.args.map(([key, value]) => [inner(key), inner(value)]) }
    case '?:': {
      const [condition, whenTrue, whenFalse] = ast.args
      return {
        kind: 'conditional',
        condition: inner(condition),
        whenTrue: inner(whenTrue),
        whenFalse: inner(whenFalse),
      }
    }
    case '||':
    case '&&':
      return {
        kind: 'logical',
        operator: ast.op,
        left: inner(ast.args[0]),
        right: inner(ast.args[1]),
      }
    case '!_':
      return { kind: 'unary', operator: '!', operand: inner(ast.args) }
    case '-_':
      return { kind: 'unary', operator: '-', operand: inner(ast.args) }
    default:
      return { kind: 'binary', operator: ast.op, left: inner(ast.args[0]), right: inner(ast.args[1]) }
  }
}

function literal(
  value: Extract<ASTNode, { op: 'value' }>['args'],
  { start }: ASTNode,
): null | boolean | number | string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (value instanceof Uint8Array) throw new Unsupported('has bytes, which JSON does not know', start)
  const number = Number(value)
  if (typeof value !== 'number' && !Number.isSafeInteger(number))
    throw new Unsupported(`has the number ${value}, which is above 2^53 and not exact in JSON`, start)
  return number
}

function hasOf(path: ASTNode, inner: Inner): Shape {
  if (path.op !== '.' && path.op !== '.?' && path.op !== '[]' && path.op !== '[?]')
    throw new Unsupported('has() asks for a property, as in has(request.body.name)', path.start)
  return { kind: 'has', path: inner(path) }
}

function methodOf([name, receiver, args]: Extract<ASTNode, { op: 'rcall' }>['args'], inner: Inner): Shape {
  const [first, second, third] = args
  if (receiver.op === 'id' && receiver.args === 'optional')
    return { kind: 'call', name: `optional.${name}`, args: args.map(inner), isMethod: false }
  if (receiver.op === 'id' && receiver.args === 'cel' && name === 'bind' && first && second && third)
    return { kind: 'let', variable: variableOf(first), value: inner(second), body: inner(third) }
  if ((name === 'orValue' || name === 'or') && first !== undefined && args.length === 1)
    return {
      kind: 'fallback',
      optional: inner(receiver),
      otherwise: inner(first),
      isValue: name === 'orValue',
    }
  if (isLoop(name) && first !== undefined && second !== undefined && args.length === 2)
    return {
      kind: 'loop',
      loop: name,
      over: inner(receiver),
      variable: variableOf(first),
      body: inner(second),
    }
  if (name === 'map' && first !== undefined && second !== undefined && third !== undefined)
    return {
      kind: 'loop',
      loop: name,
      over: inner(receiver),
      variable: variableOf(first),
      where: inner(second),
      body: inner(third),
    }
  return { kind: 'call', name, args: [receiver, ...args].map(inner), isMethod: true }
}

function isLoop(name: string): name is LoopKind {
  return ['all', 'exists', 'exists_one', 'filter', 'map'].includes(name)
}

function variableOf(ast: ASTNode): string {
  if (ast.op === 'id') return ast.args
  throw new Unsupported('names a variable by something that is no name', ast.start)
}
