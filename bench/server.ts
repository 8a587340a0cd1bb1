// npm run bench:server: what the server of a big document costs: the time from its start until the first 200, its memory after
// one valid request to each operation, and a match of its router.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMockApp, type JsonObject, type OperationsFacts, silentLogger } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { createRouter } from '../runtime/dist/http/router.js'
import { freePort } from './lib/contender.js'
import { median, printTable } from './lib/report.js'

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const document = process.env.MOCKGEN_BIG_DOCUMENT ?? '../shared/corpus/github-api.min.oas30.json'
const path = process.env.MOCKGEN_BIG_PATH ?? '/meta'
const folder = mkdtempSync(join(tmpdir(), 'mockgen-bench-'))

if (!existsSync(document)) {
  console.error(
    `there is no ${document}; MOCKGEN_BIG_DOCUMENT names another document, MOCKGEN_BIG_PATH a path of it`,
  )
  process.exit(1)
}
try {
  await measure(join(folder, 'mock'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(project: string): Promise<void> {
  const run = (command: string, args: readonly string[], cwd?: string) =>
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...(cwd && { cwd }) })
  run(process.execPath, ['bin/mockgen.js', 'generate', document, '-o', project])
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], project)
  run('npm', ['run', '--silent', 'build'], project)

  const contract: JsonObject = JSON.parse(readFileSync(join(project, 'contract/openapi.json'), 'utf8'))
  const generated: { operations: OperationsFacts } = await import(
    join(project, 'dist/generated/operations.gen.js')
  )
  const starts: number[] = []
  let memory: Memory | undefined
  for (let round = 0; round < rounds; round++) {
    const server = await startServer(project)
    starts.push(server.firstAnswerMs)
    if (round === rounds - 1) memory = await useEachOperation(server, contract, generated.operations)
    await server.stop()
  }
  printTable(
    `${document}, ${Object.keys(generated.operations).length} operations`,
    ['what', 'wanted', 'measured'],
    [
      ['start until the first 200, ms', '<= 700', median(starts).toFixed(0)],
      ['memory after one request to each operation, MB', '<= 250', memory?.afterMb.toFixed(0) ?? ''],
      ['its peak, MB', '<= 250', memory?.peakMb.toFixed(0) ?? ''],
      ['a match of the router, ns', '< 1000', matchNs(generated.operations).toFixed(0)],
    ],
  )
  if (memory !== undefined) console.log('\nanswers by status:', memory.statuses)
}

interface Server {
  readonly url: string
  readonly pid: number
  readonly firstAnswerMs: number
  stop(): Promise<unknown>
}

async function startServer(project: string): Promise<Server> {
  const port = await freePort()
  const started = performance.now()
  const env = { ...process.env, PORT: String(port), LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, ['dist/server.js'], {
    cwd: project,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((end) => child.on('close', end))
  while ((await statusOf(port)) !== 200) {
    if (performance.now() - started > 30_000) throw new Error(`${path} never answered 200`)
    await new Promise((next) => setTimeout(next, 2))
  }
  const firstAnswerMs = performance.now() - started
  const stop = () => {
    child.kill('SIGKILL')
    return ended
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, firstAnswerMs, stop }
}

function statusOf(port: number): Promise<number | undefined> {
  return new Promise((answer) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      answer(response.statusCode)
    })
    sent.on('error', () => answer(undefined))
    sent.end()
  })
}

interface Memory {
  readonly afterMb: number
  readonly peakMb: number
  readonly statuses: Readonly<Record<string, number>>
}

// The requests are made here, where their memory does not count, and go to the server that is measured.
async function useEachOperation(
  server: Server,
  contract: JsonObject,
  operations: OperationsFacts,
): Promise<Memory> {
  const mock = await startMock(createMockApp({ contract, operations, entities: {}, log: silentLogger }))
  const direct = globalThis.fetch
  globalThis.fetch = (input, init) => direct(String(input).replace(mock.url, server.url), init)
  const statuses: Record<string, number> = {}
  try {
    for (const id of Object.keys(operations)) {
      const { status } = await mock.send(id)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  } finally {
    globalThis.fetch = direct
    await mock.close()
  }
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  return { afterMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM'), statuses }
}

// Paths of every template in turn, each with values of its own, so that nothing is remembered between matches.
function matchNs(operations: OperationsFacts): number {
  const routes = Object.entries(operations).map(([id, { method, path: template }]) => ({
    id,
    method,
    path: template,
  }))
  const router = createRouter(routes)
  const requests = routes.map(({ method, path: template }, i) => ({
    method: method.toUpperCase(),
    path: template.replaceAll(/\{[^}]*\}/g, `value-${i}`).replace(/[?#].*/, ''),
  }))
  const times: number[] = []
  for (let round = 0; round < 21; round++) {
    const started = performance.now()
    for (let pass = 0; pass < 20; pass++)
      for (const { method, path: asked } of requests) router.match(method, asked)
    times.push(((performance.now() - started) * 1e6) / (20 * requests.length))
  }
  return median(times)
}
