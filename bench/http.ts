// npm run bench:http: the generated bookstore beside a bare node:http server that answers the same bytes and a Koa server
// written by hand. Servers run on one core and the load generator on the other; every round measures all three in turn,
// and ratios are taken inside a round, so that a machine whose speed drifts does not decide.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, startContender } from './lib/contender.js'
import { generateBookstore } from './lib/generate-bookstore.js'
import { type Load, measure } from './lib/load.js'
import { median, printTable } from './lib/report.js'
import { prepareAnswers, seedBookstore } from './lib/seed-bookstore.js'

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const seconds = Number(process.env.BENCH_SECONDS ?? 3)
const folder = mkdtempSync(join(tmpdir(), 'mockgen-bench-'))

try {
  const mock = await generateBookstore(folder)
  await run(mock)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run(mockFolder: string): Promise<void> {
  const mock = await startContender('mockgen', join(mockFolder, 'dist/server.js'), [])
  const contenders: Contender[] = [mock]
  try {
    const seeded = await seedBookstore(mock.url)
    const answersFile = join(folder, 'answers.json')
    writeFileSync(answersFile, JSON.stringify(await prepareAnswers(mock.url, seeded)))
    contenders.push(await startContender('bare node:http', 'bench/servers/bare.js', [answersFile]))
    const byHand = await startContender('koa by hand', 'bench/servers/koa-by-hand.js', [])
    contenders.push(byHand)
    const seededByHand = await seedBookstore(byHand.url)
    for (const scenario of ['GET by id', 'list 20 of 1,000', 'POST'] as const) {
      const results = new Map<string, Load[]>(contenders.map(({ name }) => [name, []]))
      for (let round = 0; round < rounds; round++) {
        for (const contender of contenders) {
          const ids = contender === byHand ? seededByHand : seeded
          results.get(contender.name)?.push(await measure(contender, scenario, ids, { seconds, folder }))
        }
      }
      report(scenario, results)
    }
  } finally {
    for (const contender of contenders) await contender.stop()
  }
}

function report(scenario: string, results: ReadonlyMap<string, readonly Load[]>): void {
  const ours = results.get('mockgen') ?? []
  const rows = [...results].map(([name, loads]) => {
    const speed = ratios(ours, loads, (load) => load.requestsPerSecond)
    const cpu = ratios(loads, ours, (load) => load.cpuMicros ?? Number.NaN)
    return [
      name,
      Math.round(median(loads.map((load) => load.requestsPerSecond))).toLocaleString('en'),
      median(loads.map((load) => load.p99Ms)).toFixed(2),
      median(loads.map((load) => load.cpuMicros ?? Number.NaN)).toFixed(1),
      ...(name === 'mockgen' ? ['', ''] : [showRatios(speed), showRatios(cpu)]),
    ]
  })
  const head = ['server', 'requests/s', 'p99 ms', 'CPU µs/request', 'mockgen by requests/s', 'mockgen by CPU']
  printTable(scenario, head, rows)
}

// Taken inside each round, so that a machine whose speed drifts does not decide.
function ratios(a: readonly Load[], b: readonly Load[], of: (load: Load) => number): readonly number[] {
  return a.flatMap((load, i) => {
    const other = b[i]
    return other === undefined ? [] : [of(load) / of(other)]
  })
}

function showRatios(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`
}
