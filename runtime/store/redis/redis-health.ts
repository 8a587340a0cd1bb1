// How Redis is: asked, not remembered.
import { monotonicMs } from '../../clock.js'
import type { StoreHealth } from '../store.js'
import type { RedisConnection } from './connection.js'
import type { DamagedRows } from './damaged-rows.js'
import { toStoreError } from './redis-error.js'
import type { RedisTarget } from './redis-url.js'

/** Damaged rows that health names; the others are counted. */
const namedRows = 10

/** Unhealthy when Redis does not answer; degraded when it does, and some row in it is damaged. */
export async function redisHealth(
  { call }: Pick<RedisConnection, 'call'>,
  mode: RedisTarget['mode'],
  damaged: DamagedRows,
): Promise<StoreHealth> {
  const startedMs = monotonicMs()
  try {
    await call('PING', [])
    const latencyMs = Math.round((monotonicMs() - startedMs) * 100) / 100
    const server = await serverDetails(call)
    const state = mode === 'cluster' ? await clusterState(call) : undefined
    const isWhole = state === undefined || state === 'ok'
    const { names } = damaged
    return {
      kind: 'redis',
      status: !isWhole ? 'unhealthy' : names.length > 0 ? 'degraded' : 'healthy',
      details: {
        connected: true,
        mode,
        latencyMs,
        ...server,
        ...(state !== undefined && { clusterState: state }),
        ...(names.length > 0 && {
          damagedRows: names.length,
          damaged: names.slice(0, namedRows).join(' '),
        }),
      },
    }
  } catch (error) {
    const { code, message } = toStoreError(error)
    return { kind: 'redis', status: 'unhealthy', details: { connected: false, mode, code, reason: message } }
  }
}

// A user may be without the right to INFO; the store works all the same.
async function serverDetails(
  call: RedisConnection['call'],
): Promise<Readonly<Record<string, string | number>>> {
  try {
    const info = String(await call('INFO', []))
    const version = field(info, 'redis_version')
    const memory = field(info, 'used_memory')
    return {
      ...(version !== undefined && { version }),
      ...(memory !== undefined && { memory_usage: Number(memory) }),
    }
  } catch {
    return {}
  }
}

async function clusterState(call: RedisConnection['call']): Promise<string | undefined> {
  try {
    return field(String(await call('CLUSTER', ['INFO'])), 'cluster_state')
  } catch {
    return undefined
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}
