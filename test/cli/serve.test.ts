// `mockgen serve`: a document runs without generating code, until it is told to stop.
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createLogger } from '@mockgen/runtime'
import { afterEach, expect, test } from 'vitest'
import { root } from '../architecture/source-files.js'
import { finished } from '../support/run-command.js'
import { runCli, startCli } from './spawn-cli.js'
import { call, useWorkspace } from './workspace.js'

useWorkspace()

const here = () => ({ cwd: process.cwd() })

const children: ChildProcessWithoutNullStreams[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Starts the server on a free port; resolves with its address when it has been printed. */
async function serve(contract = 'openapi.yaml') {
  const child = startCli(['serve', contract, '--port', '0'], here())
  children.push(child)
  const end = finished(child)
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (text: string) => {
      out += text
      const found = /Listening on (http:\S+)\n[\s\S]*Ctrl\+C/.exec(out)?.[1]
      if (found) resolve(found)
    })
    end.then(({ stderr }) => reject(new Error(`the server ended: ${stderr}`)))
  })
  return { child, url, end }
}

test('what is created can be read, and the server says where it is and what to try', async () => {
  const { child, url, end } = await serve()
  const created = await fetch(`${url}/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'milk' }),
  })
  expect(created.status).toBe(201)
  const note: { id: string } = JSON.parse(await created.text())
  expect(await (await fetch(`${url}/notes/${note.id}`)).json()).toEqual(note)
  expect(await (await fetch(`${url}/notes`)).json()).toEqual([note])
  child.kill('SIGTERM')
  const { stdout } = await end
  expect(stdout).toContain('Notes 1.2.0: 5 operations, 4 of them stateful on 1 entity')
  expect(stdout).toContain(`curl ${url}/notes\n`)
  expect(stdout.match(/Listening on|Notes 1\.2\.0/g)).toHaveLength(2)
})

test('what needs credentials or a parameter is not among what to try', async () => {
  const { child, url, end } = await serve(join(root, 'examples/users-and-orders/openapi.yaml'))
  child.kill('SIGTERM')
  const { stdout } = await end
  expect(stdout).toContain(`curl ${url}/products\n`)
  expect(stdout).not.toMatch(/curl \S+\/(orders|me)\n/)
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with 0', async (signal) => {
  const { child, end } = await serve()
  child.kill(signal)
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})

test('a port in use is a sentence with a remedy and exit code 1', async () => {
  const occupant = createServer()
  await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve))
  const address = occupant.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const byFlag = await call(['serve', 'openapi.yaml', '--port', String(port)])
  const byVariable = await runCli(['serve', 'openapi.yaml'], { ...here(), env: { PORT: String(port) } })
  occupant.close()
  expect(byFlag).toMatchObject({ code: 1, out: '' })
  expect(byFlag.err).toMatch(new RegExp(`^error: Port ${port} .* --port\\.\\n$`))
  expect(byVariable).toMatchObject({ code: 1, stdout: '' })
  expect(byVariable.stderr).toMatch(new RegExp(`^error: Port ${port} .* PORT\\.\\n$`))
})

test.each([
  [
    'an address that is not of this machine',
    { given: ['--host', '192.0.2.1'], want: /^error: 192\.0\.2\.1 is .*--host/ },
  ],
  ['a host that is none', { given: ['--host', 'no host'], want: /^error: --host is "no host"/ }],
])('%s is a sentence and exit code 1', async (_title, { given, want }) => {
  const { code, err } = await call(['serve', 'openapi.yaml', '--port', '0', ...given])
  expect(code).toBe(1)
  expect(err).toMatch(want)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
})

test.each([
  ['log level', { given: { LOG_LEVEL: 'loud' }, want: '"loud"' }],
  ['port', { given: { PORT: 'http' }, want: 'PORT is "http"' }],
])('a %s in the environment that is none is a sentence and exit code 1', async (_title, { given, want }) => {
  const { code, stderr } = await runCli(['serve', 'openapi.yaml'], { ...here(), env: given })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: [^\n]*\n$/)
  expect(stderr).toContain(want)
})

test.each(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])(
  'the runtime knows the log level %s that can be typed',
  async (level) => {
    expect(() => createLogger({ level })).not.toThrow()
    expect((await call(['serve', '--log-level', level])).err).not.toContain('Allowed choices')
  },
)

test('a document with errors is not served', async () => {
  const { code, out, err } = await call(['serve', 'broken.yaml', '--port', '0'])
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toContain('MOCKGEN_REF_NOT_FOUND')
})
