// The Lua scripts: read from their files once, run by their hash, which no other version of the runtime shares.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { StoreError } from '../../store-error.js'
import type { RedisConnection } from './connection.js'

const names = ['commit', 'drop', 'list', 'probe', 'read', 'touch'] as const
export type ScriptName = (typeof names)[number]

interface Script {
  readonly source: string
  readonly sha: string
}

export type Scripts = Readonly<Record<ScriptName, Script>>

/** Reads all scripts. */
export async function loadScripts(): Promise<Scripts> {
  const [commit, drop, list, probe, read, touch] = await Promise.all(names.map(loadScript))
  if (!commit || !drop || !list || !probe || !read || !touch) throw new TypeError('A script was not loaded')
  return { commit, drop, list, probe, read, touch }
}

/** Runs a script in one round trip; the first time on a server that does not know it yet, in two. */
export function runScript(
  connection: Pick<RedisConnection, 'call'>,
  { source, sha }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const call = (command: string, script: string) =>
    connection.call(command, [script, keys.length, ...keys, ...args])
  return call('EVALSHA', sha).catch((error: unknown) => {
    if (!isUnknownScript(error)) throw error
    return call('EVAL', source)
  })
}

async function loadScript(name: ScriptName): Promise<Script> {
  const source = await readFile(new URL(`./${name}.lua`, import.meta.url), 'utf8')
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

function isUnknownScript(error: unknown): boolean {
  return (
    error instanceof StoreError && error.cause instanceof Error && /\bNOSCRIPT\b/.test(error.cause.message)
  )
}
