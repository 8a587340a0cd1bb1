// The expressions of the vocabulary as a tree: what the library's parser found, in terms of this project.

/** One expression and its parts. `text` is its source, written anew, for messages. */
export type Expression = ExpressionShape & { readonly text: string }

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in'

/** What a comprehension makes of the members of a list, or of the names of an object's properties. */
export type LoopKind = 'all' | 'exists' | 'exists_one' | 'filter' | 'map'

type ExpressionShape =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'property'
      readonly object: Expression
      readonly name: string
      /** `.?`: the value is an optional, empty where there is no such property. */
      readonly isOptional: boolean
    }
  | {
      readonly kind: 'index'
      readonly object: Expression
      readonly index: Expression
      readonly isOptional: boolean
    }
  /** `f(a, b)` and `a.f(b)` alike. */
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly isMethod: boolean
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly kind: 'conditional'
      readonly condition: Expression
      readonly whenTrue: Expression
      readonly whenFalse: Expression
    }
  | {
      readonly kind: 'logical'
      readonly operator: '&&' | '||'
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  /** `has(a.b)` */
  | { readonly kind: 'has'; readonly path: Expression }
  /** `a.orValue(b)` gives a value, `a.or(b)` an optional; `b` is only evaluated where `a` is empty. */
  | {
      readonly kind: 'fallback'
      readonly optional: Expression
      readonly otherwise: Expression
      readonly isValue: boolean
    }
  | {
      readonly kind: 'loop'
      readonly loop: LoopKind
      readonly over: Expression
      readonly variable: string
      /** Of `map` with three arguments: the members that it takes. */
      readonly where?: Expression
      readonly body: Expression
    }
  /** `cel.bind(variable, value, body)` */
  | { readonly kind: 'let'; readonly variable: string; readonly value: Expression; readonly body: Expression }

/** The parts of an expression, each with the variable that it alone sees. */
export function partsOf(
  expression: Expression,
): readonly { readonly part: Expression; readonly binds?: string }[] {
  switch (expression.kind) {
    case 'literal':
    case 'variable':
      return []
    case 'property':
      return [{ part: expression.object }]
    case 'index':
      return [{ part: expression.object }, { part: expression.index }]
    case 'call':
      return expression.args.map((part) => ({ part }))
    case 'list':
      return expression.items.map((part) => ({ part }))
    case 'object':
      return expression.entries.flat().map((part) => ({ part }))
    case 'conditional':
      return [{ part: expression.condition }, { part: expression.whenTrue }, { part: expression.whenFalse }]
    case 'logical':
    case 'binary':
      return [{ part: expression.left }, { part: expression.right }]
    case 'unary':
      return [{ part: expression.operand }]
    case 'has':
      return [{ part: expression.path }]
    case 'fallback':
      return [{ part: expression.optional }, { part: expression.otherwise }]
    case 'loop': {
      const { over, variable: binds, where, body } = expression
      return [{ part: over }, ...(where === undefined ? [] : [{ part: where, binds }]), { part: body, binds }]
    }
    case 'let':
      return [{ part: expression.value }, { part: expression.body, binds: expression.variable }]
  }
}

/** True when the expression reads the variable of that name, and not one of its own that is called so. */
export function readsVariable(expression: Expression, name: string): boolean {
  if (expression.kind === 'variable') return expression.name === name
  return partsOf(expression).some(({ part, binds }) => binds !== name && readsVariable(part, name))
}

/** True when the expression calls one of the functions. */
export function callsFunction(expression: Expression, names: ReadonlySet<string>): boolean {
  if (expression.kind === 'call' && names.has(expression.name)) return true
  return partsOf(expression).some(({ part }) => callsFunction(part, names))
}

/** How many parts are evaluated when the expression is, those of inner loops not counted: they count themselves. */
export function costOf(expression: Expression): number {
  const parts = expression.kind === 'loop' ? [{ part: expression.over }] : partsOf(expression)
  return parts.reduce((sum, { part }) => sum + costOf(part), 1)
}
