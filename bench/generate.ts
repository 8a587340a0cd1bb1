// npm run bench:generate: whole-process time and memory of `mockgen generate`, and how long a generated server takes from its
// start until the first 200, for a small document and for the biggest at hand.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from './lib/contender.js'
import { median, printTable } from './lib/report.js'

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const bigDocument = process.env.MOCKGEN_BIG_DOCUMENT ?? '../shared/corpus/github-api.min.oas30.json'
const folder = mkdtempSync(join(tmpdir(), 'mockgen-bench-'))

/** A document, and a path of it that a fresh mock answers with 200. */
const documents = [
  { name: 'pet store', file: 'examples/petstore/openapi.yaml', path: '/pets' },
  { name: 'big document', file: bigDocument, path: process.env.MOCKGEN_BIG_PATH ?? '/meta' },
].filter(({ file }) => existsSync(file))

try {
  const rows: string[][] = []
  for (const [i, document] of documents.entries()) rows.push(await measure(document, join(folder, String(i))))
  printTable('mockgen generate', ['document', 'generate s', 'peak MB', 'first 200 ms', 'with tsx ms'], rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(document: (typeof documents)[number], output: string): Promise<string[]> {
  const runs = Array.from({ length: rounds }, () => {
    rmSync(output, { recursive: true, force: true })
    return generate(document.file, output)
  })
  symlinkSync(resolve('node_modules'), join(output, 'node_modules'))
  execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: output,
  })
  const compiled = await firstAnswers(['dist/server.js'], output, document.path)
  const sources = await firstAnswers(['--import', 'tsx', 'src/server.ts'], output, document.path)
  return [
    document.name,
    median(runs.map(({ seconds }) => seconds)).toFixed(2),
    String(Math.round(median(runs.map(({ megabytes }) => megabytes)))),
    String(Math.round(median(compiled))),
    String(Math.round(median(sources))),
  ]
}

function generate(file: string, output: string): { readonly seconds: number; readonly megabytes: number } {
  const usage = join(folder, 'usage.json')
  const started = performance.now()
  execFileSync(
    process.execPath,
    ['--import', resolve('bench/lib/report-usage.js'), 'bin/mockgen.js', 'generate', file, '-o', output],
    {
      env: { ...process.env, BENCH_USAGE_FILE: usage },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const seconds = (performance.now() - started) / 1000
  return { seconds, megabytes: JSON.parse(readFileSync(usage, 'utf8')).maxRssKilobytes / 1024 }
}

async function firstAnswers(args: readonly string[], cwd: string, path: string): Promise<readonly number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await firstAnswer(args, cwd, path))
  return times
}

async function firstAnswer(args: readonly string[], cwd: string, path: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const env = { ...process.env, PORT: String(port), LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((end) => child.on('close', end))
  try {
    while (performance.now() - started < 30_000) {
      if ((await status(port, path)) === 200) return performance.now() - started
      await new Promise((next) => setTimeout(next, 2))
    }
    throw new Error(`${path} never answered 200`)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

function status(port: number, path: string): Promise<number | undefined> {
  return new Promise((answer) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      answer(response.statusCode)
    })
    sent.on('error', () => answer(undefined))
    sent.end()
  })
}
