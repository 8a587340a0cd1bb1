// The sources of both packages as the architecture test sees them: files, what they import, what they mention.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  /** As written: `./store.js`, `koa`, `@mockgen/runtime`. */
  readonly specifier: string
  /** Path from the repository's root for a relative import, else undefined. */
  readonly file: string | undefined
  readonly typeOnly: boolean
  /** True for `import(…)` and `require(…)`, which load when they run. */
  readonly dynamic: boolean
}

export interface SourceFile {
  /** Path from the repository's root, POSIX. */
  readonly path: string
  readonly imports: readonly Import[]
  /** Names that are called or read as `object.name`, such as `Date.now`, and constructors as `new Date`. */
  readonly mentions: ReadonlySet<string>
}

/** Every TypeScript source below the given folders, without build output. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => walk(join(root, folder))).map(readSource)
}

function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'dist' || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const imports: Import[] = []
  const mentions = new Set<string>()
  const visit = (node: ts.Node): void => {
    const found = importOf(node, path)
    if (found !== undefined) imports.push(found)
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      mentions.add(`${node.expression.text}.${node.name.text}`)
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && (node.arguments?.length ?? 0) === 0) {
      mentions.add(`new ${node.expression.text}`)
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      mentions.add(`${node.expression.text}()`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { path: toPath(path), imports, mentions }
}

function importOf(node: ts.Node, path: string): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return describe(node.moduleSpecifier.text, path, { typeOnly: node.importClause?.isTypeOnly === true })
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return describe(node.moduleSpecifier.text, path, { typeOnly: node.isTypeOnly })
  }
  if (ts.isCallExpression(node) && (isImport(node.expression) || isRequire(node.expression))) {
    const [specifier] = node.arguments
    if (specifier !== undefined && ts.isStringLiteral(specifier))
      return describe(specifier.text, path, { dynamic: true })
  }
  return undefined
}

function isImport({ kind }: ts.Expression): boolean {
  return kind === ts.SyntaxKind.ImportKeyword
}

function isRequire(callee: ts.Expression): boolean {
  return ts.isIdentifier(callee) && callee.text === 'require'
}

function describe(
  specifier: string,
  path: string,
  { typeOnly = false, dynamic = false }: { readonly typeOnly?: boolean; readonly dynamic?: boolean },
): Import {
  const local = specifier.startsWith('.')
  const file = local ? toPath(resolve(dirname(path), specifier.replace(/\.js$/, '.ts'))) : undefined
  return { specifier, file, typeOnly, dynamic }
}

function toPath(path: string): string {
  return relative(root, path).replaceAll('\\', '/')
}
