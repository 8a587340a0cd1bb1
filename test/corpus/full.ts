// npm run corpus: the promised documents, each as a project on disk: generated, type-checked strictly, its own tests run,
// started. The shorter form, which serves the documents without generating code, runs with npm test.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../architecture/source-files.js'
import { mustRun } from '../support/run-command.js'
import { startProgram } from '../support/start-program.js'
import { corpusDocuments, npmDocuments } from './documents.js'

const folder = mkdtempSync(join(tmpdir(), 'mockgen-corpus-'))
const only = process.argv[2] ?? ''
let failures = 0

for (const document of [...npmDocuments, ...corpusDocuments].filter(({ name }) => name.includes(only))) {
  const project = join(folder, document.name.replaceAll(/[^\w.-]/g, '-'))
  try {
    const rootFlag = document.root === undefined ? [] : ['--root', document.root]
    await mustRun('node', ['bin/mockgen.js', 'generate', document.file, '-o', project, ...rootFlag], {
      cwd: root,
    })
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
    await mustRun('npm', ['run', '--silent', 'build'], { cwd: project })
    const tests = await mustRun('npm', ['test', '--silent'], { cwd: project, env: { NO_COLOR: '1' } })
    const server = await startProgram('node', ['dist/server.js'], { cwd: project, env: { PORT: '0' } })
    const health = await fetch(`${server.url}/system/health`)
    const code = await server.stop()
    if (health.status !== 200 || code !== 0) throw new Error(`health ${health.status}, ended with ${code}`)
    console.log(`ok    ${document.name}: ${/Tests\s+(.*)/.exec(tests.stdout)?.[1] ?? ''}`)
  } catch (error) {
    failures++
    console.log(`FAIL  ${document.name}: ${error instanceof Error ? error.message.slice(0, 4000) : error}`)
  }
}

rmSync(folder, { recursive: true, force: true })
process.exitCode = failures === 0 ? 0 : 1
