// What the Redis store works with once it is connected: the connection, the scripts, and the names of the spaces.
import { StoreError } from '../../store-error.js'
import type { StoreLog } from '../store-log.js'
import { type ConnectionSettings, openConnection, type RedisConnection, type Send } from './connection.js'
import type { RedisKeys } from './keys.js'
import type { RedisTarget } from './redis-url.js'
import { Replicas } from './replicas.js'
import { loadScripts, runScript, type ScriptName, type Scripts } from './scripts.js'
import { SpaceRegistry } from './space-registry.js'

export interface Session {
  readonly connection: RedisConnection
  readonly registry: SpaceRegistry
  readonly replicas: Replicas
  run(script: ScriptName, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
}

/** What a new connection is tried with. */
interface Preparation {
  readonly target: RedisTarget
  readonly keys: RedisKeys
  readonly scripts: Scripts
  readonly log: StoreLog
}

/** Starts to connect; resolves before Redis has answered. */
export async function openSession(
  target: RedisTarget,
  keys: RedisKeys,
  settings: ConnectionSettings,
): Promise<Session> {
  const scripts = await loadScripts()
  const connection = await openConnection(target, settings, (send) =>
    prepare(send, { target, keys, scripts, log: settings.log }),
  )
  return {
    connection,
    registry: new SpaceRegistry(connection, keys),
    replicas: new Replicas(connection, target.mode === 'cluster' ? 0 : target.waitForReplicas),
    run: (script, scriptKeys, args) => runScript(connection, scripts[script], scriptKeys, args),
  }
}

// The library goes on in database 0 when it cannot select another, and a user without some right would fail in the middle
// of a script.
async function prepare(send: Send, { target, keys, scripts, log }: Preparation): Promise<void> {
  if (target.mode !== 'cluster' && target.db !== 0) await send('SELECT', [target.db])
  const tried = [
    () => runScript({ call: send }, scripts.probe, keys.probe, []),
    () => send('SCARD', [keys.spaces]),
  ]
  for (const attempt of tried) {
    try {
      await attempt()
    } catch (error) {
      if (!(error instanceof StoreError) || !isUsable(error, target.mode)) throw error
      log.warn({ err: error }, 'Redis can only be used in part')
    }
  }
}

// A Redis that takes no writes now can still be read, and says so itself to every write. A cluster goes on without the node
// that has the keys of the probe.
function isUsable({ code }: StoreError, mode: RedisTarget['mode']): boolean {
  if (code === 'MOCK_STORE_FULL' || code === 'MOCK_STORE_READ_ONLY') return true
  return mode === 'cluster' && (code === 'MOCK_STORE_UNAVAILABLE' || code === 'MOCK_STORE_INTERRUPTED')
}
