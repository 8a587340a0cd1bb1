// A generated project of a real document: written, type-checked by its own strict settings, started, its own tests run.
import { symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { generate } from '../../generator/generate.js'
import { root } from '../architecture/source-files.js'
import { mustRun } from '../support/run-command.js'
import { startProgram } from '../support/start-program.js'
import type { RealDocument } from './documents.js'

/** Generates the project; its dependencies are those of this checkout. Answers the number of warnings. */
export async function generateProject(document: RealDocument, output: string): Promise<number> {
  const { warnings } = await generate({
    contract: document.file,
    output,
    runtime: 'registry',
    ...(document.root !== undefined && { root: document.root }),
  })
  symlinkSync(join(root, 'node_modules'), join(output, 'node_modules'), 'dir')
  return warnings.length
}

// The declarations of libraries are the same for all projects, and most of the work.
const libraries = new Map<string, ts.SourceFile | undefined>()

/** An error of the compiler; `file` from the project's folder with slashes, empty for one of its configuration. */
export interface FoundTypeError {
  readonly file: string
  readonly message: string
}

/** Type-checks the project in process with its own tsconfig.json; throws with every error. */
export function typeCheckProject(folder: string): void {
  const errors = typeErrors(folder).map(({ file, message }) => `${join(folder, file)}: ${message}`)
  if (errors.length > 0) throw new Error(errors.join('\n'))
}

/** The errors of the project by its own tsconfig.json. */
export function typeErrors(folder: string): readonly FoundTypeError[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
      },
    },
  )
  if (config === undefined) throw new Error(`${folder} has no tsconfig.json`)
  const host = ts.createCompilerHost(config.options)
  const read = host.getSourceFile
  host.getSourceFile = (file, ...rest) => {
    if (!file.includes('/node_modules/') && !file.startsWith(root)) return read(file, ...rest)
    if (!libraries.has(file)) libraries.set(file, read(file, ...rest))
    return libraries.get(file)
  }
  const program = ts.createProgram(config.fileNames, { ...config.options, noEmit: true }, host)
  return [...config.errors, ...ts.getPreEmitDiagnostics(program)].map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (file === undefined) return { file: '', message }
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
    return { file: relative(folder, file.fileName), message: `line ${line + 1}: ${message}` }
  })
}

/** Starts the project as users do, asks for its health, and stops it; throws when one of these goes wrong. */
export async function startProject(folder: string): Promise<void> {
  const server = await startProgram('node', ['--import', 'tsx', 'src/server.ts'], {
    cwd: folder,
    env: { PORT: '0' },
  })
  const { status } = await fetch(`${server.url}/system/health`)
  const code = await server.stop()
  if (status !== 200 || code !== 0) throw new Error(`health ${status}, ended with ${code}`)
}

/** Runs the project's own tests; throws with their output when one fails. */
export async function testProject(folder: string): Promise<void> {
  await mustRun('npm', ['test', '--silent'], { cwd: folder, env: { NO_COLOR: '1' } })
}
