// Where a TypeScript file names operations: in the types that are generated for hooks, and as keys of the table of hooks.
import ts from 'typescript'
import type { UserSource } from './user-sources.js'

/** A place that names an operation. */
export interface OperationUse {
  readonly operation: string
  /** From the project's folder, with slashes. */
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The token that names it, as offsets into the text; `shorthand`: `{ createPet }` names a variable as well. */
  readonly start: number
  readonly end: number
  readonly token: 'literal' | 'name' | 'shorthand'
  /** Ids beside it in the same table of hooks, which it may not be renamed to. */
  readonly beside: ReadonlySet<string>
}

/** The uses in one file, in its order. A file that does not parse is read as far as it can be. */
export function findOperationUses({ path, text }: UserSource): readonly OperationUse[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const names = importedNames(source)
  if (names.size === 0) return []
  // By offset: one table may be typed twice, by its declaration and by `satisfies`.
  const found = new Map<number, OperationUse>()
  const add = (
    node: ts.Node,
    operation: string,
    token: OperationUse['token'],
    beside: ReadonlySet<string>,
  ) => {
    const start = node.getStart(source)
    const { line, character } = source.getLineAndCharacterOfPosition(start)
    const place = { path, line: line + 1, column: character + 1, start, end: node.getEnd() }
    found.set(start, { operation, ...place, token, beside })
  }
  const visit = (node: ts.Node): void => {
    const literal = typeArgument(node, names)
    if (literal !== undefined) add(literal, literal.text, 'literal', nothing)
    const table = tableOf(node, names)
    if (table !== undefined)
      for (const key of keysOf(table)) add(key.node, key.text, key.token, textsOf(table))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return [...found.values()].sort((left, right) => left.start - right.start)
}

const nothing: ReadonlySet<string> = new Set()

/** What generated types are called here, by their own name: `Handler`, `Handlers`, `operations`; `*` for a whole module. */
function importedNames(source: ts.SourceFile): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    if (!/(?:^|\/)(?:handlers|types)\.gen(?:\.d)?(?:\.[jt]s)?$/.test(statement.moduleSpecifier.text)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined) continue
    if (ts.isNamespaceImport(bindings)) names.set(bindings.name.text, '*')
    else
      for (const { name, propertyName } of bindings.elements)
        names.set(name.text, (propertyName ?? name).text)
  }
  return names
}

/** The name in the generated module that a type's name means; undefined for every other. */
function generatedName(name: ts.EntityName, names: ReadonlyMap<string, string>): string | undefined {
  if (ts.isIdentifier(name)) return names.get(name.text)
  return ts.isIdentifier(name.left) && names.get(name.left.text) === '*' ? name.right.text : undefined
}

/** The literal of `Handler<'createPet'>`, `Handlers['createPet']` and `operations['createPet']`. */
function typeArgument(node: ts.Node, names: ReadonlyMap<string, string>): ts.StringLiteral | undefined {
  if (ts.isTypeReferenceNode(node) && generatedName(node.typeName, names) === 'Handler')
    return literalOf(node.typeArguments?.[0])
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isTypeReferenceNode(node.objectType)) return undefined
  const name = generatedName(node.objectType.typeName, names)
  return name === 'Handlers' || name === 'operations' ? literalOf(node.indexType) : undefined
}

function literalOf(node: ts.TypeNode | undefined): ts.StringLiteral | undefined {
  return node !== undefined && ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)
    ? node.literal
    : undefined
}

/** The object that a declaration, `satisfies` or `as` says to be the table of hooks. */
function tableOf(node: ts.Node, names: ReadonlyMap<string, string>): ts.ObjectLiteralExpression | undefined {
  const isTyped =
    ts.isVariableDeclaration(node) || ts.isSatisfiesExpression(node) || ts.isAsExpression(node)
      ? node.type !== undefined && mentionsTable(node.type, names)
      : false
  if (!isTyped) return undefined
  let value = ts.isVariableDeclaration(node) ? node.initializer : firstExpression(node)
  while (value !== undefined && (ts.isParenthesizedExpression(value) || ts.isAsExpression(value)))
    value = value.expression
  return value !== undefined && ts.isObjectLiteralExpression(value) ? value : undefined
}

function firstExpression(node: ts.Node): ts.Expression | undefined {
  return ts.isSatisfiesExpression(node) || ts.isAsExpression(node) ? node.expression : undefined
}

/** `Handlers`, or a type made of it such as `Partial<Handlers>` and `Pick<Handlers, …>`. */
function mentionsTable(type: ts.TypeNode, names: ReadonlyMap<string, string>): boolean {
  if (!ts.isTypeReferenceNode(type)) return false
  if (generatedName(type.typeName, names) === 'Handlers') return true
  return type.typeArguments?.[0] !== undefined && mentionsTable(type.typeArguments[0], names)
}

interface Key {
  readonly node: ts.Node
  readonly text: string
  readonly token: OperationUse['token']
}

function keysOf({ properties }: ts.ObjectLiteralExpression): readonly Key[] {
  return properties.flatMap((property): readonly Key[] => {
    if (ts.isShorthandPropertyAssignment(property))
      return [{ node: property.name, text: property.name.text, token: 'shorthand' }]
    const { name } = property
    if (name === undefined) return []
    if (ts.isIdentifier(name)) return [{ node: name, text: name.text, token: 'name' }]
    const literal = ts.isComputedPropertyName(name) ? name.expression : name
    return ts.isStringLiteral(literal) ? [{ node: literal, text: literal.text, token: 'literal' }] : []
  })
}

function textsOf(table: ts.ObjectLiteralExpression): ReadonlySet<string> {
  return new Set(keysOf(table).map(({ text }) => text))
}
