// `/system/health`: how the server and its store are, for people, containers and load balancers.
import { monotonicMs } from '../clock.js'
import type { Reply } from '../http/reply.js'
import type { StoreHealth } from '../store/store.js'
import { json } from './json-reply.js'

/** How a part of the server is. */
export type PartHealth = Pick<StoreHealth, 'status' | 'details'> & { readonly kind?: string }

/** A part of the server that can say how it is. */
export interface HealthSource {
  health(): Promise<PartHealth>
}

/** What is asked how it is. */
export interface HealthOptions {
  readonly store: HealthSource
  /** The worlds in the store. Default: nothing is said of them. */
  readonly sandboxes?: HealthSource
  /** Version of the runtime. */
  readonly version: string
}

/** How everything is: 503 when the store or another part is unhealthy. */
export interface Health {
  full(): Promise<Reply>
  /** The same in short. */
  ready(): Promise<Reply>
  /** Only that the process answers. */
  live(): Promise<Reply>
}

/** How long a part may take to say how it is. */
const healthWaitMs = 2_000

export function createHealth({ store, sandboxes, version }: HealthOptions): Health {
  const startedMs = monotonicMs()
  const parts: Parts = [
    ['store', store],
    ...(sandboxes === undefined ? [] : [['sandboxes', sandboxes] as const]),
  ]
  return {
    full: () => fullHealth(parts, version, startedMs),
    ready: () => readiness(parts),
    live: async () => json(200, { status: 'healthy' }),
  }
}

type Parts = readonly (readonly [name: string, source: HealthSource])[]

async function fullHealth(parts: Parts, version: string, startedMs: number): Promise<Reply> {
  const checks = await askAll(parts)
  const status = worstOf(checks)
  const uptimeSeconds = Math.floor((monotonicMs() - startedMs) / 1000)
  return json(statusFor(status), { status, version, uptimeSeconds, checks })
}

async function readiness(parts: Parts): Promise<Reply> {
  const status = worstOf(await askAll(parts))
  return json(statusFor(status), { status })
}

function askAll(parts: Parts): Promise<readonly PartHealth[]> {
  return Promise.all(
    parts.map(async ([name, source]) => {
      const { status, kind, details = {} } = await ask(name, source)
      return { name, status, ...(kind !== undefined && { kind }), ...outputOf(status, details), details }
    }),
  )
}

// What is wrong stands where those look who know application/health+json (draft-inadarei-api-health-check), too.
function outputOf(
  status: PartHealth['status'],
  details: NonNullable<PartHealth['details']>,
): { readonly output?: string } {
  if (status === 'healthy') return {}
  const told = Object.entries(details).map(([name, value]) => `${name}: ${value}`)
  const output = String(details.reason ?? told.join(', '))
  return output === '' ? {} : { output }
}

// A part that fails or hangs is unhealthy; asking it must neither fail nor hang.
async function ask(name: string, source: HealthSource): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<PartHealth>((resolve) => {
    timer = setTimeout(() => resolve(unhealthy(`no answer within ${healthWaitMs} ms`)), healthWaitMs)
  })
  try {
    return await Promise.race([source.health(), late])
  } catch {
    return unhealthy(`the ${name} failed`)
  } finally {
    clearTimeout(timer)
  }
}

function unhealthy(reason: string): PartHealth {
  return { kind: 'unknown', status: 'unhealthy', details: { reason } }
}

function worstOf(parts: readonly PartHealth[]): PartHealth['status'] {
  const found = new Set(parts.map(({ status }) => status))
  if (found.has('unhealthy')) return 'unhealthy'
  return found.has('degraded') ? 'degraded' : 'healthy'
}

function statusFor(status: PartHealth['status']): number {
  return status === 'unhealthy' ? 503 : 200
}
