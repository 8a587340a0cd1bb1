// The text of a document in TypeScript: only in string literals, as names of properties, and in comments.
import ts from 'typescript'

/** What the texts of hostile documents would do. */
const canaries: ReadonlySet<string> = new Set(['pwned', 'globalThis'])

/** What an encoder of identifiers may answer. */
const encoded = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Characters that nobody sees, which make code read differently from what it does. */
const invisible = /[^\P{Cc}\n\t]|[\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** What is wrong with a file of code; `markers` are words of the document. */
export function codeProblems(code: string, markers: readonly string[]): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true })
  if (diagnostics.length > 0)
    return diagnostics.map(
      ({ messageText }) => `syntax: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    )
  const hidden = invisible.exec(code)?.[0]
  const file = ts.createSourceFile('given.ts', code, ts.ScriptTarget.ES2023, true)
  const tokens = tokensOf(file)
  const variables = new Set(tokens.filter(isDeclared).map((token) => token.getText(file)))
  return [
    ...(hidden === undefined ? [] : [`the invisible character ${JSON.stringify(hidden)}`]),
    ...tokens.flatMap((token) => problemOf(token, file, markers, variables) ?? []),
  ]
}

function tokensOf(file: ts.SourceFile): readonly ts.Node[] {
  const tokens: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    if (node.getChildCount(file) === 0) tokens.push(node)
    for (const child of node.getChildren(file)) visit(child)
  }
  visit(file)
  return tokens
}

function problemOf(
  token: ts.Node,
  file: ts.SourceFile,
  markers: readonly string[],
  variables: ReadonlySet<string>,
): string | undefined {
  if (ts.isStringLiteral(token) || isPropertyName(token)) return undefined
  const text = token.getText(file)
  const mentions = markers.some((marker) => text.toLowerCase().includes(marker.toLowerCase()))
  const isAllowed = mentions && ts.isIdentifier(token) && variables.has(text) && encoded.test(text)
  if (!canaries.has(text) && (!mentions || isAllowed)) return undefined
  return `${ts.SyntaxKind[token.kind]} ${text}`
}

function isPropertyName(token: ts.Node): boolean {
  const { parent } = token
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === token
}

function isDeclared(token: ts.Node): boolean {
  const { parent } = token
  return (ts.isVariableDeclaration(parent) || ts.isImportSpecifier(parent)) && parent.name === token
}
