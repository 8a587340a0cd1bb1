// Generates a project of each document in a folder, one after the other in one process, and says what came of each: a line of
// JSON with its name, exit code, first error and CPU time in milliseconds; at the end the memory of the whole in kilobytes.
import { readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../bin/cli.js'
import { fakeTerminal } from '../cli/fake-terminal.js'

const folder = process.argv[2] ?? '.'

for (const name of readdirSync(folder)) {
  const [file = ''] = readdirSync(join(folder, name))
  const before = process.cpuUsage()
  // In this folder on the disk nothing is written: the project is rendered and compared.
  const terminal = fakeTerminal()
  const argv = ['generate', join(folder, name, file), '-o', join(folder, name, 'mock'), '--dry-run', '--json']
  const exitCode = await run(argv, terminal)
  const { user, system } = process.cpuUsage(before)
  const first = JSON.parse(terminal.written.out || '{}').diagnostics?.find(
    ({ severity }: { severity: string }) => severity === 'error',
  )
  const cpuMs = Math.round((user + system) / 1000)
  writeSync(
    1,
    `${JSON.stringify({ name, exitCode, code: first?.code, line: first?.line, cpuMs, stderr: terminal.written.err.slice(0, 500) })}\n`,
  )
}
writeSync(1, `${JSON.stringify({ maxRssKb: process.resourceUsage().maxRSS })}\n`)
