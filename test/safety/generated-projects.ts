// Generated projects on disk: written, compiled as strictly as their own tsconfig says, and started.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { root } from '../architecture/source-files.js'
import { mustRun } from '../support/run-command.js'

/** Files by project, each by its path in it. */
export type Projects = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Writes the projects beside each other; the runtime of this checkout is theirs. */
export function writeProjects(folder: string, projects: Projects): void {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, files] of projects) {
    for (const [path, text] of files) {
      const file = join(folder, name, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}

/** The errors of all projects, checked by one compiler, each as `<project>/<file>: <message>`. */
export function compileProjects(folder: string, projects: Projects): readonly string[] {
  const [first = ''] = projects.keys()
  const { config } = ts.readConfigFile(join(folder, first, 'tsconfig.json'), ts.sys.readFile)
  const include = [...projects.keys()].flatMap((name) => [`${name}/src`, `${name}/test`])
  const content = { ...config, include }
  const { options, fileNames } = ts.parseJsonConfigFileContent(content, ts.sys, folder)
  const program = ts.createProgram(fileNames, options)
  // What is wrong in the runtime itself is found by its own compilation.
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`))
  return sources.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) =>
        `${source.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    ),
  )
}

/** What became of a started project. */
export interface Started {
  readonly name: string
  /** Status of `GET /system/health`. */
  readonly health: number
  /** Statuses of one request to each operation; 0 for one that cannot be sent. */
  readonly statuses: readonly number[]
  /** What the texts of the document did; undefined when they did nothing. */
  readonly pwned?: unknown
}

/** Starts each project in one process and calls all of its operations. */
export async function startProjects(folder: string, projects: Projects): Promise<readonly Started[]> {
  const config = join(folder, 'tsconfig.start.json')
  writeFileSync(config, JSON.stringify({ compilerOptions: { module: 'NodeNext', baseUrl: '.', paths } }))
  const script = join(folder, 'start.mts')
  writeFileSync(script, startScript)
  const { stdout } = await mustRun(process.execPath, ['--import', 'tsx', script, ...projects.keys()], {
    cwd: folder,
    env: { TSX_TSCONFIG_PATH: config, LOG_LEVEL: 'silent' },
  })
  return JSON.parse(stdout)
}

/** The runtime of this checkout as it stands in its sources, built or not. */
const paths = {
  '@mockgen/runtime': [join(root, 'runtime/index.ts')],
  '@mockgen/runtime/testing': [join(root, 'runtime/testing/index.ts')],
}

const startScript = `
import { startMock } from '@mockgen/runtime/testing'
const started: unknown[] = []
for (const name of process.argv.slice(2)) {
  const { createApp } = await import('./' + name + '/src/app.ts')
  const { mock: definition } = await import('./' + name + '/src/generated/mock.gen.ts')
  const mock = await startMock(createApp())
  const { status } = await fetch(mock.url + '/system/health')
  const statuses: number[] = []
  // No client can send a header or a cookie of some names; then nothing is asked.
  const send = (id: string) => mock.send(id).then(({ status }) => status, () => 0)
  for (const id of Object.keys(definition.operations)) statuses.push(await send(id))
  await mock.close()
  started.push({ name, health: status, statuses, pwned: Reflect.get(globalThis, 'pwned') })
}
console.log(JSON.stringify(started))
`
