// What TypeScript finds wrong in a piece of code; its own declarations are read once for all pieces.
import ts from 'typescript'

const name = 'given.ts'
const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: [],
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
}
const host = ts.createCompilerHost(options)
const read = host.getSourceFile.bind(host)
const libraries = new Map<string, ts.SourceFile | undefined>()

/** The messages of the compiler; empty when all is well. */
export function typeErrors(code: string): readonly string[] {
  const given = ts.createSourceFile(name, code, ts.ScriptTarget.ES2023, true)
  host.getSourceFile = (path, ...others) => {
    if (path === name) return given
    if (!libraries.has(path)) libraries.set(path, read(path, ...others))
    return libraries.get(path)
  }
  const program = ts.createProgram([name], options, host)
  const found = [...program.getSyntacticDiagnostics(given), ...program.getSemanticDiagnostics(given)]
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
