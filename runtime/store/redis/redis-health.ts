// How Redis is: asked, not remembered.
import { monotonicMs } from '../../clock.js'
import type { StoreHealth } from '../store.js'
import { askNodes } from './cluster-nodes.js'
import type { RedisConnection, Send } from './connection.js'
import type { DamagedRows } from './damaged-rows.js'
import { toStoreError } from './redis-error.js'
import type { RedisTarget } from './redis-url.js'

/** Damaged rows that health names; the others are counted. */
const namedRows = 10

/**
 * Unhealthy when Redis does not answer, or its cluster has stopped; degraded when it does, but some node of the cluster
 * does not, or some row is damaged.
 */
export async function redisHealth(
  connection: Pick<RedisConnection, 'call' | 'nodes'>,
  mode: RedisTarget['mode'],
  damaged: DamagedRows,
): Promise<StoreHealth> {
  const startedMs = monotonicMs()
  try {
    const { send, status, details } =
      mode === 'cluster' ? await clusterHealth(connection) : await serverHealth(connection)
    const latencyMs = Math.round((monotonicMs() - startedMs) * 100) / 100
    const server = await serverDetails(send)
    const { names } = damaged
    return {
      kind: 'redis',
      status: status === 'healthy' && names.length > 0 ? 'degraded' : status,
      details: {
        connected: true,
        mode,
        latencyMs,
        ...server,
        ...details,
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

interface Found {
  /** Asks the one that answered. */
  readonly send: Send
  readonly status: StoreHealth['status']
  readonly details: Readonly<Record<string, string | number>>
}

async function serverHealth({ call }: Pick<RedisConnection, 'call'>): Promise<Found> {
  await call('PING', [])
  return { send: call, status: 'healthy', details: {} }
}

async function clusterHealth(connection: Pick<RedisConnection, 'call' | 'nodes'>): Promise<Found> {
  const { answering, count, unreachable } = await askNodes(connection)
  // Nobody answers: the call itself says why.
  if (answering === undefined) return serverHealth(connection)
  const state = await clusterState(answering)
  const details = {
    nodes: count,
    ...(unreachable.length > 0 && { unreachable: unreachable.join(' ') }),
    ...(state !== undefined && { clusterState: state }),
  }
  const hasStopped = state !== undefined && state !== 'ok'
  const status = hasStopped ? 'unhealthy' : unreachable.length > 0 ? 'degraded' : 'healthy'
  return { send: answering, status, details }
}

// A user may be without the right to INFO; the store works all the same.
async function serverDetails(send: Send): Promise<Readonly<Record<string, string | number>>> {
  try {
    const info = String(await send('INFO', []))
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

async function clusterState(send: Send): Promise<string | undefined> {
  try {
    return field(String(await send('CLUSTER', ['INFO'])), 'cluster_state')
  } catch {
    return undefined
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}
