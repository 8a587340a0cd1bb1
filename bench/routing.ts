// npm run bench:routing: how long the router takes to find an operation, over the biggest document at hand and over the same
// templates as literals in a Map, which no router can beat.
import { existsSync, readFileSync } from 'node:fs'
import { createRouter, type Route } from '../runtime/http/router.js'
import { median, printTable } from './lib/report.js'

const rounds = Number(process.env.BENCH_ROUNDS ?? 15)
const file = process.env.MOCKGEN_BIG_DOCUMENT ?? '../shared/corpus/github-api.min.oas30.json'
const methods = ['get', 'put', 'post', 'delete', 'patch']

const routes = existsSync(file) ? routesOf(file) : madeUp(1_223)
const requests = routes.map(({ method, path }) => ({
  method: method.toUpperCase(),
  path: path.replace(/[?#].*$/, '').replace(/\{([^}]+)\}/g, 'a-$1'),
}))

const [built, router] = timed(() => createRouter(routes))
const literals = new Map(requests.map(({ method, path }) => [`${method} ${path}`, path]))
let found = 0
const matching = () => {
  for (const { method, path } of requests) if (router.match(method, path).kind === 'found') found += 1
}
const lookingUp = () => {
  for (const { method, path } of requests) if (literals.has(`${method} ${path}`)) found += 1
}

const times = { matching: [] as number[], lookingUp: [] as number[] }
for (let round = -5; round < rounds; round++) {
  const [match] = timed(() => repeat(matching, 50))
  const [lookup] = timed(() => repeat(lookingUp, 50))
  if (round < 0) continue
  times.matching.push((match / 50 / requests.length) * 1000)
  times.lookingUp.push((lookup / 50 / requests.length) * 1000)
}
if (found === 0) throw new Error('nothing was found')
printTable(
  `routing ${routes.length} operations`,
  ['built ms', 'µs a match', 'µs a Map lookup'],
  [[built.toFixed(1), median(times.matching).toFixed(2), median(times.lookingUp).toFixed(2)]],
)

function repeat(run: () => void, times: number): void {
  for (let i = 0; i < times; i++) run()
}

/** Milliseconds, and what came of it. */
function timed<T>(run: () => T): readonly [number, T] {
  const started = performance.now()
  const value = run()
  return [performance.now() - started, value]
}

function routesOf(document: string): readonly Route[] {
  const { paths }: { readonly paths: Readonly<Record<string, object>> } = JSON.parse(
    readFileSync(document, 'utf8'),
  )
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.filter((method) => method in item).map((method) => ({ method, path, id: `${method} ${path}` })),
  )
}

function madeUp(count: number): readonly Route[] {
  return Array.from({ length: count }, (_, i) => ({
    method: 'get',
    path: `/area${i % 40}/{a}/thing${i % 97}/{b}/part${i}`,
    id: `get ${i}`,
  }))
}
