// One measurement: wrk for some seconds on one scenario, and what it says about throughput and latency.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Contender, pinned } from './contender.js'
import { cpuMicros } from './cpu.js'
import type { Seeded } from './seed-bookstore.js'

const run = promisify(execFile)

export type Scenario = 'GET by id' | 'list 20 of 1,000' | 'POST'

export interface Load {
  readonly requestsPerSecond: number
  readonly p99Ms: number
  /** CPU time of the server per request, in microseconds; undefined where the system does not tell. */
  readonly cpuMicros: number | undefined
}

const connections = 32

/** Runs one scenario. Throws when an answer was not a success, so that nothing fast and wrong is measured. */
export async function measure(
  { url, pid }: Contender,
  scenario: Scenario,
  seeded: Seeded,
  options: { readonly seconds: number; readonly folder: string },
): Promise<Load> {
  const script = join(options.folder, 'scenario.lua')
  writeFileSync(script, luaFor(scenario, seeded))
  const args = ['-t1', `-c${connections}`, `-d${options.seconds}s`, '--latency', '-s', script, url]
  const [command, full] = pinned(1, 'wrk', args)
  const before = cpuMicros(pid)
  const { stdout } = await run(command, [...full])
  const after = cpuMicros(pid)
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${scenario} at ${url} failed:\n${stdout}`)
  const requests = number(stdout, /(\d+) requests in/)
  return {
    requestsPerSecond: number(stdout, /Requests\/sec:\s+([\d.]+)/),
    p99Ms: milliseconds(stdout),
    cpuMicros: before === undefined || after === undefined ? undefined : (after - before) / requests,
  }
}

// Every POST is a different book: its ISBN is unique. Runs differ in the middle digits, requests in the last six.
function luaFor(scenario: Scenario, { bookId, authorId }: Seeded): string {
  if (scenario === 'GET by id') return `wrk.path = "/books/${bookId}"\n`
  if (scenario === 'list 20 of 1,000') return 'wrk.path = "/books?offset=400&limit=20"\n'
  runs++
  const book = `{"title":"The Last Keeper","isbn":"' .. isbn .. '","authorId":"${authorId}","genre":"fiction","publishedOn":"2024-09-12","pages":312,"price":24.5}`
  return [
    'local count = 0',
    'wrk.path = "/books"',
    'wrk.method = "POST"',
    'wrk.headers["content-type"] = "application/json"',
    'request = function()',
    '  count = count + 1',
    `  local isbn = string.format("979%04d%06d", ${runs}, count)`,
    `  return wrk.format(nil, nil, nil, '${book}')`,
    'end',
    '',
  ].join('\n')
}

let runs = 0

function number(text: string, pattern: RegExp): number {
  const found = Number(pattern.exec(text)?.[1])
  if (!Number.isFinite(found)) throw new Error(`wrk printed something unexpected:\n${text}`)
  return found
}

function milliseconds(text: string): number {
  const match = /99%\s+([\d.]+)(us|ms|s)\b/.exec(text)
  const factor = { us: 0.001, ms: 1, s: 1000 }[match?.[2] ?? ''] ?? Number.NaN
  return Number(match?.[1]) * factor
}
