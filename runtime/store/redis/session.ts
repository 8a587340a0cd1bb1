// What the Redis store works with once it is connected: the connection, the scripts, and the names of the spaces.
import { StoreError } from '../../store-error.js'
import { type ConnectionSettings, openConnection, type RedisConnection, type Send } from './connection.js'
import type { RedisKeys } from './keys.js'
import type { RedisTarget } from './redis-url.js'
import { loadScripts, runScript, type ScriptName, type Scripts } from './scripts.js'
import { SpaceRegistry } from './space-registry.js'

export interface Session {
  readonly connection: RedisConnection
  readonly registry: SpaceRegistry
  run(script: ScriptName, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
}

/** Starts to connect; resolves before Redis has answered. */
export async function openSession(
  target: RedisTarget,
  keys: RedisKeys,
  settings: ConnectionSettings,
): Promise<Session> {
  const scripts = await loadScripts()
  const connection = await openConnection(target, settings, (send) => prepare(send, target, keys, scripts))
  return {
    connection,
    registry: new SpaceRegistry(connection, keys),
    run: (script, scriptKeys, args) => runScript(connection, scripts[script], scriptKeys, args),
  }
}

// The library goes on in database 0 when it cannot select another, and a user without some right would fail in the middle
// of a script.
async function prepare(send: Send, target: RedisTarget, keys: RedisKeys, scripts: Scripts): Promise<void> {
  if (target.mode !== 'cluster' && target.db !== 0) await send('SELECT', [target.db])
  try {
    await runScript({ call: send }, scripts.probe, keys.probe, [])
  } catch (error) {
    if (!isReadable(error)) throw error
  }
}

// A Redis that takes no writes now can still be read, and says so itself to every write.
function isReadable(error: unknown): boolean {
  return (
    error instanceof StoreError && (error.code === 'MOCK_STORE_FULL' || error.code === 'MOCK_STORE_READ_ONLY')
  )
}
