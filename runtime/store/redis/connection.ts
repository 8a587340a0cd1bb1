// The door to ioredis: one connection to a Redis, a primary behind sentinels, or a cluster.
import type { Cluster, Redis } from 'ioredis'
import type { StoreError } from '../../store-error.js'
import type { StoreLog } from '../store-log.js'
import { type ClientSettings, clusterOptions, redisOptions } from './client-options.js'
import { Gate, type GateLimits } from './gate.js'
import { closedFault, redisFault, toStoreError } from './redis-error.js'
import type { RedisTarget } from './redis-url.js'

export interface ConnectionSettings extends GateLimits, ClientSettings {
  readonly log: StoreLog
}

export interface RedisConnection {
  /** The reply of a command. Rejects with a StoreError. The array belongs to the call: it is not copied. */
  call(command: string, args: (string | number)[]): Promise<unknown>
  /** The primaries of a cluster by `host:port`, each with a way past the gate to just that one; none without a cluster. */
  nodes(): ReadonlyMap<string, Send>
  /** Another number for each connection that was made: what belongs to one must not be asked on the next. */
  readonly epoch: number
  /** Lets Redis answer what it was asked, then hangs up. */
  close(): Promise<void>
}

/** Sends a command past the gate. */
export type Send = RedisConnection['call']

const retryPreparationMs = 1_000

/** How long one node of a cluster may take to answer a question about itself. */
const nodeAnswerMs = 1_000

/** Faults that stay until a person changes something; a call does not wait for that. */
const lasting = new Set(['MOCK_STORE_CREDENTIALS', 'MOCK_STORE_FORBIDDEN', 'MOCK_STORE_SETTING_INVALID'])

/**
 * Connects in the background, and again whenever the connection breaks. `prepare` runs on each new connection before any
 * call; a connection that it refuses is not used.
 *
 * A command is never sent twice: whether a broken connection carried it out is not known, and a commit that finds its
 * own effects would answer a refusal.
 */
export async function openConnection(
  target: RedisTarget,
  settings: ConnectionSettings,
  prepare: (send: Send) => Promise<void>,
): Promise<RedisConnection> {
  const { Cluster, Redis } = await import('ioredis')
  const client =
    target.mode === 'cluster'
      ? new Cluster([...target.nodes], clusterOptions(target, settings))
      : new Redis(redisOptions(target, settings))
  const gate = new Gate(settings)
  const send = client instanceof Redis ? sendTogether(client) : createSend(client, settings.answerMs)
  watch(client, gate, settings.log, () => prepare(send))
  return {
    call: (command, args) =>
      gate.isOpen ? send(command, args) : gate.pass().then(() => send(command, args)),
    get epoch() {
      return gate.openings
    },
    nodes: () => (client instanceof Redis ? new Map() : nodesOf(client)),
    async close() {
      if (gate.isOpen) await client.quit().catch(() => undefined)
      client.disconnect()
      gate.refuse(closedFault())
    },
  }
}

// The commands of one turn of the event loop leave in one write: with a system call for each, both sides are busier with those
// than with the commands.
function sendTogether(client: Redis): Send {
  const send = createSend(client, undefined)
  let held: Redis['stream'] | undefined
  return (command, args) => {
    const { stream } = client
    if (held !== stream) {
      held = stream
      stream.cork()
      setImmediate(() => {
        held = undefined
        stream.uncork()
      })
    }
    return send(command, args)
  }
}

function nodesOf(cluster: Cluster): ReadonlyMap<string, Send> {
  const nodes = cluster.nodes('master')
  return new Map(
    nodes.map((node) => [`${node.options.host}:${node.options.port}`, createSend(node, nodeAnswerMs)]),
  )
}

function createSend(client: Redis | Cluster, deadlineMs: number | undefined): Send {
  return (command, args) => {
    // One array, not spread arguments: a large commit has more of them than a call can take.
    const reply = client.call(command, args).catch((error: unknown) => {
      throw toStoreError(error)
    })
    return deadlineMs === undefined ? reply : withDeadline(reply, deadlineMs)
  }
}

// A single connection has a socket timeout; a command of a cluster may also wait for a node that never comes.
function withDeadline<T>(reply: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(toStoreError(new Error('Redis timed out'))), deadlineMs)
  })
  return Promise.race([reply, late]).finally(() => clearTimeout(timer))
}

function watch(client: Redis | Cluster, gate: Gate, log: StoreLog, prepare: () => Promise<void>): void {
  let epoch = 0
  let wasReady = false

  const makeReady = async (mine: number): Promise<void> => {
    try {
      await prepare()
      if (mine !== epoch) return
      gate.open()
      log.info({}, wasReady ? 'Redis is back' : 'Redis is connected')
      wasReady = true
    } catch (error) {
      if (mine !== epoch) return
      refuse(toStoreError(error))
      setTimeout(() => mine === epoch && makeReady(mine), retryPreparationMs).unref()
    }
  }

  const refuse = (reason: StoreError) => {
    if (gate.reason.message !== reason.message) log.error({ err: reason }, 'Redis cannot be used')
    if (lasting.has(reason.code)) gate.refuse(reason)
    else gate.shut(reason)
  }

  client.on('ready', () => void makeReady(++epoch))
  client.on('close', () => {
    epoch++
    gate.shut(redisFault('MOCK_STORE_UNAVAILABLE', 'the connection to Redis is broken', 'start Redis again'))
  })
  client.on('error', (error: Error) => {
    const reason = toStoreError(error)
    if (!gate.isOpen) refuse(reason)
  })
}
