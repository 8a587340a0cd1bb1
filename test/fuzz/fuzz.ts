// Sends mutated requests to a mock of a document in a process of its own, and tells what it should not have done.
import { readFileSync } from 'node:fs'
import { pick } from '../../runtime/contract/samples/random-choice.js'
import { createRandom } from '../../runtime/ids.js'
import { root } from '../architecture/source-files.js'
import { type RunningProgram, startProgram } from '../support/start-program.js'
import { mutate } from './mutate.js'
import { createRawClient, type RawReply } from './raw-client.js'
import { toBytes } from './raw-request.js'
import { validRequests } from './valid-requests.js'

export interface FuzzOptions {
  readonly file: string
  /** Folder that references may come from, where it is not the document's own. */
  readonly root?: string
  readonly requests: number
  readonly seed: number
}

export interface FuzzReport {
  readonly sent: number
  readonly statuses: Readonly<Record<string, number>>
  /** What should not be: 5xx answers, silence, a server that ended, an injected header; with the request as it was sent. */
  readonly faults: readonly string[]
  /** Resident memory after a quarter of the requests and at the end, each after all records were removed. */
  readonly memoryMb: readonly [early: number, late: number]
}

const clients = 8
const answerWithinMs = 1_000
// A slow machine is not a hanging server: who seems silent is asked again, alone, before it counts.
const aloneWithinMs = 15_000
const systemKey = 'fuzz-system-key-of-some-length'
const heapLimitMb = 256

/** Runs the requests. The seed chooses the mutations; keys that answers show take part, so runs differ in detail. */
export async function fuzz({ file, root: references, requests, seed }: FuzzOptions): Promise<FuzzReport> {
  const valid = await validRequests(file, references)
  const server = await startFuzzed(file, references)
  const port = Number(new URL(server.url).port)
  const random = createRandom(seed)
  const statuses: Record<string, number> = {}
  const faults: string[] = []
  const seen: string[] = []
  let sent = 0

  async function run(count: number): Promise<void> {
    const until = sent + count
    const oneClient = async () => {
      const client = createRawClient(port, answerWithinMs)
      while (sent < until && faults.length < maxFaults) {
        sent++
        const { request, breakBytes } = mutate(pick(valid, random), random, seen)
        const bytes = breakBytes === undefined ? toBytes(request) : breakBytes(toBytes(request))
        const how = { last: breakBytes !== undefined, isHead: request.method === 'HEAD' }
        let reply = await client.send(bytes, how)
        if (reply.kind === 'silent') reply = await askAlone(port, bytes, how)
        const said = reply.kind === 'answered' ? String(reply.status) : reply.kind
        statuses[said] = (statuses[said] ?? 0) + 1
        remember(reply, seen)
        const fault = faultOf(reply)
        if (fault !== undefined)
          faults.push(`${fault}: ${JSON.stringify(bytes.toString('latin1').slice(0, 3_000))}`)
      }
      client.close()
    }
    await Promise.all(Array.from({ length: clients }, oneClient))
  }

  try {
    await run(Math.floor(requests / 4))
    const early = await memoryWithoutRecords(server)
    await run(requests - sent)
    const late = await memoryWithoutRecords(server)
    return { sent, statuses, faults, memoryMb: [early, late] }
  } catch (error) {
    return {
      sent,
      statuses,
      faults: [...faults, `${String(error)}\n${server.output().slice(-3_000)}`],
      memoryMb: [0, 0],
    }
  } finally {
    await server.stop('SIGKILL')
  }
}

const maxFaults = 20
const maxSeen = 200

// Keys that an answer shows; the newest replace the oldest.
function remember(reply: RawReply, seen: string[]): void {
  if (reply.kind !== 'answered' || reply.status >= 300) return
  for (const [, text, number] of reply.body.matchAll(/"\w*id"\s*:\s*(?:"([\w.-]{1,60})"|(\d{1,15}))/gi)) {
    const key = text ?? number
    if (key !== undefined && !seen.includes(key)) seen.push(key)
  }
  seen.splice(0, seen.length - maxSeen)
}

function startFuzzed(file: string, references: string | undefined): Promise<RunningProgram> {
  const args = ['--import', 'tsx', 'test/fuzz/fuzzed-server.ts', file, ...(references ? [references] : [])]
  return startProgram(process.execPath, args, {
    cwd: root,
    env: {
      TSX_TSCONFIG_PATH: 'test/tsconfig.json',
      MOCK_SYSTEM_KEY: systemKey,
      MOCK_CHECK_SECURITY: 'true',
      LOG_LEVEL: 'error',
      NODE_OPTIONS: `--max-old-space-size=${heapLimitMb}`,
    },
  })
}

function askAlone(port: number, bytes: Buffer, how: { last: boolean; isHead: boolean }): Promise<RawReply> {
  const client = createRawClient(port, aloneWithinMs)
  return client.send(bytes, how).finally(() => client.close())
}

function faultOf(reply: RawReply): string | undefined {
  if (reply.kind === 'silent') return 'no answer'
  if (reply.kind === 'closed') return undefined
  if (reply.status >= 500) return `${reply.status} ${reply.body.slice(0, 500)}`
  if (/^x-injected:/im.test(reply.head)) return 'a header was injected'
  return /\n\s+at .+:\d+:\d+/.test(reply.body) ? 'a stack was shown' : undefined
}

async function memoryWithoutRecords({ url, pid }: RunningProgram): Promise<number> {
  const reset = await fetch(`${url}/system/reset`, { method: 'POST', headers: { 'x-system-key': systemKey } })
  if (!reset.ok) throw new Error(`the reset answered ${reset.status}`)
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
