// npm run bench:generate: whole-process time and memory of `mockgen generate` beside those of the `openapi-typescript` command, which
// makes the types alone; how long it takes to generate and to check again what has not changed; how long the project's type-check takes;
// and how long its server takes from its start until the first 200. For a small document, one of 100 operations, and the biggest at hand.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from './lib/contender.js'
import { hundredOperations } from './lib/hundred-operations.js'
import { median, printTable } from './lib/report.js'

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const bigDocument = process.env.MOCKGEN_BIG_DOCUMENT ?? '../shared/corpus/github-api.min.oas30.json'
const openapiTypescript = resolve('node_modules/openapi-typescript/bin/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'mockgen-bench-'))

const hundred = join(folder, 'hundred.json')
writeFileSync(hundred, JSON.stringify(hundredOperations()))

/** A document, and a path of it that a fresh mock answers with 200. */
const documents = [
  { name: 'pet store', file: 'examples/petstore/openapi.yaml', path: '/pets' },
  { name: '100 operations', file: hundred, path: '/things0' },
  { name: 'big document', file: bigDocument, path: process.env.MOCKGEN_BIG_PATH ?? '/meta' },
].filter(({ file }) => existsSync(file))

try {
  const rows: string[][] = []
  for (const [i, document] of documents.entries()) rows.push(await measure(document, join(folder, String(i))))
  const head = ['document', 'generate s', 'CPU s', 'peak MB', 'time / types', 'CPU / types']
  const more = ['again, unchanged s', 'check s', 'type-check s', 'first 200 ms', 'with tsx ms']
  printTable('mockgen generate', [...head, ...more], rows)
  console.log(
    '\nWanted of the big document: 3 s, 600 MB, less time than openapi-typescript takes; check 3 s, type-check 4 s, first 200 in 700 ms.',
  )
  console.log('Wanted of 100 operations: again, unchanged, 2 s.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(document: (typeof documents)[number], output: string): Promise<string[]> {
  const runs: Run[] = []
  const others: Run[] = []
  // In turns, so that both meet what else the machine does.
  for (let round = 0; round < rounds; round++) {
    rmSync(output, { recursive: true, force: true })
    runs.push(run(['bin/mockgen.js', 'generate', document.file, '-o', output]))
    others.push(run([openapiTypescript, document.file, '-o', join(folder, 'types.d.ts')]))
  }
  const again: Run[] = []
  const unchanged: Run[] = []
  for (let round = 0; round < rounds; round++) {
    again.push(run(['bin/mockgen.js', 'generate', document.file, '-o', output]))
    unchanged.push(run(['bin/mockgen.js', 'check', output, '--contract', document.file]))
  }
  symlinkSync(resolve('node_modules'), join(output, 'node_modules'))
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const checks = Array.from({ length: rounds }, () => run([tsc, '-p', output]))
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: output })
  const compiled = await firstAnswers(['dist/server.js'], output, document.path)
  const sources = await firstAnswers(['--import', 'tsx', 'src/server.ts'], output, document.path)
  const middle = (all: readonly Run[], figure: keyof Run) => median(all.map((one) => one[figure]))
  const against = (figure: keyof Run) => (middle(runs, figure) / middle(others, figure)).toFixed(2)
  return [
    document.name,
    middle(runs, 'seconds').toFixed(2),
    middle(runs, 'cpuSeconds').toFixed(2),
    middle(runs, 'megabytes').toFixed(0),
    against('seconds'),
    against('cpuSeconds'),
    middle(again, 'seconds').toFixed(2),
    middle(unchanged, 'seconds').toFixed(2),
    middle(checks, 'seconds').toFixed(2),
    String(Math.round(median(compiled))),
    String(Math.round(median(sources))),
  ]
}

interface Run {
  readonly seconds: number
  /** User and system time of all threads. */
  readonly cpuSeconds: number
  readonly megabytes: number
}

function run(args: readonly string[]): Run {
  const usage = join(folder, 'usage.json')
  const started = performance.now()
  execFileSync(process.execPath, ['--import', resolve('bench/lib/report-usage.js'), ...args], {
    env: { ...process.env, BENCH_USAGE_FILE: usage },
    stdio: 'ignore',
  })
  const seconds = (performance.now() - started) / 1000
  const { maxRssKilobytes, cpuSeconds } = JSON.parse(readFileSync(usage, 'utf8'))
  return { seconds, cpuSeconds, megabytes: maxRssKilobytes / 1024 }
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
