// How the client is told to behave: never send twice, never queue without end, come back with backoff and jitter.
import type { ConnectionOptions } from 'node:tls'
import { createIds, createRandom, seedOf } from '../../ids.js'
import type { RedisTarget } from './redis-url.js'

export interface ClientSettings {
  /** How long Redis may take to answer before the connection counts as broken. */
  readonly answerMs: number
  /** What `node:tls` takes besides host and port; only with a TLS target. */
  readonly tls: ConnectionOptions
}

const connectMs = 2_000
const firstRetryMs = 50
const lastRetryMs = 2_000
/** A cluster command follows this many redirections; each comes from a node that did not carry it out. */
const maxRedirections = 8

type SentinelTarget = Extract<RedisTarget, { mode: 'sentinel' }>
type SingleTarget = Exclude<RedisTarget, { mode: 'cluster' }>

// What every connection has in common, also those of a cluster's nodes.
function commonOptions({ tls, credentials }: RedisTarget, settings: ClientSettings) {
  const { username, password } = credentials
  return {
    protocol: 2,
    connectTimeout: connectMs,
    socketTimeout: settings.answerMs,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    // `prepare` finds out whether Redis can answer, with fewer rights than the INFO of the library's own check.
    enableReadyCheck: false,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: settings.tls }),
  } as const
}

/** Of one Redis, or of the primary behind sentinels. */
export function redisOptions(target: SingleTarget, settings: ClientSettings) {
  return {
    ...commonOptions(target, settings),
    db: target.db,
    // The gate is the queue; what was sent on a connection that breaks fails at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: createBackoff(),
    ...(target.mode === 'standalone' ? target.endpoint : sentinelOptions(target, settings)),
  }
}

function sentinelOptions(target: SentinelTarget, { tls }: ClientSettings) {
  const { username, password } = target.sentinelCredentials
  return {
    sentinels: [...target.sentinels],
    name: target.name,
    failoverDetector: true,
    // The library's check also asks whether this is still the primary.
    enableReadyCheck: true,
    sentinelRetryStrategy: createBackoff(),
    // A primary that became a replica refuses writes: look for the new one, without sending again.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  }
}

/** Of a cluster. */
export function clusterOptions(target: RedisTarget, settings: ClientSettings) {
  return {
    redisOptions: commonOptions(target, settings),
    clusterRetryStrategy: createBackoff(),
    maxRedirections,
    // Zero: a command on a connection that broke may have been carried out, so it is not sent again.
    retryDelayOnFailover: 0,
    slotsRefreshTimeout: connectMs,
  }
}

// Doubles up to two seconds; half of it by chance, so that many servers do not all come back in the same moment.
function createBackoff(): (attempt: number) => number {
  const random = createRandom(seedOf(createIds().nanoid()))
  return (attempt) => Math.min(firstRetryMs * 2 ** (attempt - 1), lastRetryMs) * (0.5 + random() / 2)
}
